"""Letters call a person's belonging a membership, and an officer of today no applicant."""

from datetime import date
from email.message import EmailMessage

import pytest

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation, OfficerRole
from hov_donate.contacts.sealing import Identity
from hov_donate.outbox.models import MailKind
from tests.features.test_letters import body
from tests.support.life import CHRIS, SAM, STAFF, Life
from tests.support.post import Post
from tests.support.scenes_of_life import last_change, lived

NORA = Identity("Nora New", "nora@branch.example")
SUMMER = date(2027, 7, 2)


def told(mail: EmailMessage | None) -> str:
    assert mail is not None
    return f"{mail['Subject']}\n{body(mail)}\n{body(mail, 'html')}"


@pytest.fixture
def life(post: Post) -> Life:
    return lived(post)


def behind(life: Life) -> Affiliation:
    """A member who paid for one year and not for the next."""
    member = life.joins()
    life.pays(member)
    life.on(date(2026, 12, 1))
    with life.database.writing() as work:
        row = operations.lock_affiliation(work, member.id)
        operations.make_term(work, affiliation=row, on=life.today, settings=life.settings)
    life.on(SUMMER)
    life.stands(member)
    return member


@pytest.mark.parametrize("kind", [MailKind.RENEWAL_INVITATION, MailKind.AFFILIATION_REMINDER])
def test_a_member_reads_of_a_membership(post: Post, life: Life, kind: MailKind) -> None:
    text = told(post.write(kind, f"{behind(life).id}/2027-01-01/60"))
    assert "membership" in text
    for word in ("affiliation is", "affiliation was", "your affiliation", "meeting", "speaks for"):
        assert word not in text


def test_a_member_who_was_let_go_reads_of_a_membership(post: Post, life: Life) -> None:
    member = behind(life)
    facts = {"actor": STAFF, "reason": "Two years unpaid.", "minute_reference": "EC 7"}
    life.do(operations.lapse, affiliation_id=member.id, **facts)
    text = told(post.write(MailKind.AFFILIATION_ENDED, last_change(post, member)))
    assert "Your membership has lapsed" in text
    assert "You are a member again" in text
    assert "affiliat" not in text.replace("/affiliation/", "")


def test_a_branch_still_reads_of_its_affiliation(post: Post, life: Life) -> None:
    branch = life.affiliated()
    text = told(post.write(MailKind.AFFILIATION_REMINDER, f"{branch.id}/2026-01-01/0"))
    assert "A reminder about your affiliation" in text
    assert "Your affiliation is not paid for yet." in text


def test_an_officer_of_a_branch_that_lives_is_no_applicant(post: Post, life: Life) -> None:
    branch = life.affiliated()
    officers = {OfficerRole.CORRESPONDENCE: SAM, OfficerRole.CHAIR: NORA}
    life.do(
        operations.change_officers,
        affiliation_id=branch.id,
        officers=officers,
        actor=STAFF,
        seal=life.seal,
    )
    nora = life.officers(branch)[OfficerRole.CHAIR]
    text = told(post.write(MailKind.OFFICER_NAMED, f"{branch.id}/{nora.id}"))
    assert "You are named as an officer" in text
    assert "The officers of your organisation were changed" in text
    assert "application" not in text.lower()


def test_an_officer_named_in_an_application_still_reads_of_one(post: Post, life: Life) -> None:
    branch = life.applies(officers={OfficerRole.CORRESPONDENCE: SAM, OfficerRole.CHAIR: CHRIS})
    sam = life.officers(branch)[OfficerRole.CORRESPONDENCE]
    text = told(post.write(MailKind.OFFICER_NAMED, f"{branch.id}/{sam.id}"))
    assert "You are named in an application" in text
