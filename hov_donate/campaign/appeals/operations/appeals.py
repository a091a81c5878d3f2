"""An appeal is begun, written in each language, changed and published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from hov_donate.campaign.appeals.models import Appeal, AppealText
from hov_donate.campaign.appeals.rules import FIRST_DAY, LAST_DAY, LONGEST_SLUG, SLUG
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.ledger.models import LedgerFund


class AppealFault(StrEnum):
    """Why an appeal cannot be kept like this."""

    BAD_SLUG = "bad_slug"
    SLUG_IS_TAKEN = "slug_is_taken"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    FIRST_DAY_IS_FAR = "first_day_is_far"
    LAST_DAY_IS_FAR = "last_day_is_far"
    NO_SUCH_FUND = "no_such_fund"
    NO_TEXT = "no_text"


class AppealRefusedError(UserError):
    """An appeal cannot be kept like this; `fault` says why."""

    def __init__(self, fault: AppealFault) -> None:
        """The fault is the message too."""
        super().__init__(f"the appeal cannot be kept: {fault}")
        self.fault = fault


@dataclass(frozen=True)
class Wording:
    """What an appeal says in one language."""

    title: str
    body: str


@dataclass(frozen=True)
class AppealFacts:
    """What an appeal is; `texts` by language, days of the campaign, `goal` in people."""

    slug: str
    opens_on: date
    closes_on: date | None
    goal: int | None
    fund: str | None
    texts: Mapping[str, Wording]


def begin_appeal(work: UnitOfWork, *, facts: AppealFacts) -> Appeal:
    """Write an appeal down; nobody sees it before it is published. Raises AppealRefusedError."""
    _check(work, facts, None)
    appeal = Appeal(created_at=work.now)
    _take_over(appeal, facts)
    work.session.add(appeal)
    work.session.flush()
    _write_texts(work, appeal.id, facts.texts)
    return appeal


def change_appeal(work: UnitOfWork, *, appeal_id: int, facts: AppealFacts) -> Appeal:
    """Write down what an appeal is now. Its address stays. Raises AppealRefusedError."""
    appeal = work.session.get_one(Appeal, appeal_id, with_for_update=True)
    _check(work, facts, appeal)
    _take_over(appeal, facts)
    _write_texts(work, appeal.id, facts.texts)
    return appeal


def publish_appeal(work: UnitOfWork, *, appeal_id: int) -> Appeal:
    """Let everybody see an appeal, and sign it from its first day on. Raises AppealRefusedError."""
    appeal = work.session.get_one(Appeal, appeal_id, with_for_update=True)
    if not work.session.scalar(
        select(AppealText.language).where(AppealText.appeal_id == appeal_id)
    ):
        raise AppealRefusedError(AppealFault.NO_TEXT)
    appeal.published_at = appeal.published_at or work.now
    work.session.flush()
    return appeal


def take_appeal_down(work: UnitOfWork, *, appeal_id: int) -> Appeal:
    """Let nobody see an appeal any more; its signatures stay."""
    appeal = work.session.get_one(Appeal, appeal_id, with_for_update=True)
    appeal.published_at = None
    work.session.flush()
    return appeal


def _check(work: UnitOfWork, facts: AppealFacts, appeal: Appeal | None) -> None:
    if not SLUG.fullmatch(facts.slug) or len(facts.slug) > LONGEST_SLUG:
        raise AppealRefusedError(AppealFault.BAD_SLUG)
    if appeal is not None and appeal.slug != facts.slug:
        raise AppealRefusedError(AppealFault.BAD_SLUG)
    taken = work.session.scalar(select(Appeal.id).where(Appeal.slug == facts.slug))
    if taken is not None and appeal is None:
        raise AppealRefusedError(AppealFault.SLUG_IS_TAKEN)
    _check_days(facts)
    if facts.fund is not None and work.session.get(LedgerFund, facts.fund) is None:
        raise AppealRefusedError(AppealFault.NO_SUCH_FUND)


def _check_days(facts: AppealFacts) -> None:
    closes_on = facts.closes_on
    if not FIRST_DAY <= facts.opens_on <= LAST_DAY:
        raise AppealRefusedError(AppealFault.FIRST_DAY_IS_FAR)
    if closes_on is not None and closes_on < facts.opens_on:
        raise AppealRefusedError(AppealFault.ENDS_BEFORE_IT_BEGINS)
    if closes_on is not None and closes_on > LAST_DAY:
        raise AppealRefusedError(AppealFault.LAST_DAY_IS_FAR)


def _take_over(appeal: Appeal, facts: AppealFacts) -> None:
    appeal.slug, appeal.goal, appeal.fund = facts.slug, facts.goal, facts.fund
    appeal.opens_on, appeal.closes_on = facts.opens_on, facts.closes_on


def _write_texts(work: UnitOfWork, appeal_id: int, texts: Mapping[str, Wording]) -> None:
    """One row per language; a language without a text has none."""
    kept = {
        it.language: it
        for it in work.session.scalars(select(AppealText).where(AppealText.appeal_id == appeal_id))
    }
    for language, text in texts.items():
        row = kept.pop(language, None)
        if row is None:
            row = AppealText(appeal_id=appeal_id, language=language)
            work.session.add(row)
        row.title, row.body, row.changed_at = text.title, text.body, work.now
    for gone in kept.values():
        work.session.delete(gone)
    work.session.flush()
