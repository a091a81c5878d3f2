"""`hov-donate sweep`: look through everything at Stripe that no event may have told us of."""

import sys

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.gateway.port import GatewayError
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reconciliation.sweeping import SweepProgress

WORDS = {
    SweepStep.EVENTS: "events",
    SweepStep.PAGES: "pages on which gifts are paid",
    SweepStep.REFUNDS: "refunds",
    SweepStep.DISPUTES: "disputes",
    SweepStep.FRAUD_WARNINGS: "warnings of fraud",
    SweepStep.SUBSCRIPTIONS: "monthly and yearly gifts",
    SweepStep.INVOICES: "instalments",
    SweepStep.PAYOUTS: "payouts",
    SweepStep.OPEN_MATTERS: "what is not at its end",
    SweepStep.BALANCE: "the balance",
}


@click.command()
@pass_house
def sweep(house: House) -> None:
    """Find what stands otherwise at Stripe than here, and bring it up to date.

    The worker does this every night. Can be stopped at any point and started again. Exit status 1
    when something could not be applied and is left to the worker, or to staff where Stripe refuses
    it for good; 2 when Stripe cannot be asked.
    """
    parts = house.checked_parts()
    try:
        done = parts.sweeper.run(_show)
    except GatewayError as error:
        click.echo(f"\nStopped: {error}\nNothing is lost; run it again to go on.", err=True)
        sys.exit(2)
    click.echo("", err=True)
    click.echo(f"looked through: {done.seen}")
    click.echo(f"stood otherwise here: {done.differed}")
    click.echo(f"left to the worker: {done.failed}")
    if done.failed:
        click.echo("Why is told in the office, in the room “Stripe events”.")
    sys.exit(1 if done.failed else 0)


def _show(progress: SweepProgress) -> None:
    """One line that is written over and over."""
    step = list(SweepStep).index(progress.step) + 1
    line = (
        f"\r{step}/{len(SweepStep)} {WORDS[progress.step]}: {progress.seen} looked through, "
        f"{progress.differed} stood otherwise here"
    )
    click.echo(line.ljust(96), nl=False, err=True)
