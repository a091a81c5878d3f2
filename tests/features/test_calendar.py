"""What the nights and mornings do: statuses, reminders, and forgetting what nobody came back to."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation, Application, ChangeKind
from hov_donate.affiliations.operations.sending import take_form
from hov_donate.affiliations.processes import standing
from hov_donate.affiliations.processes.reminding import remind_everyone
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.affiliations.processes.tidying import close_never_paid, forget_unsent
from hov_donate.affiliations.queries.holding import held_for_affiliations
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.processes import forget_strangers
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from tests.support.life import STAFF, Life
from tests.support.words import GBP

NEW_YEAR = date(2027, 1, 1)
STRANGER = Identity("Ana", "ana@people.example")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at a time."""
    monkeypatch.setattr(standing, "BATCH", 2)


@pytest.fixture
def branches(life: Life) -> list[Affiliation]:
    """Five branches; the last one has not paid this year yet, the first for the next already."""
    life.scale()
    found = [life.affiliated(100 + number) for number in range(5)]
    for branch in found[:4]:
        life.pays(branch)
    life.renews(found[0], 100)
    life.pays(found[0])
    return found


def tonight(life: Life, day: date) -> int:
    life.on(day)
    return stand_everyone_anew(life.database, life.settings)


def statuses(life: Life, branches: list[Affiliation]) -> list[Status]:
    return [life.now(branch).status for branch in branches]


def test_every_night_the_calendar_moves_who_has_to_be_moved(life, branches):
    assert tonight(life, date(2026, 12, 31)) == 0
    assert tonight(life, NEW_YEAR) == 3
    assert tonight(life, NEW_YEAR) == 0
    expected = [Status.ACTIVE, *[Status.GRACE] * 3, Status.INVOICED]
    assert statuses(life, branches) == expected
    assert tonight(life, date(2027, 3, 2)) == 3
    assert tonight(life, date(2027, 3, 3)) == 0
    assert tonight(life, date(2027, 4, 1)) == 3
    assert [life.now(branch).arrears_stage for branch in branches] == [0, 1, 1, 1, 0]


def written(life: Life, day: date) -> list[tuple[str, str]]:
    """What was put out that morning: kind, and whom and what for."""
    before = len(life.letters())
    life.on(day)
    remind_everyone(life.database, life.settings)
    return [(it.kind.value, it.object_id) for it in life.letters()[before:]]


def test_renewal_is_offered_and_reminded_of_on_the_scales_days_once(life, branches):
    ids = [branch.id for branch in branches]
    due = NEW_YEAR
    assert written(life, due - timedelta(days=31)) == []
    invited = [("renewal_invitation", f"{each}/{due}/-30") for each in ids[1:4]]
    assert written(life, due - timedelta(days=30)) == invited
    assert written(life, due - timedelta(days=29)) == []
    life.renews(branches[1], 101)
    life.pays(branches[1])
    reminded = [("affiliation_reminder", f"{each}/{due}/0") for each in ids[2:4]]
    assert written(life, due) == reminded
    assert written(life, due) == []


def test_a_first_invoice_is_reminded_of_when_its_time_has_come(life, branches):
    last = branches[4]
    assert written(life, date(2026, 1, 20)) == []
    first_day = date(2026, 1, 5)
    assert written(life, first_day + timedelta(days=30)) == [
        ("affiliation_reminder", f"{last.id}/{first_day}/30")
    ]


def test_a_morning_that_was_missed_is_made_up_for_and_a_month_is_not(life, branches):
    assert len(written(life, NEW_YEAR - timedelta(days=20))) == 3
    assert written(life, NEW_YEAR + timedelta(days=25)) == []


def test_whose_promise_holds_is_not_reminded(life, branches):
    life.on(date(2026, 12, 20))
    life.do(
        operations.promise,
        affiliation_id=branches[1].id,
        until=date(2027, 1, 20),
        words="The cheque is in the post.",
        actor=STAFF,
        today=life.today,
    )
    assert len(written(life, NEW_YEAR)) == 2


def test_a_membership_that_was_never_paid_for_is_closed_and_forgotten(life, branches):
    never, half = life.joins(), life.joins(identity=STRANGER)
    life.pays(half, GBP("10.00"))
    life.on(date(2026, 3, 5))
    close_never_paid(life.database, life.settings)
    assert life.now(never).status is Status.INVOICED
    life.on(date(2026, 3, 6))
    close_never_paid(life.database, life.settings)
    close_never_paid(life.database, life.settings)
    assert statuses(life, [never, half, branches[4]]) == [
        Status.RESIGNED,
        Status.INVOICED,
        Status.INVOICED,
    ]
    assert life.owed(never) == []
    assert life.terms(never) == []
    with life.database.reading() as session:
        assert session.get_one(ContactDetails, never.details_id).sealed is None
        assert session.get_one(ContactDetails, half.details_id).sealed is not None
    assert life.history(never)[-1] is ChangeKind.RESIGNED


def test_forms_that_nobody_sent_are_deleted_after_a_month(life):
    life.scale()
    life.applies()
    with life.database.writing() as work:
        take_form(work, form="begun", language="en")
    for days, left in ((30, 2), (1, 1)):
        life.on(life.today + timedelta(days=days))
        forget_unsent(life.database)
        with life.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Application)) == left


def remembered(life: Life) -> int:
    known = select(func.count()).where(ContactDetails.sealed.is_not(None))
    with life.database.reading() as session:
        return session.scalar(known) or 0


def test_nobody_forgets_who_belongs_to_an_affiliation(life, branches):
    life.joins()
    before = remembered(life)
    assert before == 11
    life.do(operations.resign, affiliation_id=branches[1].id, actor=STAFF, reason="")
    for days, kept in ((20, before), (365, before - 2)):
        life.on(life.today + timedelta(days=days))
        # What still waits to be sent keeps its reader.
        settle_letters(life)
        forget_strangers(life.database, held_for_affiliations)
        assert remembered(life) == kept


def settle_letters(life: Life) -> None:
    with life.database.writing() as work:
        work.session.execute(update(OutboxMessage).values(status=OutboxStatus.SENT))
