"""Making, changing and ending the rules by which gifts are looked at."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from hov_donate.core.db import UnitOfWork, alone_with
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY
from hov_donate.donations.review.models import ReviewRule
from hov_donate.donations.review.rules import (
    Action,
    Measure,
    ReviewFault,
    ReviewRefusedError,
    check_rule,
    last_day,
)


@dataclass(frozen=True)
class RuleFacts:
    """A rule as a meeting decided it; `form` makes pressing twice one rule.

    `ends` is the last day, where the meeting named one.
    """

    form: str
    measure: Measure
    at_least: Money
    action: Action
    days: int
    begins: date
    ends: date | None
    minute: str


def make_rule(work: UnitOfWork, *, facts: RuleFacts, today: date, actor: str) -> ReviewRule:
    """Write down a rule that begins today or later. Raises ReviewRefusedError."""
    alone_with(work.session, ReviewRule)
    known = _written_on(work, facts.form)
    if known is not None:
        return known
    last = work.session.scalar(select(func.max(ReviewRule.number))) or 0
    return _write(work, facts, (last + 1, 1), today, actor)


def change_rule(
    work: UnitOfWork, *, rule_id: int, facts: RuleFacts, today: date, actor: str
) -> ReviewRule:
    """Write down the next version of a rule; the one before ends on the day before it begins.

    The currency stays: for another one, make a rule of its own. Raises ReviewRefusedError;
    LookupError when there is no such rule.
    """
    alone_with(work.session, ReviewRule)
    known = _written_on(work, facts.form)
    if known is not None:
        return known
    before = _found(work, rule_id)
    if before.ended_at is not None:
        raise ReviewRefusedError(ReviewFault.RULE_HAS_ENDED)
    if facts.at_least.currency != before.currency:
        raise ReviewRefusedError(ReviewFault.OTHER_CURRENCY)
    written = _write(work, facts, (before.number, before.version + 1), today, actor)
    _end(work, before, facts.begins - DAY, facts.minute, today, actor)
    return written


def end_rule(
    work: UnitOfWork, *, rule_id: int, last: date, minute: str, today: date, actor: str
) -> ReviewRule:
    """Let a rule end after a day; one that has not begun by then never does.

    What is held by it stays held until somebody decides. A second time changes nothing. Raises
    ReviewRefusedError; LookupError.
    """
    alone_with(work.session, ReviewRule)
    rule = _found(work, rule_id)
    if rule.ended_at is None:
        _end(work, rule, last, minute, today, actor)
    return rule


def _end(
    work: UnitOfWork, rule: ReviewRule, last: date, minute: str, today: date, actor: str
) -> None:
    rule.ends = last_day(rule.begins, rule.ends, last, today)
    rule.ended_minute, rule.ended_by, rule.ended_at = minute, actor, work.now
    work.session.flush()


def _write(
    work: UnitOfWork, facts: RuleFacts, place: tuple[int, int], today: date, actor: str
) -> ReviewRule:
    """A version of a rule, at its number and version."""
    number, version = place
    written = ReviewRule(
        form=facts.form,
        number=number,
        version=version,
        measure=facts.measure,
        currency=facts.at_least.currency,
        at_least_minor=facts.at_least.minor,
        action=facts.action,
        days=facts.days,
        begins=facts.begins,
        ends=facts.ends,
        minute=facts.minute,
        recorded_by=actor,
        recorded_at=work.now,
    )
    check_rule(written.rule, today)
    work.session.add(written)
    work.session.flush()
    return written


def _written_on(work: UnitOfWork, form: str) -> ReviewRule | None:
    return work.session.scalars(select(ReviewRule).where(ReviewRule.form == form)).one_or_none()


def _found(work: UnitOfWork, rule_id: int) -> ReviewRule:
    rule = work.session.get(ReviewRule, rule_id)
    if rule is None:
        raise LookupError(f"no rule {rule_id}")
    return rule
