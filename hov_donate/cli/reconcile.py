"""`hov-donate reconcile`: pull Stripe's balance transactions and compare to the penny."""

import sys

import click
from sqlalchemy.orm import Session

from hov_donate.cli.house import House, pass_house
from hov_donate.core.money import Money
from hov_donate.gateway.port import GatewayError
from hov_donate.reconciliation import queries
from hov_donate.reconciliation.processes import Progress, Reconciler
from hov_donate.web.parts import Parts

# Money may move between the pull and the look at the balance; then another pull tells.
PASSES = 3
SHOWN = 20


@click.command()
@pass_house
def reconcile(house: House) -> None:
    """Bring Stripe's balance transactions into the books and compare the balances.

    Holds what affiliates owe, less their credit, against the books as well. Can be stopped at any
    point and started again. Exit status 1 when anything differs, is unmatched or does not add up,
    2 when Stripe cannot be asked.
    """
    parts = house.checked_parts()
    try:
        agrees = _pull_until_it_agrees(parts)
    except GatewayError as error:
        click.echo(f"\nStopped: {error}\nNothing is lost; run it again to go on.", err=True)
        sys.exit(2)
    sys.exit(0 if agrees else 1)


def _pull_until_it_agrees(parts: Parts) -> bool:
    for _ in range(PASSES):
        _pull(parts.reconciler)
        if _differences(parts) == 0:
            break
    return _report(parts)


def _pull(reconciler: Reconciler) -> None:
    while True:
        progress = reconciler.step()
        _show(progress)
        if progress.finished:
            click.echo("", err=True)
            return


def _show(progress: Progress) -> None:
    reached = f", back to {progress.reached:%Y-%m-%d %H:%M}" if progress.reached else ""
    click.echo(
        f"\rpulled {progress.seen} balance transactions, {progress.posted} new{reached}   ",
        nl=False,
        err=True,
    )


def _differences(parts: Parts) -> int:
    with parts.database.reading() as session:
        run = queries.last_finished_run(session)
        rows = queries.comparisons(session, run.id) if run else []
        owed = queries.receivables_comparisons(session, run.id) if run else []
        found = [*(row.difference for row in rows), *(row.difference for row in owed)]
        return sum(difference.minor != 0 for difference in found)


def _report(parts: Parts) -> bool:
    """Print what was found; whether everything agrees and nothing waits."""
    with parts.database.reading() as session:
        answers = [
            _report_balances(session),
            _report_receivables(session),
            _report_payouts(session),
            _report_suspense(session),
            _report_unmatched(session),
        ]
    return all(answers)


def _report_balances(session: Session) -> bool:
    run = queries.last_finished_run(session)
    rows = queries.comparisons(session, run.id) if run else []
    click.echo(f"{'':8}{'Stripe':>16}{'ledger':>16}{'difference':>16}")
    for row in rows:
        amounts = (row.stripe, row.ledger, row.difference)
        click.echo(row.currency.ljust(8) + "".join(f"{_plain(each):>16}" for each in amounts))
    if not rows:
        click.echo("no money has moved yet")
    return all(row.difference.minor == 0 for row in rows)


def _report_receivables(session: Session) -> bool:
    """Nothing is said of receivables where nobody was ever asked for a fee."""
    run = queries.last_finished_run(session)
    rows = queries.receivables_comparisons(session, run.id) if run else []
    if rows:
        click.echo(f"\n{'':8}{'owed − credit':>16}{'ledger':>16}{'difference':>16}")
    for row in rows:
        amounts = (row.expected, row.ledger, row.difference)
        click.echo(row.currency.ljust(8) + "".join(f"{_plain(each):>16}" for each in amounts))
    return not any(row.difference.minor for row in rows)


def _report_payouts(session: Session) -> bool:
    wrong = queries.payouts_that_do_not_add_up(session)
    for payout in wrong:
        items = Money(payout.items_minor or 0, payout.currency)
        click.echo(
            f"payout does not add up: {payout.stripe_payout_id} {payout.amount}, "
            f"its items {_plain(items)}"
        )
    return not wrong


def _report_suspense(session: Session) -> bool:
    found = queries.suspense(session)
    for currency, amount in found.items():
        click.echo(f"in suspense: {_plain(amount)} {currency}")
    return not found


def _report_unmatched(session: Session) -> bool:
    count = queries.unmatched_count(session)
    for payment in queries.unmatched_payments(session, limit=SHOWN):
        click.echo(
            f"unmatched: {payment.amount} {payment.stripe_payment_intent_id} {payment.reason}"
        )
    more = f", the newest {SHOWN} above; all are in the office" if count > SHOWN else ""
    click.echo(f"unmatched payments: {count}{more}")
    return count == 0


def _plain(amount: Money) -> str:
    return str(amount).split(" ", 1)[1]
