"""What funds and affiliates are called in reports."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.contacts.queries import keepers
from hov_donate.core.i18n import N_
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.queries import funds as every_fund
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Word


def funds(session: Session) -> Sequence[LedgerFund]:
    """Every fund, the general one first."""
    return sorted(every_fund(session), key=lambda row: row.code != GENERAL_FUND)


def fund_word(fund: LedgerFund, asked: Asked) -> Word:
    """A fund by its name in the reader's language, or in the first that it has one in."""
    if fund.code == GENERAL_FUND:
        return asked.own(fund.code, N_("General fund"))
    return Word(fund.code, fund.name_in(asked.speak.language) or fund.code)


def body_names(session: Session, affiliations: Collection[Affiliation]) -> dict[int, str]:
    """The names of organisations among affiliations, by the affiliation; people have none here."""
    keys = {it.organisation_id for it in affiliations if it.organisation_id is not None}
    bodies = keepers(session, keys)
    return {
        it.id: bodies[it.organisation_id].full_name
        for it in affiliations
        if it.organisation_id in bodies
    }
