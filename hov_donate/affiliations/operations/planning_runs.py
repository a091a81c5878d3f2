"""Planning a renewal run, a batch at a time: what each affiliation's next term would be."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from hov_donate.affiliations.models import (
    Affiliation,
    Declaration,
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
    RunStatus,
    Term,
)
from hov_donate.affiliations.operations.terms import fee_of
from hov_donate.affiliations.queries.addressees import billed_by_each
from hov_donate.affiliations.queries.affiliations import held_terms, newest_declarations
from hov_donate.affiliations.queries.planning import NoScaleError, PlannedTerm, plan_term
from hov_donate.affiliations.queries.renewals import as_problem, due_for_renewal
from hov_donate.affiliations.queries.scales import ActiveScales
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money

BATCH = 200
NEVER_PAID = N_("Its first term was never paid for")
BY_DECISION = N_("Its fee was set by a decision (%(minute)s): decide it anew")
NOBODY = N_("Nobody is named who could be written to")
NO_SCALE = N_("No fee scale is in force for it on %(day)s")


class NeedsAPersonError(UserError):
    """A renewal that no run makes; `sentence` says why."""

    def __init__(self, text: str, **values: object) -> None:
        """Why, with values that sentences take."""
        self.sentence = Sentence(text, values)
        super().__init__(str(self.sentence))


@dataclass(frozen=True)
class Desk:
    """All that the next terms of a batch are found from, read at once."""

    scales: ActiveScales
    declarations: Mapping[int, Declaration]
    terms: Mapping[int, Sequence[Term]]
    addressees: Mapping[int, uuid.UUID]

    @classmethod
    def of(cls, work: UnitOfWork, affiliations: Sequence[Affiliation]) -> "Desk":
        """For these affiliations."""
        ids = [affiliation.id for affiliation in affiliations]
        return cls(
            scales=ActiveScales(work.session),
            declarations=newest_declarations(work.session, ids),
            terms=held_terms(work.session, ids),
            addressees=billed_by_each(work.session, affiliations),
        )

    def plan(self, affiliation: Affiliation) -> tuple[PlannedTerm, Money]:
        """The next term and its fee. Raises NeedsAPersonError."""
        last = self.terms[affiliation.id][-1]
        if affiliation.paid_until is None:
            raise NeedsAPersonError(NEVER_PAID)
        if last.override_minute is not None:
            raise NeedsAPersonError(BY_DECISION, minute=last.override_minute)
        if affiliation.id not in self.addressees:
            raise NeedsAPersonError(NOBODY)
        try:
            planned = plan_term(
                self.scales,
                affiliation=affiliation,
                declaration=self.declarations[affiliation.id],
                terms=self.terms[affiliation.id],
                on=last.ends_on,
            )
        except NoScaleError as error:
            raise NeedsAPersonError(NO_SCALE, day=error.day) from error
        except QuoteError as error:
            raise NeedsAPersonError(error.sentence.text, **error.sentence.values) from error
        return planned, fee_of(planned, None, None)


def plan_batch(work: UnitOfWork, *, run: RenewalRun) -> None:
    """Plan the next affiliations of a run that is held; when there are none, it is planned."""
    affiliations = due_for_renewal(work.session, run.ends_by, after=run.cursor, limit=BATCH)
    if not affiliations:
        run.status = RunStatus.PLANNED
        return
    desk = Desk.of(work, affiliations)
    rows = [{"run_id": run.id, **_item(desk, affiliation)} for affiliation in affiliations]
    work.session.execute(insert(RenewalItem), rows)
    run.seen += len(rows)
    run.cursor = affiliations[-1].id


def _item(desk: Desk, affiliation: Affiliation) -> dict[str, Any]:
    try:
        planned, fee = desk.plan(affiliation)
    except NeedsAPersonError as error:
        return {
            "affiliation_id": affiliation.id,
            "outcome": RenewalOutcome.NEEDS_A_PERSON,
            "problem": as_problem(error.sentence),
            **dict.fromkeys(("starts_on", "ends_on", "fee_minor", "currency", "scale_id", "rule")),
        }
    return {
        "affiliation_id": affiliation.id,
        "outcome": RenewalOutcome.RENEWS,
        "problem": "",
        **stated(planned, fee),
    }


def stated(planned: PlannedTerm, fee: Money) -> dict[str, Any]:
    """What a plan says of a term; carried out is only what says the same."""
    return {
        "starts_on": planned.quote.term.first,
        "ends_on": planned.quote.term.last,
        "fee_minor": fee.minor,
        "currency": fee.currency,
        "scale_id": planned.stored.row.id,
        "rule": planned.quote.rule,
    }
