"""An appeal is read and signed, confirmed from the mailbox, listed and taken back."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hov_donate.campaign.appeals.addresses import SignatureAddresses
from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.operations import accept_signatures
from hov_donate.campaign.appeals.rules import HoldReason, SignatureStatus
from hov_donate.contacts.queries import identities
from hov_donate.defence.rules import Numbers, Scope
from hov_donate.ledger.funds import open_fund
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import Claim
from hov_donate.public.appeals import flood
from hov_donate.wiring.letters import letters
from tests.pages.conftest import PublicSite
from tests.support.appeals import FACTS, an_appeal
from tests.support.limits import NO_LIMITS, let_everyone_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PAGE = "/en/appeals/free-the-rail-workers"
SUMMARY = re.compile(r'<li><a href="#([\w-]+)">(.*?)</a></li>')
GOOD = {
    "name": "Rosa Quiñones",
    "email": "rosa@people.example",
    "country": "GB",
    "capacity": "personal",
    "role": "Nurse",
    "town": "Leeds",
}
SHOW = {"keep": "yes", "show_name": "yes", "show_role": "yes"}


@pytest.fixture
def appealing(site: PublicSite) -> PublicSite:
    """A site with an appeal, whose gifts are for a fund of its own."""
    with site.parts.database.writing() as work:
        open_fund(work, code="rail", names={"en": "Rail workers"}, restricted=True)
    an_appeal(site.parts.database, replace(FACTS, fund="rail"))
    return site


def sign(site: PublicSite, page: str = PAGE, **answers: str) -> TestResponse:
    return site.client.post(page, data={"token": site.token(page), **GOOD, **answers})


def signatures(site: PublicSite) -> list[Signature]:
    with site.parts.database.reading() as session:
        return list(session.scalars(select(Signature).order_by(Signature.id)))


def outbox(site: PublicSite) -> list[OutboxMessage]:
    with site.parts.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def link(site: PublicSite, number: int = -1) -> str:
    made = SignatureAddresses("", site.parts.links)
    return made.signature(signatures(site)[number], "en")


def signed(site: PublicSite, **answers: str) -> str:
    """Somebody signs and confirms; their own page."""
    assert sign(site, **answers).status_code == 303
    own = link(site)
    assert site.client.post(f"{own}/confirm").status_code == 303
    return own


def test_nothing_is_ticked_and_the_text_is_in_the_readers_language(appealing):
    page = appealing.get(PAGE)
    assert "checked" not in page.text
    assert "<script" not in page.text
    assert page.headers.get("Set-Cookie") is None
    assert "They struck." in page.text
    assert "Hicieron huelga." in appealing.get(PAGE.replace("/en/", "/es/")).text
    assert PAGE in appealing.get("/en/appeals").text
    assert appealing.get("/en/appeals/another").status_code == 404


def test_an_empty_form_tells_everything_at_once_in_the_order_of_the_page(appealing):
    answer = appealing.client.post(PAGE, data={"token": appealing.token(PAGE), "show_name": "yes"})
    assert answer.status_code == 422
    told = dict(SUMMARY.findall(answer.text))
    assert list(told) == ["name", "email", "country", "capacity", "keep"]
    assert all(f'id="{field}"' in answer.text for field in told)
    assert "<title>Error:" in answer.text


def test_an_organisation_says_which_body_decided_and_when(appealing):
    answer = sign(appealing, capacity="organisation", decided_on="2999-01-01")
    assert [field for field, _ in SUMMARY.findall(answer.text)] == ["organisation", "decided_on"]
    body = {"organisation": "Example Union", "deciding_body": "Branch 42"}
    more = body | SHOW | {"show_organisation": "yes", "decided_on": "2026-03-01"}
    signed(appealing, capacity="organisation", **more)
    [waits] = signatures(appealing)
    assert (waits.decided_on, waits.held_for) == (date(2026, 3, 1), HoldReason.FOR_ORGANISATION)
    assert "Example Union" not in appealing.get(f"{PAGE}/signatures").text, "nobody verified it"
    with appealing.parts.database.writing() as work:
        assert accept_signatures(work, ids=[waits.id], actor="staff:1")
    assert "Example Union" in appealing.get(f"{PAGE}/signatures").text
    assert "(signed on its behalf)" in appealing.get(f"{PAGE}/signatures").text


def test_no_search_engine_keeps_a_copy_of_who_signed(appealing):
    signed(appealing, **SHOW)
    page = appealing.get(f"{PAGE}/signatures").text
    assert "Rosa" in page
    assert '<meta name="robots" content="noindex, noarchive">' in page
    assert "noindex" not in appealing.get(PAGE).text


def test_the_link_alone_confirms_nothing_and_the_button_does(appealing):
    answer = sign(appealing, **SHOW)
    assert answer.headers["Location"] == f"{PAGE}/sent"
    assert "Look into your mailbox" in appealing.get(f"{PAGE}/sent").text
    own = link(appealing)
    assert "Confirm your signature" in appealing.get(own).text
    assert signatures(appealing)[0].status is SignatureStatus.UNCONFIRMED
    assert "Rosa" not in appealing.get(f"{PAGE}/signatures").text
    appealing.client.post(f"{own}/confirm")
    thanks = appealing.get(own).text
    assert "/en/donate?fund=rail" in thanks
    assert "/en/join" in thanks
    shown = appealing.get(f"{PAGE}/signatures?country=GB").text
    line = re.sub(r"<[^>]+>", "", unescape(shown).split("<li>")[-2])
    assert "Rosa Quiñones, Nurse United Kingdom" in " ".join(line.split())
    assert f'<a href="{PAGE}/signatures?country=GB">United Kingdom</a>' in shown
    assert "Leeds" not in shown, "the town was not ticked"
    assert "1 person has signed" in appealing.get(PAGE).text


def test_taken_back_by_the_link_the_name_is_gone_at_once(appealing):
    own = signed(appealing, **SHOW)
    appealing.client.post(f"{own}/withdraw")
    assert "Rosa" not in unescape(appealing.get(f"{PAGE}/signatures").text)
    assert "person has signed" not in appealing.get(PAGE).text
    assert "nothing of what you told us" in appealing.get(own).text
    assert appealing.get(own + "x").status_code == 404


def test_who_has_lost_the_letter_gets_the_link_again_and_learns_nothing_else(appealing):
    own = signed(appealing, **SHOW)
    assert 'href="/en/signature"' in appealing.get(f"{PAGE}/sent").text
    asked = appealing.client.post("/en/signature", data={"email": "nonsense"})
    assert (asked.status_code, 'href="#email"' in asked.text) == (422, True)
    known, unknown = (
        appealing.client.post("/en/signature", data={"email": f"{who}@people.example"})
        for who in ("rosa", "nobody")
    )
    assert known.text == unknown.text
    assert "If somebody signed with this address" in known.text
    wanted = [it for it in outbox(appealing) if it.kind is MailKind.SIGNATURE_LINK]
    write = letters(appealing.parts.settings, appealing.parts.giving)
    written, nothing = (
        write(Claim(it.id, 1, it.kind, it.object_id, it.details_id, "en", "0" * 32))
        for it in wanted
    )
    assert nothing is None
    assert written is not None
    body = written.get_body(("plain",))
    assert body is not None
    assert own in body.get_content()


def test_news_are_stopped_and_the_signature_stands(appealing):
    own = signed(appealing, news="yes", **SHOW)
    assert "Send me no more news" in appealing.get(own).text
    appealing.client.post(f"{own}/stop-news")
    page = appealing.get(own).text
    assert "Thank you for signing" in page
    assert "no more news" not in page
    assert "Rosa" in appealing.get(f"{PAGE}/signatures").text


def test_pressing_twice_is_one_signature_and_a_program_gets_the_same_answer(appealing):
    data = {"token": appealing.token(PAGE), **GOOD}
    for _ in range(2):
        assert appealing.client.post(PAGE, data=data).status_code == 303
    answer = sign(appealing, email="bot@people.example", website="http://spam.example")
    assert answer.headers["Location"] == f"{PAGE}/sent"
    assert len(signatures(appealing)) == 1


def test_who_mistyped_the_address_and_goes_back_gets_a_letter_after_all(appealing):
    data = {"token": appealing.token(PAGE), **GOOD}
    for email in ("rosa@exampel.example", "rosa@people.example", "Rosa@people.example"):
        assert appealing.client.post(PAGE, data=data | {"email": email}).status_code == 303
    seal = appealing.parts.seal
    with appealing.parts.database.reading() as session:
        known = identities(session, seal, [it.details_id for it in signatures(appealing)])
    assert {it.email for it in known.values()} == {"rosa@exampel.example", "rosa@people.example"}
    assert len(outbox(appealing)) == 2, "for one address it is one signature"
    assert appealing.client.post(f"{link(appealing)}/confirm").status_code == 303
    assert "1 person has signed" in appealing.get(PAGE).text


def test_what_is_odd_is_not_listed_and_its_signer_is_told_nothing_of_it(appealing):
    own = signed(appealing, name="Buy at www.pills.example", **SHOW)
    assert "Thank you for signing" in appealing.get(own).text
    assert "pills" not in appealing.get(f"{PAGE}/signatures").text


def test_a_closed_appeal_is_read_and_not_signed(site):
    an_appeal(site.parts.database, replace(FACTS, closes_on=date(2026, 1, 31)))
    page = site.get(PAGE).text
    assert "This appeal is closed" in page
    assert "It could be signed until 31 January 2026." in page
    assert "On 31 January 2027 we remove the names." in page
    assert "<form" not in page
    assert site.client.post(PAGE, data=GOOD).status_code == 200
    assert signatures(site) == []


def test_in_a_flood_a_second_press_lets_people_through(appealing, monkeypatch):
    few: Numbers = {Scope.BLOCK: (100, 100), Scope.EMAIL: (5, 5), Scope.TOTAL: (10, 10)}
    monkeypatch.setattr(flood, "FIRST_PRESS", few)
    statuses = [sign(appealing, email=f"fake{n}@people.example").status_code for n in range(30)]
    assert statuses == [303] * 10 + [429] * 20
    asked = sign(appealing)
    assert "Press once more to sign" in asked.text
    data = dict(re.findall(r'name="(\w+)" value="([^"]*)"', unescape(asked.text)))
    quick = appealing.client.post(PAGE, data=data)
    assert quick.status_code == 429, "it was too quick"
    assert data["confirmation"] in quick.text, "who was too quick keeps the time that has passed"
    let_everyone_in(appealing.app, replace(NO_LIMITS, confirm_after=timedelta(0)))
    assert appealing.client.post(PAGE, data=data).status_code == 303
    assert len(signatures(appealing)) == 11
    assert "person has signed" not in appealing.get(PAGE).text
