"""Gifts through Stripe, recurring ones, and wishes to give back, as lists."""

from dataclasses import dataclass

from hov_donate.core.amounts import neutral
from hov_donate.core.i18n import N_
from hov_donate.gateway.port import Interval
from hov_donate.office import asked
from hov_donate.office.guard import readers_seal
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort, person
from hov_donate.office.queries import recurring, refunds
from hov_donate.office.queries.gifts import Search, gifts
from hov_donate.office.spans import Chosen, asked_span
from hov_donate.payments.models import Payment, RefundRequest, Subscription
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from hov_donate.payments.rules.refunding import RefundRequestStatus
from hov_donate.reports.queries.figures import Moved, of_regular
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import parts


def _gifts_asked() -> Search:
    """What the address asks for. A sum without a currency is of the campaign's."""
    campaign = parts().settings.campaign
    currency = asked.code("currency")
    return Search(
        text=asked.search(),
        status=asked.choice("status", PaymentStatus),
        currency=currency,
        amount=asked.amount("amount", currency or campaign.default_currency),
        since=asked.day("since"),
        until=asked.day("until"),
        zone=campaign.time_zone,
    )


def _gifts_kept(search: Search) -> dict[str, object]:
    amount = search.amount
    return {
        "q": search.text,
        "status": search.status,
        "currency": amount.currency if amount else search.currency,
        "amount": neutral(amount) if amount else "",
        "since": search.since,
        "until": search.until,
    }


GIFTS: Listing[Search, Payment] = Listing(
    code="gifts",
    title=N_("Gifts"),
    endpoint="office.gifts",
    permission=Permission.SEE_GIFTS,
    search=_gifts_asked,
    kept=_gifts_kept,
    span=lambda search: search.span,
    read=lambda session, search, place: gifts(session, readers_seal(), search, place),
    sorts=(
        Sort("begun", N_("Begun")),
        Sort(
            "amount",
            N_("Amount"),
            (Payment.currency, Payment.amount_minor, Payment.created_at),
            frozenset({"status", "currency"}),
        ),
    ),
    fields=(
        cells.gift(lambda it: it.reference),
        cells.moment("begun", N_("Begun"), lambda it: it.created_at),
        cells.moment("paid", N_("Paid"), lambda it: it.paid_at),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.word("interval", N_("How often"), lambda it: it.interval),
        cells.text("fund", N_("Fund"), lambda it: it.fund),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.money("refunded", N_("Refunded"), lambda it: it.refunded),
        cells.text("method", N_("Paid with"), lambda it: it.method),
        cells.text("payment", N_("Payment at Stripe"), lambda it: it.stripe_payment_intent_id),
    ),
    named=person(lambda it: it.details_id),
)


@dataclass(frozen=True)
class AskedRecurring:
    """Which recurring gifts are asked for; those of a figure have its span."""

    search: recurring.Search
    moved: Moved | None
    days: Chosen


def _recurring_asked() -> AskedRecurring:
    moved, days = asked.choice("moved", Moved), asked_span()
    zone = parts().settings.campaign.time_zone
    of_figure = of_regular(moved, days.span, zone) if moved else ()
    search = recurring.Search(
        asked.choice("status", SubscriptionStatus), asked.choice("interval", Interval), of_figure
    )
    return AskedRecurring(search, moved, days.chosen)


def _recurring_kept(it: AskedRecurring) -> dict[str, object]:
    return {
        "status": it.search.status,
        "interval": it.search.interval,
        "moved": it.moved,
        **(it.days.query if it.moved else {}),
    }


RECURRING: Listing[AskedRecurring, Subscription] = Listing(
    code="recurring-gifts",
    title=N_("Recurring gifts"),
    endpoint="office.recurring_gifts",
    permission=Permission.SEE_GIFTS,
    search=_recurring_asked,
    kept=_recurring_kept,
    span=lambda it: it.days.span if it.moved else None,
    read=lambda session, it, place: recurring.recurring_gifts(session, it.search, place),
    sorts=(
        Sort("begun", N_("Begun")),
        Sort(
            "amount",
            N_("Amount"),
            (Subscription.currency, Subscription.amount_minor),
            frozenset({"status"}),
        ),
        Sort("next", N_("Next instalment"), (Subscription.next_charge_at,), frozenset()),
    ),
    fields=(
        cells.gift(lambda it: it.reference),
        cells.moment("begun", N_("Begun"), lambda it: it.started_at),
        cells.word("interval", N_("How often"), lambda it: it.interval),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.moment("next", N_("Next instalment"), lambda it: it.next_charge_at),
        cells.moment("ended", N_("Ended"), lambda it: it.ended_at),
    ),
    named=person(lambda it: it.details_id),
)

REFUNDS: Listing[RefundRequestStatus | None, refunds.Wish] = Listing(
    code="refunds",
    title=N_("Refunds"),
    endpoint="office.refunds",
    permission=Permission.SEE_GIFTS,
    search=lambda: asked.choice("status", RefundRequestStatus),
    kept=lambda status: {"status": status},
    read=refunds.wishes,
    sorts=(
        Sort("asked", N_("Asked for")),
        Sort("amount", N_("Amount"), (RefundRequest.currency, RefundRequest.amount_minor)),
    ),
    fields=(
        cells.moment("asked", N_("Asked for"), lambda it: it.request.asked_at),
        cells.gift(lambda it: it.payment.reference, N_("Payment")),
        cells.money("amount", N_("Amount"), lambda it: it.request.amount),
        cells.word("reason", N_("Why"), lambda it: it.request.reason),
        cells.actor("asked_by", N_("Asked by"), lambda it: it.request.asked_by),
        cells.actor("decided_by", N_("Decided by"), lambda it: it.request.decided_by),
        cells.word("status", N_("Status"), lambda it: it.request.status),
        cells.word(
            "at_stripe", N_("At Stripe"), lambda it: it.refund.status if it.refund else None
        ),
        cells.text("refund", N_("Refund at Stripe"), lambda it: it.request.stripe_refund_id),
    ),
)
