"""The one table of reports: what each is called and tells, how it is read, and who may read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.reports.asking import Asked
from hov_donate.reports.reading.arrears import aged_arrears
from hov_donate.reports.reading.funds import monthly_by_fund
from hov_donate.reports.reading.gifts import gifts_at_the_edges, large_gifts
from hov_donate.reports.reading.income import income_by_fund, income_statement
from hov_donate.reports.reading.lapsed import lapsed_and_due_soon
from hov_donate.reports.reading.payouts import payout_reconciliation
from hov_donate.reports.reading.renewals import renewals_forecast
from hov_donate.reports.reading.returned import dispute_register, refund_register
from hov_donate.reports.reading.thanks import thank_you_list
from hov_donate.reports.rules.tables import Report
from hov_donate.staff.rules import Permission


class Filter(StrEnum):
    """What else a report may be asked with; the value is its name in the address."""

    FUND = "fund"
    OVER = "over"
    WITHIN = "within"


class Shelf(StrEnum):
    """Where a report stands in the list."""

    MEETING = "meeting"
    MONEY = "money"
    AFFILIATES = "affiliates"
    GIVERS = "givers"


@dataclass(frozen=True)
class Entry:
    """A report. `spanned` is False of one that tells how things stand today.

    `read_with_names` is how one is read that may say who somebody is.
    """

    title: str
    about: str
    read: Callable[[Asked], Report]
    permission: Permission
    shelf: Shelf
    filters: tuple[Filter, ...] = ()
    spanned: bool = True
    read_with_names: Callable[[Asked, IdentitySeal], Report] | None = None


SHELVES: Mapping[Shelf, str] = {
    Shelf.MEETING: N_("For the annual meeting"),
    Shelf.MONEY: N_("Money on its way and back"),
    Shelf.AFFILIATES: N_("Affiliates"),
    Shelf.GIVERS: N_("Givers"),
}
REPORTS: Mapping[str, Entry] = {
    "income-statement": Entry(
        N_("Income statement"),
        N_("What came in and went out, by kind and currency, with the year before."),
        income_statement,
        Permission.SEE_REPORTS,
        Shelf.MEETING,
        (Filter.FUND,),
    ),
    "income-by-fund": Entry(
        N_("Income by fund"),
        N_("The same lines, fund by fund."),
        income_by_fund,
        Permission.SEE_REPORTS,
        Shelf.MEETING,
    ),
    "monthly-by-fund": Entry(
        N_("Monthly by fund"),
        N_("What was there, came, went, was moved and is there, month by month."),
        monthly_by_fund,
        Permission.SEE_REPORTS,
        Shelf.MEETING,
    ),
    "payout-reconciliation": Entry(
        N_("Payout reconciliation"),
        N_("Each payout beside its items, the books and the bank."),
        payout_reconciliation,
        Permission.SEE_REPORTS,
        Shelf.MONEY,
    ),
    "refund-register": Entry(
        N_("Refunds"),
        N_("All that went back: why, who asked, and how it is booked."),
        refund_register,
        Permission.SEE_REPORTS,
        Shelf.MONEY,
    ),
    "dispute-register": Entry(
        N_("Disputes"),
        N_("What banks took and gave back, by when to answer, and how it stands."),
        dispute_register,
        Permission.SEE_REPORTS,
        Shelf.MONEY,
    ),
    "year-edge-gifts": Entry(
        N_("Gifts within a day of a year's edge"),
        N_("On which side each counts, with Stripe's moment and the clock here."),
        gifts_at_the_edges,
        Permission.SEE_REPORTS,
        Shelf.MONEY,
    ),
    "aged-arrears": Entry(
        N_("Aged arrears"),
        N_("What affiliates owe today, by how long it has been due."),
        aged_arrears,
        Permission.SEE_AFFILIATES,
        Shelf.AFFILIATES,
        spanned=False,
    ),
    "lapsed-and-due-soon": Entry(
        N_("Lapsed and due soon"),
        N_("Who lapsed in some days, and whose paid days end soon."),
        lapsed_and_due_soon,
        Permission.SEE_AFFILIATES,
        Shelf.AFFILIATES,
        (Filter.WITHIN,),
    ),
    "renewals-forecast": Entry(
        N_("Renewals forecast"),
        N_("Terms that end in the next twelve months, and the next fee by the scale."),
        renewals_forecast,
        Permission.SEE_AFFILIATES,
        Shelf.AFFILIATES,
        spanned=False,
    ),
    "large-gifts": Entry(
        N_("Large gifts"),
        N_("Single gifts of so much or more, each currency for itself."),
        large_gifts,
        Permission.SEE_REPORTS,
        Shelf.GIVERS,
        (Filter.OVER,),
    ),
    "thank-you-list": Entry(
        N_("Whom to thank"),
        N_("First gifts, large gifts and years of giving, of those who agreed to be written to."),
        thank_you_list,
        Permission.SEE_GIFTS,
        Shelf.GIVERS,
        (Filter.OVER,),
        read_with_names=thank_you_list,
    ),
}
