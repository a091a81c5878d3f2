"""Three years of affiliations, told in days from the first application to this morning."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

from sqlalchemy import update

from hov_donate import affiliations
from hov_donate.affiliations.operations import activate_scale, draft_scale
from hov_donate.affiliations.operations.running import begin_run, start_run
from hov_donate.affiliations.processes.renewing import go_on_renewing
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.cli.demo.affiliates import meetings, returns, turns
from hov_donate.cli.demo.affiliates.bodies import Body, demo_bodies
from hov_donate.cli.demo.affiliates.collecting import collect, take_to_the_bank
from hov_donate.cli.demo.affiliates.diary import Diary
from hov_donate.cli.demo.affiliates.fates import APPLICANTS, Fate
from hov_donate.cli.demo.affiliates.joining import join
from hov_donate.cli.demo.affiliates.persons import Person, demo_members
from hov_donate.cli.demo.affiliates.register import STAFF, Register
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.web.parts import Parts

EXAMPLES = Path(affiliations.__file__).with_name("examples")
# The examples, and for which countries each is here; the last one is everybody else's.
SCALES = {
    "gb": ("GB", "IE"),
    "eu": ("ES", "FR", "DE", "IT", "PT", "GR", "AT", "BE", "NL", "FI"),
    "international": (),
}
BEGINNING = 1_010
# Renewal runs, and how far ahead each looks; then days on which post and bank are gone through.
RUNS, AHEAD = range(979, 60, -91), timedelta(days=40)
COLLECTIONS = range(990, 0, -30)
# The last letters are written, the older ones lie about as history.
LETTERS_SINCE = timedelta(days=2)


def tell_affiliations(parts: Parts, clock: FixedClock, now: datetime) -> Iterator[int]:
    """Bodies and members of three years, as they stand now; after each day, how long ago it was."""
    register = Register(parts.settings, parts.seal)
    diary = Diary(clock, parts.database, now, parts.settings.campaign.time_zone)
    bodies = list(demo_bodies())
    diary.note(BEGINNING, activate_scales)
    for body in bodies:
        _note_body(diary, register, body)
    for joined, cohort in groupby(demo_members(), key=lambda person: person.joined):
        people = list(cohort)
        diary.note(joined, partial(_join, register, people))
    for day in COLLECTIONS:
        diary.note(day, partial(collect, register, bodies, day))
        diary.note(day, partial(take_to_the_bank, register))
    meetings.note(diary, register, bodies)
    runs = set(RUNS)
    for days_ago in diary.live():
        if any(days_ago <= day for day in runs):
            runs = {day for day in runs if day < days_ago}
            _run_renewals(diary, parts)
        if days_ago in COLLECTIONS:
            stand_everyone_anew(parts.database, parts.settings)
        yield days_ago
    diary.turn_to(0)
    stand_everyone_anew(parts.database, parts.settings)
    _leave_a_plan(diary, parts)
    _let_letters_be(diary)


def activate_scales(work: UnitOfWork) -> None:
    """The three examples hold from long ago, each in its countries."""
    for name, countries in SCALES.items():
        text = (EXAMPLES / f"{name}.toml").read_text("utf-8")
        since = work.now.date() - timedelta(days=30)
        text = re.sub(r"(?m)^effective_from = .*$", f"effective_from = {since}", text)
        if countries:
            named = ", ".join(f'"{country}"' for country in countries)
            text = re.sub(r"(?m)^(currency = .*)$", rf"\1\ncountries = [{named}]", text)
        scale = draft_scale(work, text=text, actor=STAFF)
        activate_scale(work, scale_id=scale.id, decided_by=scale.decided_by, actor=STAFF)


# What happens to each fate, so many days ago, beyond applying, being approved and paying.
TURNS: dict[Fate, tuple[tuple[int, Callable[[Register, UnitOfWork, Body], None]], ...]] = {
    Fate.OBJECTED_TO: ((5, turns.object_to),),
    Fate.ASKED: ((4, turns.question),),
    Fate.ACCEPTED: ((1, turns.accept_only),),
    Fate.REJECTED: ((60, turns.turn_down),),
    Fate.DOUBLE: ((14, turns.merge_double),),
    Fate.PROMISES: ((5, turns.word_given),),
    Fate.PAYS_HALF: ((12, turns.pay_half),),
    Fate.PAYS_TOO_MUCH: ((13, turns.pay_too_much), (6, turns.give_surplus)),
    Fate.CHEQUE_BOUNCES: ((9, turns.bounce),),
    Fate.LAPSED: ((20, turns.lapse_now),),
    Fate.CAME_BACK: ((210, turns.lapse_now), (100, turns.pay_everything)),
    Fate.RESIGNED: ((140, turns.leave),),
    Fate.FEE_OVERRIDDEN: ((30, turns.override),),
    Fate.FIGURES_CORRECTED: ((25, turns.correct),),
    Fate.FEE_WAIVED: ((18, turns.waive),),
    Fate.DUE: ((20, turns.renew_early),),
    Fate.OUT_OF_REACH: ((6, returns.remind), (3, returns.come_back)),
}
UNANSWERED = {Fate.SENT, Fate.OBJECTED_TO, Fate.DOUBLE, Fate.BEGUN}


def _note_body(diary: Diary, register: Register, body: Body) -> None:
    if body.fate is Fate.BEGUN:
        diary.note(body.joined, partial(turns.begin_form, register, body=body))
        return
    diary.note(body.joined, partial(register.apply, body=body))
    if body.fate not in UNANSWERED:
        diary.note(body.joined, partial(register.answer, body=body))
    if body.fate not in APPLICANTS:
        diary.note(body.joined, partial(register.approve, body=body))
    for days_ago, turn in TURNS.get(body.fate, ()):
        diary.note(days_ago, partial(_turn, turn, register, body))


def _turn(
    turn: Callable[[Register, UnitOfWork, Body], None],
    register: Register,
    body: Body,
    work: UnitOfWork,
) -> None:
    turn(register, work, body)


def _join(register: Register, people: list[Person], work: UnitOfWork) -> None:
    for member in join(work, people, settings=register.settings, seal=register.seal):
        register.members[member.id] = member.joined_on


def _run_renewals(diary: Diary, parts: Parts) -> None:
    with parts.database.writing() as work:
        run = begin_run(work, ends_by=diary.clock.now().date() + AHEAD, actor=STAFF)
    go_on_renewing(parts.database, parts.settings)
    with parts.database.writing() as work:
        start_run(work, run_id=run.id, actor=STAFF)
    go_on_renewing(parts.database, parts.settings)


def _leave_a_plan(diary: Diary, parts: Parts) -> None:
    """A run that waits to be looked at."""
    with parts.database.writing() as work:
        begin_run(work, ends_by=diary.clock.now().date() + AHEAD, actor=STAFF)
    go_on_renewing(parts.database, parts.settings)


def _let_letters_be(diary: Diary) -> None:
    """Nobody writes now what was to be read years ago."""
    with diary.database.writing() as work:
        work.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.status == OutboxStatus.WAITING,
                OutboxMessage.created_at < work.now - LETTERS_SINCE,
            )
            .values(
                status=OutboxStatus.DROPPED,
                settled_at=work.now,
                last_error="from before the demo began",
            )
        )
