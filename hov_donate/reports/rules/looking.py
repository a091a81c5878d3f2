"""Whether we look, and what is found: sweeps, checks of the books, suspense, payouts."""

from datetime import timedelta

from hov_donate.core.i18n import N_
from hov_donate.reports.rules.facts import Facts
from hov_donate.reports.rules.lights import (
    DIFFERS_FOR_LONG,
    RECONCILIATION,
    SWEEP,
    Check,
    Light,
    Subject,
)


def sweep(facts: Facts) -> Check:
    remedy = N_("Press “Look through everything now”. If it does not begin, start the worker.")
    if facts.sweep is not None:
        at = facts.sweep.finished_at
        return Check(
            Subject.SWEEP,
            SWEEP.of(facts.now - at),
            N_("Last finished: %(at)s"),
            remedy,
            {"at": at},
        )
    waited = facts.now - facts.events_since if facts.events_since else timedelta(0)
    return Check(Subject.SWEEP, SWEEP.of(waited), N_("Nothing yet: none has finished."), remedy)


def sweep_findings(facts: Facts) -> Check:
    sweep = facts.sweep
    if sweep is None:
        return Check(Subject.SWEEP_FINDINGS, Light.GREEN, N_("Nothing yet: none has finished."))
    values = {"differed": sweep.differed, "failed": sweep.failed, "subs": sweep.subscriptions}
    if sweep.failed:
        return Check(
            Subject.SWEEP_FINDINGS,
            Light.AMBER,
            N_("Differed: %(differed)s. Still to be applied: %(failed)s"),
            N_(
                "The worker tries these again. If they are still there tomorrow, open the room "
                "“Stripe events” and read the reasons."
            ),
            values,
        )
    if sweep.differed:
        return Check(
            Subject.SWEEP_FINDINGS,
            Light.AMBER,
            N_("Differed: %(differed)s, of them monthly and yearly gifts: %(subs)s. All put right"),
            N_(
                "Nothing was lost, but an event was. Once is no matter; if it comes again, see "
                "whether Stripe's events reach us: “Stripe's way to us” on this page."
            ),
            values,
        )
    return Check(Subject.SWEEP_FINDINGS, Light.GREEN, N_("Nothing stood differently."))


def reconciliation(facts: Facts) -> Check:
    remedy = N_(
        "Open the room “Reconciliation” and press “Check now”. If Stripe does not answer, see "
        "whether it has a disturbance (status.stripe.com)."
    )
    if facts.check is None:
        waited = facts.now - facts.events_since if facts.events_since else timedelta(0)
        none_yet = N_("Nothing yet: no check has finished.")
        return Check(Subject.RECONCILIATION, RECONCILIATION.of(waited), none_yet, remedy)
    at = facts.check.finished_at
    light = RECONCILIATION.of(facts.now - at)
    return Check(Subject.RECONCILIATION, light, N_("Last finished: %(at)s"), remedy, {"at": at})


def difference(facts: Facts) -> Check:
    check = facts.check
    if check is None:
        return Check(Subject.DIFFERENCE, Light.GREEN, N_("Nothing yet: no check has finished."))
    if not check.differences:
        return Check(Subject.DIFFERENCE, Light.GREEN, N_("They agree in every currency."))
    return Check(
        Subject.DIFFERENCE,
        Light.RED if check.differing >= DIFFERS_FOR_LONG else Light.AMBER,
        N_("They differ by: %(money)s. Checks in a row that found a difference: %(checks)s"),
        N_(
            "The next check may find the missing movement. If the difference stays, look through "
            "everything, and compare the room “Reconciliation” with Stripe's dashboard."
        ),
        {"money": check.differences, "checks": check.differing},
    )


def receivables(facts: Facts) -> Check:
    check = facts.receivables
    if check is None:
        return Check(Subject.RECEIVABLES, Light.GREEN, N_("Nothing yet: no check has finished."))
    if not check.differences:
        return Check(Subject.RECEIVABLES, Light.GREEN, N_("They agree in every currency."))
    return Check(
        Subject.RECEIVABLES,
        Light.RED if check.differing >= DIFFERS_FOR_LONG else Light.AMBER,
        N_("They differ by: %(money)s. Checks in a row that found a difference: %(checks)s"),
        N_(
            "The next check may find the missing movement. If the difference stays, look through "
            "everything, and send what the command “reconcile” prints to whoever looks after the "
            "software."
        ),
        {"money": check.differences, "checks": check.differing},
    )


def suspense(facts: Facts) -> Check:
    if not facts.suspense:
        return Check(Subject.SUSPENSE, Light.GREEN, N_("There is none."))
    return Check(
        Subject.SUSPENSE,
        Light.AMBER,
        N_("In suspense: %(money)s"),
        N_(
            "Open the room “Reconciliation”, under “In suspense”, and tell whoever looks after the "
            "software which kind of movement the books should learn."
        ),
        {"money": facts.suspense},
    )


def payouts(facts: Facts) -> Check:
    if not facts.failed_payouts:
        return Check(Subject.PAYOUTS, Light.GREEN, N_("None has failed."))
    return Check(
        Subject.PAYOUTS,
        Light.RED,
        N_("The bank did not take: %(money)s"),
        N_(
            "The money is back in Stripe's balance. Correct the bank account in Stripe's "
            "dashboard, under Settings, Payouts. It is green again once a later payout arrives."
        ),
        {"money": facts.failed_payouts},
    )
