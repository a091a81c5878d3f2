"""Affiliates, applications, invoices and money received, as lists."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    InvoiceBalance,
    MoneyReceived,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.office import asked
from hov_donate.office.affiliates.queries import applications, invoices, listing
from hov_donate.office.affiliates.queries import received as sums
from hov_donate.office.guard import readers_seal
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Field, Listing, Sort, nothing_asked, person
from hov_donate.office.queries.paging import Page, Place
from hov_donate.office.spans import today
from hov_donate.reports.rules.tables import decimal
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import parts

# As many stages as any constitution has; which there are is each scale's.
MOST_STAGES = 6
BACK = "back"
LONGEST_KIND, LONGEST_COUNTRY = 40, 2


def _called(body: Organisation | None) -> str:
    """An organisation's name; a person has none in a file that names nobody."""
    return body.full_name if body else ""


def _sums(amounts: Sequence[Money]) -> str:
    return ", ".join(f"{decimal(each)} {each.currency}" for each in amounts)


def _affiliates_asked() -> listing.Search:
    stage = asked.key("stage")
    return listing.Search(
        text=asked.search(),
        status=asked.choice("status", AffiliationStatus),
        kind=asked.text("kind", LONGEST_KIND),
        country=asked.text("country", LONGEST_COUNTRY),
        stage=stage if stage and stage <= MOST_STAGES else None,
        under=asked.key("under"),
        out_of_reach=asked.text("letters", len(BACK)) == BACK,
    )


def _affiliates_kept(search: listing.Search) -> dict[str, object]:
    return {
        "q": search.text,
        "status": search.status,
        "kind": search.kind,
        "country": search.country,
        "stage": search.stage,
        "under": search.under,
        "letters": BACK if search.out_of_reach else "",
    }


AFFILIATES: Listing[listing.Search, listing.Row] = Listing(
    code="affiliates",
    title=N_("Affiliates"),
    endpoint="office.affiliates",
    permission=Permission.SEE_AFFILIATES,
    search=_affiliates_asked,
    kept=_affiliates_kept,
    read=lambda session, search, place: listing.affiliates(session, readers_seal(), search, place),
    sorts=(
        Sort("number", N_("Number")),
        Sort("paid", N_("Paid until"), (Affiliation.paid_until,), frozenset({"status"})),
    ),
    fields=(
        cells.affiliate(lambda it: it.affiliation.number),
        cells.text("organisation", N_("Organisation"), lambda it: _called(it.organisation)),
        Field("kind", N_("Kind"), lambda it, asked: asked.kind(it.affiliation.kind)),
        cells.text("country", N_("Country"), lambda it: it.affiliation.country),
        cells.word("status", N_("State"), lambda it: it.affiliation.status),
        cells.count("stage", N_("Stage of arrears"), lambda it: it.affiliation.arrears_stage),
        cells.day("joined", N_("Joined"), lambda it: it.affiliation.joined_on),
        cells.day("paid_until", N_("Paid until"), lambda it: it.affiliation.paid_until),
        cells.text("owed", N_("Owed"), lambda it: _sums(it.owed)),
    ),
    named=person(lambda it: it.affiliation.details_id),
)


def _applications_page(
    session: Session, waiting: applications.Waiting | None, place: Place
) -> Page[applications.Row]:
    desk = applications.Desk(today(), parts().settings.campaign.time_zone)
    return applications.applications(session, waiting, place, desk)


APPLICATIONS: Listing[applications.Waiting | None, applications.Row] = Listing(
    code="applications",
    title=N_("Applications"),
    endpoint="office.applications",
    permission=Permission.SEE_AFFILIATES,
    search=lambda: asked.choice("waiting", applications.Waiting),
    kept=lambda waiting: {"waiting": waiting},
    read=_applications_page,
    sorts=(Sort("sent", N_("Sent")),),
    fields=(
        cells.affiliate(lambda it: it.affiliation.number),
        cells.text("organisation", N_("Organisation"), lambda it: _called(it.organisation)),
        Field("kind", N_("Kind"), lambda it, asked: asked.kind(it.affiliation.kind)),
        cells.moment("sent", N_("Sent"), lambda it: it.affiliation.created_at),
        cells.word("status", N_("State"), lambda it: it.affiliation.status),
        cells.day("closes", N_("Closed by itself on"), lambda it: it.closes_on),
    ),
    named=person(lambda it: it.affiliation.details_id),
)

INVOICES: Listing[invoices.Wanted, invoices.Billed] = Listing(
    code="invoices",
    title=N_("Invoices"),
    endpoint="office.invoices",
    permission=Permission.SEE_AFFILIATES,
    search=lambda: invoices.Wanted(asked.search(), asked.choice("asking", invoices.Asking)),
    kept=lambda wanted: {"q": wanted.text, "asking": wanted.asking},
    read=lambda session, wanted, place: invoices.invoices(
        session, readers_seal(), wanted, today(), place
    ),
    sorts=(
        Sort("number", N_("Invoice")),
        Sort("due", N_("Due on"), (InvoiceBalance.due_on,), frozenset({"asking"})),
    ),
    fields=(
        cells.text("invoice", N_("Invoice"), lambda it: it.standing.invoice.full_number),
        cells.affiliate(lambda it: it.affiliation.number),
        cells.text("organisation", N_("Organisation"), lambda it: _called(it.organisation)),
        cells.day("issued", N_("Issued"), lambda it: it.standing.invoice.issued_on),
        cells.day("due", N_("Due on"), lambda it: it.standing.invoice.due_on),
        cells.money("amount", N_("Asked for"), lambda it: it.standing.invoice.amount),
        cells.money("credited", N_("Credited"), lambda it: it.standing.credited),
        cells.money("settled", N_("Settled"), lambda it: it.standing.settled),
        cells.money("owed", N_("Owed"), lambda it: it.standing.owed),
    ),
    named=person(lambda it: it.affiliation.details_id),
)

RECEIVED: Listing[None, sums.Came] = Listing(
    code="money-received",
    title=N_("Money received"),
    endpoint="office.received",
    permission=Permission.SEE_AFFILIATES,
    search=nothing_asked,
    read=lambda session, _, place: sums.received(session, place),
    sorts=(
        Sort("recorded", N_("Recorded")),
        Sort("came", N_("Came on"), (MoneyReceived.received_on,)),
        Sort("amount", N_("Amount"), (MoneyReceived.currency, MoneyReceived.amount_minor)),
    ),
    fields=(
        cells.day("came", N_("Came on"), lambda it: it.money.received_on),
        cells.word("method", N_("How"), lambda it: it.money.method),
        cells.affiliate(lambda it: it.affiliation.number),
        cells.text("organisation", N_("Organisation"), lambda it: _called(it.organisation)),
        cells.money("amount", N_("Amount"), lambda it: it.money.amount),
        cells.word(
            "reversed",
            N_("Booked back"),
            lambda it: it.reversal.reason if it.reversal else None,
        ),
        cells.moment("recorded", N_("Recorded"), lambda it: it.money.recorded_at),
        cells.actor("recorded_by", N_("Recorded by"), lambda it: it.money.recorded_by),
    ),
    named=person(lambda it: it.affiliation.details_id),
)
