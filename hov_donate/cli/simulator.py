"""`hov-donate simulator`: the stand-in for Stripe, on this machine."""

from pathlib import Path

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.simulator.serve import run


@click.command()
@click.option("--port", type=int, help="Default: PORT + 1.")
@click.option("--state", type=click.Path(path_type=Path), help="File that keeps its state.")
@pass_house
def simulator(house: House, *, port: int | None, state: Path | None) -> None:
    """Run the Stripe simulator. It moves no real money, and refuses beside a live key."""
    settings = house.pretending_settings("The simulator")
    webhook = f"http://127.0.0.1:{settings.port}/stripe/webhook"
    secrets = settings.stripe_webhook_secrets or ("whsec_simulator",)
    run(
        host="127.0.0.1",
        port=port or settings.port + 1,
        state=state or settings.instance_folder / "simulator.sqlite",
        endpoints=[(webhook, secrets[0])],
        settlement_currency=settings.campaign.default_currency,
    )
