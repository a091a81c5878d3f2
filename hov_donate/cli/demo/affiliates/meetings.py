"""The demo's conferences: last year's, frozen, and one to come, whose delegates are being named."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from hov_donate.affiliations.operations import (
    ConferenceFacts,
    TooManyDelegatesError,
    invite_delegates,
    name_delegates,
    open_conference,
    take_credentials,
)
from hov_donate.cli.demo.affiliates.bodies import Body
from hov_donate.cli.demo.affiliates.diary import Diary
from hov_donate.cli.demo.affiliates.register import STAFF, Register
from hov_donate.cli.demo.people import NAMES
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork

ACTOR = "delegates page"


def note(diary: Diary, register: Register, bodies: Sequence[Body]) -> None:
    """Both conferences, from the call on."""
    past, next_one = Meeting(register, bodies), Meeting(register, bodies)
    diary.note(470, partial(past.call, held_in=90, cut_off_in=62, paid_up_in=0))
    diary.note(430, partial(past.name, every=4))
    diary.note(407, past.freeze)
    diary.note(70, partial(next_one.call, held_in=91, cut_off_in=68, paid_up_in=10))
    diary.note(40, next_one.invite)
    diary.note(15, partial(next_one.name, every=3))


class Meeting:
    """One conference."""

    def __init__(self, register: Register, bodies: Sequence[Body]) -> None:
        """Not called yet."""
        self.register, self.bodies = register, bodies
        self.id = 0

    def call(self, work: UnitOfWork, *, held_in: int, cut_off_in: int, paid_up_in: int) -> None:
        """It is called for a day to come."""
        today = self.register.today(work)
        held_on = today + timedelta(days=held_in)
        facts = ConferenceFacts(
            name=f"Annual conference {held_on.year}",
            place="Hartsea, the Old Customs House",
            held_on=held_on,
            cut_off_on=today + timedelta(days=cut_off_in),
            paid_up_by=today + timedelta(days=paid_up_in),
        )
        self.id = open_conference(work, facts=facts, actor=STAFF).id

    def invite(self, work: UnitOfWork) -> None:
        """Letters go out."""
        invite_delegates(work, conference_id=self.id, settings=self.register.settings)

    def name(self, work: UnitOfWork, *, every: int) -> None:
        """Some name their delegates, as many as they can think of."""
        named = [name for name in NAMES if name]
        for number, body in enumerate(self.bodies):
            if number % every or body not in self.register.ids:
                continue
            names = [
                Identity(named[(number + step) % len(named)], f"delegate{number}@bodies.example")
                for step in range(2)
            ]
            try:
                name_delegates(
                    work,
                    conference_id=self.id,
                    affiliation_id=self.register.ids[body],
                    names=names,
                    actor=ACTOR,
                    settings=self.register.settings,
                    seal=self.register.seal,
                )
            except (TooManyDelegatesError, LookupError):
                continue

    def freeze(self, work: UnitOfWork) -> None:
        """The credentials are taken."""
        take_credentials(work, conference_id=self.id, actor=STAFF, settings=self.register.settings)
