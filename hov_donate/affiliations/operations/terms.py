"""Making terms: the days that are charged for, one after another, each with its invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hov_donate.affiliations.models import Affiliation, Declaration, Term
from hov_donate.affiliations.operations.asking import issue_invoice
from hov_donate.affiliations.operations.history import CALENDAR
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import carry_out
from hov_donate.affiliations.operations.settling import use_credit
from hov_donate.affiliations.operations.standing import stand_anew
from hov_donate.affiliations.queries.planning import PlannedTerm, plan_next_term
from hov_donate.affiliations.rules.choosing import Choice, choose, choose_again
from hov_donate.affiliations.rules.covered import Mark
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.settling import Freed, follow
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.money import Money
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind


class OverrideIncompleteError(UserError):
    """A fee is overridden only with an amount, a reason, who approved it, and a minute."""


@dataclass(frozen=True)
class Override:
    """Another fee than the scale's: how much, why, who approved it, and where that is minuted."""

    fee: Money
    reason: str
    approved_by: str
    minute: str

    def check(self, currency: str) -> None:
        """Raises OverrideIncompleteError where anything is missing or in another currency."""
        if not all(map(str.strip, (self.reason, self.approved_by, self.minute))):
            raise OverrideIncompleteError("give a reason, who approved it, and the minute")
        if self.fee.minor < 0 or self.fee.currency != currency:
            raise OverrideIncompleteError(f"give an amount in {currency}")


@dataclass(frozen=True)
class Instead:
    """The term that another one takes the place of, for the same days, and the mark that stays."""

    term: Term
    mark: Mark | None


def make_term(  # noqa: PLR0913 (for whom, from when, and at which fee)
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    on: date,
    settings: Settings,
    override: Override | None = None,
    chosen: Money | None = None,
    gift: Money | None = None,
    letter: MailKind | None = MailKind.INVOICE_ISSUED,
) -> Term:
    """The next term of who joins or renews on a day, with its invoice where it costs something.

    It begins after the last one, without a hole or a day twice; the fee is the override's, or what
    the payer chose where the scale lets them, or what they chose before, or the scale's. A `gift`
    is asked for on the same invoice, which goes by `letter`. Credit settles it at once. Raises
    NoScaleError, QuoteError, ChoiceRefusedError, OverrideIncompleteError.
    """
    affiliation = lock_affiliation(work, affiliation.id)
    planned = plan_next_term(work.session, affiliation, on)
    fee = fee_of(planned, override, chosen)
    term = add_term(work, affiliation=affiliation, planned=planned, fee=fee, override=override)
    if affiliation.joined_on is None:
        affiliation.joined_on = term.starts_on
    ask_for(work, affiliation=affiliation, term=term, gift=gift, settings=settings, letter=letter)
    return term


def fee_of(planned: PlannedTerm, override: Override | None, chosen: Money | None) -> Money:
    """What a term is to cost. Raises ChoiceRefusedError, OverrideIncompleteError."""
    quote = planned.quote
    if override is not None:
        override.check(quote.currency)
        return override.fee
    if chosen is not None:
        return choose(quote.mode, quote.fee, chosen, surplus_is_gift=False).fee
    return choose_again(quote.mode, quote.fee, _chosen_before(planned.declaration))


def _chosen_before(declaration: Declaration) -> Money | None:
    """A surplus that was a gift is no fee that anybody chose."""
    return None if declaration.surplus_is_gift else declaration.chosen


def choice_of(quote: Quote, declaration: Declaration) -> Choice:
    """What the payer asked to pay with the figures. Raises ChoiceRefusedError."""
    return choose(
        quote.mode,
        quote.fee,
        declaration.chosen,
        surplus_is_gift=declaration.surplus_is_gift,
    )


def add_term(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    planned: PlannedTerm,
    fee: Money,
    override: Override | None,
    instead: Instead | None = None,
) -> Term:
    """Write a planned term down; it ends with its year, or with the one that it is instead of."""
    values = term_values(affiliation, planned, fee, work.now)
    if override is not None:
        values |= {
            "override_reason": override.reason.strip(),
            "override_approved_by": override.approved_by.strip(),
            "override_minute": override.minute.strip(),
        }
    if instead is not None:
        values |= _values_instead(instead)
    term = Term(**values)
    work.session.add(term)
    work.session.flush()
    return term


def _values_instead(it: Instead) -> dict[str, Any]:
    return {
        "ends_on": it.term.ends_on,
        "replaces_id": it.term.id,
        "held_by_minor": it.mark.minor if it.mark else None,
        "held_until": it.mark.until if it.mark else None,
    }


def term_values(
    affiliation: Affiliation, planned: PlannedTerm, fee: Money, now: datetime
) -> dict[str, Any]:
    """A planned term as a row."""
    quote = planned.quote
    return {
        "affiliation_id": affiliation.id,
        "starts_on": quote.term.first,
        "ends_on": quote.term.last,
        "first": planned.place.fresh,
        "fee_minor": fee.minor,
        "currency": fee.currency,
        "scale_id": planned.stored.row.id,
        "rule": quote.rule,
        "declaration_id": planned.declaration.id,
        "delegates": quote.delegates,
        "votes": quote.votes,
        "rights": " ".join(quote.rights),
        "snapshot": planned.snapshot,
        "made_at": now,
    }


def ask_for(  # noqa: PLR0913 (whom, for what and which gift, by which letter, with what money)
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    term: Term,
    gift: Money | None,
    settings: Settings,
    letter: MailKind | None = MailKind.INVOICE_ISSUED,
    money: Sequence[Freed] = (),
) -> None:
    """Ask for what a term costs, let credit settle it, and see how the affiliation stands.

    `money` that paid for the term before settles it first.
    """
    if term.fee_minor or (gift and gift.minor):
        invoice = issue_invoice(
            work, affiliation=affiliation, term=term, gift=gift, settings=settings, letter=letter
        )
        carry_out(
            work,
            affiliation_id=affiliation.id,
            moves=follow(money, invoice.id, invoice.amount_minor),
            settings=settings,
            actor=CALENDAR,
        )
        use_credit(work, affiliation_id=affiliation.id, settings=settings)
    today = booking_day(work.now, settings.campaign.time_zone)
    stand_anew(work, affiliation_id=affiliation.id, today=today)
