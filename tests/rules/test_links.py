"""A signed link opens one thing, for one purpose, until its day."""

from datetime import timedelta

import pytest

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose, Links
from tests.support.words import NOON

DAY = timedelta(days=1)


def signed(links, subject="7KQM3XPA"):
    return links.sign(LinkPurpose.GIFT, subject, now=NOON, lasts=DAY)


def test_a_link_opens_what_it_was_made_for():
    links = Links(["key"])
    assert links.read(LinkPurpose.GIFT, signed(links), now=NOON) == "7KQM3XPA"


def test_a_link_for_one_purpose_is_refused_for_another():
    links = Links(["key"])
    with pytest.raises(LinkInvalidError):
        links.read(LinkPurpose.GIVE, signed(links), now=NOON)


def test_a_link_ends_on_its_day():
    links = Links(["key"])
    with pytest.raises(LinkExpiredError):
        links.read(LinkPurpose.GIFT, signed(links), now=NOON + DAY + timedelta(seconds=1))


@pytest.mark.parametrize("token", ["", "x", "a.b", "ü", "W10.AAAA", "\x00", "x" * 5000])
def test_a_made_up_link_is_refused(token):
    with pytest.raises(LinkInvalidError):
        Links(["key"]).read(LinkPurpose.GIFT, token, now=NOON)


def test_a_link_survives_a_new_key_but_not_a_lost_one():
    old = signed(Links(["old"]))
    assert Links(["old", "new"]).read(LinkPurpose.GIFT, old, now=NOON) == "7KQM3XPA"
    with pytest.raises(LinkInvalidError):
        Links(["new"]).read(LinkPurpose.GIFT, old, now=NOON)


def test_the_same_gift_has_the_same_link():
    assert signed(Links(["key"])) == signed(Links(["key"]))
