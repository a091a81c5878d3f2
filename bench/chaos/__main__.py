"""`python -m bench.chaos`: two bad years, one sweep, and whether the books agree to the penny."""

import argparse
import random
import signal
import sys
import time
from pathlib import Path

from bench.chaos.house import house
from bench.chaos.life import Life
from bench.chaos.plan import Plan
from bench.chaos.verdict import Verdict, judge
from bench.databases import Fresh, engines, migrated, scratch
from bench.figures import tell


def main() -> None:
    """Run on the databases asked for; exit status 1 when anything is wrong anywhere."""
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--gifts", type=int, default=5000, help="instalments count as gifts")
    parser.add_argument("--years", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=None, help="repeat a run's chance")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one alone")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**6)
    plan = Plan(asked.gifts, asked.years, seed)
    faults: list[str] = []
    with scratch() as folder, engines(folder) as found:
        for name, fresh in found.items():
            if asked.database in {None, name}:
                faults += _run(folder / f"run_{name}", name, fresh, plan)
    sys.exit(1 if faults else 0)


def _run(folder: Path, name: str, fresh: Fresh, plan: Plan) -> list[str]:
    tell(f"{name}: {plan.gifts} gifts over {plan.years:g} years, seed {plan.seed}")
    folder.mkdir()
    with house(folder, migrated(fresh, "chaos")) as home:
        began = time.monotonic()
        life = Life(home, plan)
        for step, gifts in enumerate(life.live(), start=1):
            _progress(f"stride {step} of {plan.steps}: {gifts} gifts", began)
        home.simulator.control.wait_idle(60)
        _progress(f"{life.gifts()} gifts; now one sweep", began)
        tell("")
        swept = time.monotonic()
        home.command("sweep")
        took = time.monotonic() - swept
        life.control.clear_faults()
        verdict = judge(home, life.counts)
    _report(name, verdict, {"seconds of life": swept - began, "seconds of the sweep": took})
    return verdict.faults


def _progress(text: str, began: float) -> None:
    sys.stderr.write(f"\r{text}, {time.monotonic() - began:.0f} s    ")
    sys.stderr.flush()


def _report(name: str, verdict: Verdict, seconds: dict[str, float]) -> None:
    print(f"\n{name}")  # noqa: T201 (a report)
    for label, value in {**verdict.figures, **{k: round(v) for k, v in seconds.items()}}.items():
        print(f"  {label}: {value}")  # noqa: T201
    for fault in verdict.faults:
        print(f"  WRONG: {fault}")  # noqa: T201
    if not verdict.faults:
        print("  all agrees to the penny, and every gift has exactly one receipt")  # noqa: T201


if __name__ == "__main__":
    main()
