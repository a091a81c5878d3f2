"""Organisations and people apply, are confirmed and decided about, and are asked for their fee."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    Application,
    ChangeKind,
    OfficerAnswer,
    OfficerRole,
)
from hov_donate.affiliations.operations import AlreadyAffiliatedError, ReasonMissingError
from hov_donate.affiliations.queries.planning import NoScaleError
from hov_donate.affiliations.rules.choosing import ChoiceRefusedError
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.affiliations.rules.standing import StepRefusedError
from hov_donate.contacts.queries import identity
from hov_donate.outbox.models import MailKind
from tests.support.life import CHRIS, LEEDS, SAM, STAFF, Life
from tests.support.words import GBP

GROUP = replace(LEEDS, kind="local_group", name="Leeds for Venezuela", branch="")
ALONE = {OfficerRole.CORRESPONDENCE: SAM, OfficerRole.SECRETARY: SAM}


def how_many(life: Life, table: type) -> int:
    with life.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_branch_applies_its_chair_confirms_and_the_committee_approves(life: Life) -> None:
    life.scale()
    branch = life.applies(350)
    assert life.now(branch).status is Status.SUBMITTED
    assert len(life.letters(MailKind.OFFICER_NAMED)) == 2
    life.says(branch)
    assert life.now(branch).status is Status.CONFIRMED
    assert len(life.letters(MailKind.APPLICATION_TO_DECIDE)) == 1
    life.approves(branch)
    [invoice] = life.owed(branch)
    assert invoice.owed == GBP("63.00")
    [term] = life.terms(branch)
    assert (term.delegates, term.votes, term.rights) == (7, 1, "speak vote motions")
    assert life.now(branch).status is Status.INVOICED
    life.pays(branch, GBP("30.00"))
    assert life.now(branch).status is Status.INVOICED
    life.pays(branch)
    assert life.now(branch).status is Status.ACTIVE
    assert life.history(branch) == [
        ChangeKind.SUBMITTED,
        ChangeKind.OFFICER_CONFIRMED,
        ChangeKind.CONFIRMED,
        ChangeKind.APPROVED,
        ChangeKind.INVOICED,
        ChangeKind.STOOD_ANEW,
    ]


def test_a_term_keeps_how_its_fee_was_found(life: Life) -> None:
    life.scale()
    [term] = life.terms(life.affiliated(350))
    kept = term.snapshot
    assert kept["inputs"]["affiliated_members"] == 350
    assert (kept["rule"], kept["scale"]) == (1, {"id": "example", "version": 1})
    assert kept["result"]["fee"] == {"minor": 6300, "currency": "GBP"}
    assert kept["explain"]


def test_the_same_form_twice_is_one_application(life: Life) -> None:
    life.scale()
    request = life.request()
    assert life.send(request).id == life.send(request).id
    assert how_many(life, Affiliation) == 1
    assert len(life.letters(MailKind.OFFICER_NAMED)) == 2


def test_two_who_press_at_once_send_one_form(life: Life) -> None:
    life.scale()
    request = life.request()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: life.send(request).id, range(4)))
    assert len(set(found)) == how_many(life, Affiliation) == how_many(life, Application) == 1


def test_what_was_answered_is_not_kept_twice_but_delegates_names_are(life: Life) -> None:
    life.scale()
    life.applies()
    life.applies(delegates=("Rosa", "Sam"))
    with life.database.reading() as session:
        plain, named = session.scalars(select(Application).order_by(Application.id)).all()
    assert plain.sealed is None
    assert "Rosa" in life.seal.open_text(named.sealed or b"")


def test_a_form_with_one_address_waits_for_staff(life: Life) -> None:
    life.scale()
    group = life.applies(None, organisation=GROUP, officers=ALONE)
    assert len(life.letters(MailKind.OFFICER_NAMED)) == 1
    assert len(life.letters(MailKind.APPLICATION_TO_DECIDE)) == 1
    life.says(group, OfficerRole.SECRETARY)
    assert life.now(group).status is Status.SUBMITTED
    life.approves(group)
    assert life.now(group).status is Status.INVOICED


def test_where_no_committee_is_asked_a_second_officers_word_is_enough(life: Life) -> None:
    life.scale()
    group = life.applies(None, organisation=GROUP)
    life.says(group, OfficerRole.CORRESPONDENCE)
    assert life.now(group).status is Status.SUBMITTED
    life.says(group)
    life.says(group)
    assert life.now(group).status is Status.INVOICED
    assert life.letters(MailKind.APPLICATION_TO_DECIDE) == []


def test_an_officer_who_objects_stops_everything_until_staff_decide(life: Life) -> None:
    life.scale()
    officers = {OfficerRole.CORRESPONDENCE: SAM, OfficerRole.CHAIR: CHRIS}
    other = replace(SAM, email="secretary@branch.example")
    group = life.applies(
        None, organisation=GROUP, officers={**officers, OfficerRole.SECRETARY: other}
    )
    life.says(group, answer=OfficerAnswer.REJECTED)
    assert len(life.letters(MailKind.OFFICER_OBJECTED)) == 1
    life.says(group, OfficerRole.SECRETARY)
    assert life.now(group).status is Status.SUBMITTED
    life.approves(group)
    assert life.now(group).status is Status.INVOICED


def test_whoever_confirmed_may_still_object_and_not_the_other_way_round(life: Life) -> None:
    life.scale()
    branch = life.applies()
    life.says(branch)
    life.says(branch, answer=OfficerAnswer.REJECTED)
    life.says(branch)
    assert life.officers(branch)[OfficerRole.CHAIR].answer is OfficerAnswer.REJECTED
    assert life.history(branch).count(ChangeKind.OFFICER_OBJECTED) == 1


def test_a_committee_asks_rejects_and_its_reasons_are_kept(life: Life) -> None:
    life.scale()
    branch = life.applies()
    facts = {"affiliation_id": branch.id, "actor": STAFF}
    life.do(operations.ask, **facts, question="How many members?")
    with pytest.raises(ReasonMissingError):
        life.do(operations.reject, **facts, reason=" ", minute_reference="")
    life.do(operations.reject, **facts, reason="Not a union.", minute_reference="EC 3")
    assert life.now(branch).status is Status.REJECTED
    [question, answer] = life.letters(MailKind.APPLICATION_QUESTION, MailKind.APPLICATION_REJECTED)
    assert question.details_id == answer.details_id
    with pytest.raises(StepRefusedError):
        life.do(operations.ask, **facts, question="And now?")
    with pytest.raises(StepRefusedError):
        life.approves(branch)


def test_who_was_rejected_applies_again_and_is_the_same_affiliation(life: Life) -> None:
    life.scale()
    branch = life.applies()
    facts = {"actor": STAFF, "reason": "No minute.", "minute_reference": ""}
    life.do(operations.reject, affiliation_id=branch.id, **facts)
    life.renews(branch, 400)
    assert life.now(branch).status is Status.SUBMITTED
    life.approves(branch)
    [owed] = life.owed(branch)
    assert owed.owed == GBP("72.00")


def test_officers_change_and_who_stays_is_not_named_anew(life: Life) -> None:
    life.scale()
    branch = life.affiliated()
    before = life.officers(branch)
    ana = replace(CHRIS, name="Ana", email="ana@branch.example")
    life.renews(branch, officers={OfficerRole.CORRESPONDENCE: SAM, OfficerRole.SECRETARY: ana})
    after = life.officers(branch)
    assert set(after) == {OfficerRole.CORRESPONDENCE, OfficerRole.SECRETARY}
    assert after[OfficerRole.CORRESPONDENCE].id == before[OfficerRole.CORRESPONDENCE].id
    with life.database.reading() as session:
        assert identity(session, life.seal, after[OfficerRole.SECRETARY].details_id) == ana


def test_a_member_joins_at_once(life: Life) -> None:
    life.scale()
    member = life.joins(chosen=GBP("25.00"))
    assert life.now(member).status is Status.INVOICED
    assert life.now(member).number == f"M-{member.id:05d}"
    [invoice] = life.owed(member)
    assert (invoice.invoice.fee_minor, invoice.invoice.gift_minor) == (2500, 0)
    assert invoice.invoice.due_on == date(2026, 2, 4)


def test_who_has_nothing_to_pay_is_a_member_at_once_and_gets_the_link(life: Life) -> None:
    life.scale()
    member = life.joins("unwaged")
    assert life.now(member).status is Status.ACTIVE
    assert life.owed(member) == []
    [letter] = life.letters()
    assert letter.kind is MailKind.AFFILIATION_LINK


def test_what_is_over_the_fee_is_a_gift_if_the_payer_says_so(life: Life) -> None:
    life.scale()
    branch = life.affiliated(350, chosen=GBP("70.00"), surplus_is_gift=True)
    [invoice] = life.owed(branch)
    assert (invoice.invoice.fee_minor, invoice.invoice.gift_minor) == (6300, 700)
    life.pays(branch, GBP("63.00"))
    assert life.now(branch).status is Status.ACTIVE


@pytest.mark.parametrize(
    ("request_of", "error"),
    [
        ({"chosen": GBP("70.00")}, ChoiceRefusedError),
        ({"members": None}, QuoteError),
        ({"organisation": replace(LEEDS, kind="wizards")}, QuoteError),
    ],
    ids=["another sum than the fixed fee", "no number of members", "an unknown kind"],
)
def test_what_the_scale_cannot_take_is_not_taken(life: Life, request_of, error) -> None:
    life.scale()
    with pytest.raises(error):
        life.applies(**request_of)
    assert how_many(life, Affiliation) == how_many(life, Application) == 0


def test_without_a_scale_nobody_can_apply(life: Life) -> None:
    with pytest.raises(NoScaleError):
        life.applies()
    assert how_many(life, Affiliation) == 0


def test_an_organisation_is_affiliated_once(life: Life) -> None:
    life.scale()
    first, second = life.affiliated(), life.applies()
    arguments = {"kept_id": first.organisation_id, "gone_id": second.organisation_id}
    life.do(operations.merge, **arguments, actor=STAFF)
    with pytest.raises((AlreadyAffiliatedError, StepRefusedError)):
        life.approves(second)
