"""Whether we hear of what happens: worker, endpoint, events."""

from hov_donate.core.i18n import N_
from hov_donate.reports.rules.facts import EndpointFinding, Facts
from hov_donate.reports.rules.lights import (
    ENDPOINT_LOOKED_AT,
    EVENTS_FAILED,
    EVENTS_WAITING,
    WORKER,
    Check,
    Light,
    Subject,
    pile,
)


def worker(facts: Facts) -> Check:
    seen = facts.worker_seen_at
    if seen is None:
        return Check(Subject.WORKER, Light.GREEN, N_("Nothing yet: it has not run."))
    return Check(
        Subject.WORKER,
        WORKER.of(facts.now - seen),
        N_("Last heard of: %(at)s"),
        N_(
            "Start the worker on the server: hov-donate worker. Nothing is lost meanwhile: what "
            "waits is done as soon as it runs."
        ),
        {"at": seen},
    )


def endpoint(facts: Facts) -> Check:
    finding = facts.endpoint
    if finding is None:
        return Check(
            Subject.ENDPOINT, Light.GREEN, N_("Nothing yet: Stripe has not been asked about it.")
        )
    looked = {"at": finding.looked_at}
    fault = _endpoint_fault(finding)
    if fault is not None:
        light, found, remedy = fault
        missing = ", ".join(finding.missing)
        return Check(Subject.ENDPOINT, light, found, remedy, {**looked, "missing": missing})
    return Check(
        Subject.ENDPOINT,
        ENDPOINT_LOOKED_AT.of(facts.now - finding.looked_at),
        N_("It was in order at: %(at)s"),
        N_(
            "Stripe could not be asked for over an hour. See whether the worker runs, whether "
            "Stripe has a disturbance (status.stripe.com), and whether its key is still good."
        ),
        looked,
    )


def _endpoint_fault(finding: EndpointFinding) -> tuple[Light, str, str] | None:
    """What is wrong with it: light, words, remedy."""
    if not finding.present:
        return (
            Light.RED,
            N_("Stripe knows no endpoint with our address. Asked at: %(at)s"),
            N_(
                "In Stripe's dashboard, under Developers, Webhooks, add an endpoint with our "
                "address, as the manual for operations says. Then look through everything."
            ),
        )
    if not finding.enabled:
        return (
            Light.RED,
            N_("Stripe has switched the endpoint off. Asked at: %(at)s"),
            N_(
                "In Stripe's dashboard, under Developers, Webhooks, switch the endpoint on again. "
                "Then look through everything, so that what was missed comes in."
            ),
        )
    if finding.missing:
        return (
            Light.AMBER,
            N_("These events are not sent to us: %(missing)s. Asked at: %(at)s"),
            N_("In Stripe's dashboard, under Developers, Webhooks, add these events to it."),
        )
    if not finding.right_version:
        return (
            Light.AMBER,
            N_("The endpoint speaks another version of Stripe's language. Asked at: %(at)s"),
            N_("Make a new endpoint with the version that the manual for operations names."),
        )
    return None


def waiting_events(facts: Facts) -> Check:
    pile = facts.waiting_events
    if pile.oldest_at is None:
        return Check(Subject.EVENTS_WAITING, Light.GREEN, N_("None is waiting."))
    return Check(
        Subject.EVENTS_WAITING,
        EVENTS_WAITING.of(facts.now - pile.oldest_at),
        N_("Waiting: %(count)s. The oldest came at: %(at)s"),
        N_(
            "See whether the worker runs. In the room “Stripe events” each one says why it could "
            "not be applied yet; it is tried again by itself."
        ),
        {"count": pile.count, "at": pile.oldest_at},
    )


def failed_events(facts: Facts) -> Check:
    return pile(
        Subject.EVENTS_FAILED,
        facts.failed_events,
        EVENTS_FAILED,
        facts.now,
        N_("Failed: %(count)s. The oldest came at: %(at)s"),
        N_(
            "Open the room “Stripe events”, read the reason, and press “Retry”. If it fails again, "
            "send the reason to whoever looks after the software."
        ),
    )


def silence(facts: Facts) -> Check:
    """Money that was booked without any event since tell that events do not come through."""
    last, money = facts.last_event_on, facts.money_on
    if money is not None and (last is None or last < money):
        return Check(
            Subject.EVENTS_SILENT,
            Light.AMBER,
            N_("Money came on %(on)s, and Stripe has told us nothing since."),
            N_("See “Stripe's way to us” on this page, then look through everything."),
            {"on": money},
        )
    if last is None:
        return Check(Subject.EVENTS_SILENT, Light.GREEN, N_("Nothing yet: no event has come."))
    return Check(
        Subject.EVENTS_SILENT, Light.GREEN, N_("The last one came on %(on)s"), values={"on": last}
    )
