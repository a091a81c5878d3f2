"""Gifts outside Stripe, batches and standing orders, as lists."""

from sqlalchemy import select

from hov_donate.cashbox.models import Batch
from hov_donate.cashbox.rules import ItemState
from hov_donate.core.amounts import neutral
from hov_donate.core.i18n import N_
from hov_donate.core.spans import span_between
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.office import asked
from hov_donate.office.guard import readers_seal
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort, nothing_asked, person
from hov_donate.office.offline.queries import Row, Search, offline_gifts
from hov_donate.office.queries.paging import page_of
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import parts


def _offline_asked() -> Search:
    """What the address asks for. A sum without a currency is of the campaign's."""
    currency = asked.code("currency")
    return Search(
        text=asked.search(),
        method=asked.choice("method", GiftMethod),
        state=asked.choice("state", ItemState),
        amount=asked.amount("amount", currency or parts().settings.campaign.default_currency),
        currency=currency,
        since=asked.day("since"),
        until=asked.day("until"),
    )


def _offline_kept(search: Search) -> dict[str, object]:
    amount = search.amount
    return {
        "q": search.text,
        "method": search.method,
        "state": search.state,
        "currency": amount.currency if amount else search.currency,
        "amount": neutral(amount) if amount else "",
        "since": search.since,
        "until": search.until,
    }


OFFLINE: Listing[Search, Row] = Listing(
    code="gifts-outside-stripe",
    title=N_("Gifts outside Stripe"),
    endpoint="office.offline_gifts",
    permission=Permission.SEE_GIFTS,
    search=_offline_asked,
    kept=_offline_kept,
    span=lambda it: span_between(it.since, it.until),
    read=lambda session, search, place: offline_gifts(session, readers_seal(), search, place),
    sorts=(
        Sort("recorded", N_("Recorded")),
        Sort(
            "came",
            N_("Came on"),
            (OfflineGift.received_on,),
            frozenset({"method", "since", "until"}),
        ),
        Sort(
            "amount",
            N_("Amount"),
            (OfflineGift.currency, OfflineGift.amount_minor),
            frozenset({"currency"}),
        ),
    ),
    fields=(
        cells.gift(lambda it: it.given.gift.reference),
        cells.day("came", N_("Came on"), lambda it: it.given.gift.received_on),
        cells.word("method", N_("How"), lambda it: it.given.gift.method),
        cells.word("giver", N_("From"), lambda it: it.given.gift.giver),
        cells.money("amount", N_("Amount"), lambda it: it.given.gift.amount),
        cells.text("fund", N_("Fund"), lambda it: it.given.gift.fund),
        cells.word("state", N_("Where it is"), lambda it: it.state),
        cells.moment("recorded", N_("Recorded"), lambda it: it.given.gift.recorded_at),
        cells.actor("recorded_by", N_("Recorded by"), lambda it: it.given.gift.recorded_by),
    ),
    named=person(lambda it: it.given.gift.details_id),
)

BATCHES: Listing[None, Batch] = Listing(
    code="batches",
    title=N_("Batches"),
    endpoint="office.batches",
    permission=Permission.SEE_GIFTS,
    search=nothing_asked,
    read=lambda session, _, place: page_of(session, select(Batch), Batch.id, place),
    sorts=(Sort("made", N_("Made")),),
    fields=(
        cells.text("slip", N_("Slip"), lambda it: it.number),
        cells.moment("made", N_("Made"), lambda it: it.made_at),
        cells.text("account", N_("Account"), lambda it: it.account),
        cells.money("cash", N_("Cash"), lambda it: it.cash),
        cells.money("cheques", N_("Cheques"), lambda it: it.cheques),
        cells.word("state", N_("What became of it"), lambda it: it.state),
        cells.day("paid_in", N_("Paid in on"), lambda it: it.paid_in_on),
    ),
)

ORDERS: Listing[None, StandingOrder] = Listing(
    code="standing-orders",
    title=N_("Standing orders"),
    endpoint="office.standing_orders",
    permission=Permission.SEE_GIFTS,
    search=nothing_asked,
    read=lambda session, _, place: page_of(session, select(StandingOrder), StandingOrder.id, place),
    sorts=(Sort("recorded", N_("Recorded")),),
    fields=(
        cells.gift(lambda it: it.reference),
        cells.word("rhythm", N_("When"), lambda it: it.rhythm),
        cells.count("day", N_("Day"), lambda it: it.day),
        cells.day("begins", N_("Begins"), lambda it: it.begins),
        cells.day("ends", N_("Ends"), lambda it: it.ends),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.text("fund", N_("Fund"), lambda it: it.fund),
    ),
    named=person(lambda it: it.details_id),
)
