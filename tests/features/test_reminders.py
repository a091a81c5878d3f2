"""What a reminder says of an affiliation that is paid for, is not any more, or never was."""

from datetime import date

import pytest

from hov_donate.outbox.models import MailKind
from tests.support.life import Life
from tests.support.post import Post
from tests.support.scenes_of_life import lived
from tests.support.words import NOON

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def life(post: Post) -> Life:
    return lived(post)


def reminder(post: Post, about: str) -> str:
    written = post.write(MailKind.AFFILIATION_REMINDER, about)
    assert written is not None
    body = written.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_before_the_last_day_it_says_until_when_it_is_paid(post: Post, life: Life) -> None:
    branch = life.affiliated()
    life.pays(branch)
    told = reminder(post, f"{branch.id}/2027-01-01/-14")
    assert "is paid for until 31 December 2026. Please renew" in told
    assert "not paid for yet" not in told


def test_after_it_what_is_not_paid(post: Post, life: Life) -> None:
    branch = life.affiliated()
    life.pays(branch)
    life.on(date(2027, 1, 20))
    told = reminder(post, f"{branch.id}/2027-01-01/0")
    assert "was paid for until 31 December 2026" in told


def test_of_a_first_term_that_it_is_not_paid_yet(post: Post, life: Life) -> None:
    branch = life.affiliated()
    told = reminder(post, f"{branch.id}/{NOON.date()}/30")
    assert "Your affiliation is not paid for yet." in told
    assert "£63.00 for invoice" in told
