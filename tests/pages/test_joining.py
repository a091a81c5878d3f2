"""The page on which people become members, and what came of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hov_donate.affiliations.models import Affiliation, Declaration
from hov_donate.affiliations.operations import OrganisationFacts
from hov_donate.affiliations.queries.money import owed
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Consent, ConsentPurpose
from hov_donate.contacts.operations import record_organisation
from hov_donate.core.links import LinkPurpose
from hov_donate.core.references import spaced
from hov_donate.defence.rules import Limits, Scope
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.pages.conftest import PublicSite
from tests.support.affiliating import put_in_force
from tests.support.joining import ROSA, SCALE
from tests.support.limits import let_everyone_in
from tests.support.words import GBP, NOON

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SUMMARY = re.compile(r'<li><a href="#([\w-]+)">(.*?)</a></li>')
GOOD = {"country": "GB", "member_class": "waged", "pay": "bank", "objectives": "yes", **ROSA}
GERMANY = """
[scale]
id = "germany"
currency = "EUR"
effective_from = 2020-01-01
decided_by = "AGM"
countries = ["DE"]

[year]
kind = "fixed"
starts = "01-01"

[[rules]]
when = { kind = ["individual"] }
mode = "suggested"
fee = { steps = [ { base = "30.00" } ] }
multiplier = { by = "income_band", low = "0.5", high = "1" }

[[rules]]
measure = "affiliated_members"
fee = { steps = [ { rate = "0.10" } ] }
"""


@pytest.fixture
def joining(site: PublicSite) -> PublicSite:
    """A site with a scale for members everywhere, and another one in Germany."""
    put_in_force(site.parts.database, SCALE)
    put_in_force(site.parts.database, GERMANY)
    return site


def problems(answer: TestResponse) -> dict[str, str]:
    return dict(SUMMARY.findall(answer.text))


def join(site: PublicSite, path: str = "/en/join", **answers: str) -> TestResponse:
    return site.client.post(path, data={"token": site.token(path), **GOOD, **answers})


def members(site: PublicSite) -> list[Affiliation]:
    with site.parts.database.reading() as session:
        return list(session.scalars(select(Affiliation).order_by(Affiliation.id)))


def letters(site: PublicSite, kind: MailKind) -> int:
    with site.parts.database.reading() as session:
        counted = select(func.count()).where(OutboxMessage.kind == kind)
        return session.scalar(counted) or 0


@ONCE
def test_fees_stand_there_before_anything_is_asked_and_nothing_is_chosen(joining):
    page = joining.get("/en/join?country=GB").text
    assert "checked" not in page
    assert page.index("What it costs (United Kingdom)") < page.index("<form")
    for words in ("Waged: £21", "Unwaged: at least £8", "Refugee: free"):
        assert words in page
    assert joining.get("/en/join?country=GB").headers.get("Set-Cookie") is None
    assert "<script" not in page


@ONCE
def test_each_country_has_its_own_scale(joining):
    german = joining.get("/es/join?country=DE").text
    assert "€" not in german, "it depends on the income"
    assert 'id="income_band"' in german
    answer = join(joining, country="DE", income_band="low", show_currency="yes")
    assert "€15 suggested, more or less is welcome" in answer.text
    assert 'name="member_class"' not in answer.text, "there is but one class"


@ONCE
def test_an_empty_form_tells_everything_at_once_in_the_order_of_the_page(joining):
    answer = joining.client.post("/en/join", data={"token": joining.token("/en/join?country=GB")})
    assert answer.status_code == 422
    assert list(problems(answer)) == [
        *("country", "member_class", "email", "name", "pay", "objectives"),
    ]
    for field in problems(answer):
        assert f'id="{field}"' in answer.text
    assert "<title>Error: Become a member" in answer.text


@ONCE
@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"country": "XX"}, "country", "Choose your country from the list"),
        ({"member_class": "billionaire"}, "member_class", "Choose what fits you"),
        ({"amount": "25"}, "amount", "The fee is £21: tick that what is above it is a gift"),
        ({"amount": "20"}, "amount", "Amount must be £21 or more"),
        ({"member_class": "student", "amount": "5"}, "amount", "Amount must be £8 or more"),
        ({"amount": "much"}, "amount", "Amount must be a number"),
        ({"local_group": "1"}, "local_group", "Choose a local group from the list, or none"),
        ({"country": "DE", "income_band": "x"}, "income_band", "Choose your income"),
        ({"name": ""}, "name", "Enter your full name"),
        ({"pay": "gold"}, "pay", "Choose how you would like to pay"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(joining, typed, field, told):
    answer = join(joining, **typed)
    assert answer.status_code == 422
    assert told in problems(answer)[field]
    assert members(joining) == []


def test_who_pays_by_bank_gets_account_and_reference_and_a_letter(joining):
    answer = join(joining, member_class="student", amount="12.50", news="yes")
    assert answer.status_code == 303
    [member] = members(joining)
    assert member.status is AffiliationStatus.INVOICED
    assert (member.member_class, member.country, member.language) == ("student", "GB", "en")
    assert member.objectives_version == joining.parts.settings.campaign.objectives_version
    with joining.parts.database.reading() as session:
        [invoice] = owed(session, member.id)
        consents = session.scalars(select(Consent.purpose)).all()
        declared = session.scalars(select(Declaration)).one()
    assert invoice.owed == GBP("12.50")
    assert declared.chosen == GBP("12.50")
    assert consents == [ConsentPurpose.NEWS]
    page = joining.get(answer.headers["Location"]).text
    assert spaced(invoice.invoice.reference) in page
    assert "£12.50" in page
    assert member.number not in page, "it tells nothing of who is a member since when"
    assert letters(joining, MailKind.INVOICE_ISSUED) == 1


def test_what_is_above_the_fee_is_a_gift_only_if_the_member_says_so(joining):
    join(joining, amount="30", surplus_is_gift="yes")
    join(joining, member_class="student", amount="30", email="ada@people.example")
    with joining.parts.database.reading() as session:
        first, second = (owed(session, each.id)[0].invoice for each in members(joining))
    assert (first.fee_minor, first.gift_minor) == (2100, 900)
    assert (second.fee_minor, second.gift_minor) == (3000, 0)


def test_the_same_form_sent_twice_is_one_membership(joining):
    token = joining.token("/en/join")
    for email in ("rosa@people.example", "rosa@people.example", "rosa.q@people.example"):
        answer = joining.client.post("/en/join", data={**GOOD, "token": token, "email": email})
        assert answer.status_code == 303
    assert len(members(joining)) == 1
    with joining.parts.database.reading() as session:
        assert len(owed(session, members(joining)[0].id)) == 1


@ONCE
def test_a_form_that_was_open_for_days_is_asked_for_once_more_with_what_was_typed(joining):
    links, now = joining.parts.links, joining.parts.clock.now()
    old = links.sign(LinkPurpose.JOIN, "x", now=now - timedelta(days=2), lasts=timedelta(hours=24))
    for token in (old, "nonsense", ""):
        answer = joining.client.post("/en/join", data={**GOOD, "token": token})
        assert answer.status_code == 422
        assert "Press the button once more" in problems(answer)["join"]
        assert "Rosa Quiñones" in answer.text
    assert members(joining) == []


@ONCE
def test_programs_are_told_apart(joining):
    answer = join(joining, website="https://spam.example")
    assert answer.status_code == 422
    assert members(joining) == []


@ONCE
def test_letters_to_an_address_end_before_a_mailbox_is_full(joining):
    for _ in range(5):
        assert join(joining).status_code == 303
    answer = join(joining)
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert join(joining, email="ada@people.example").status_code == 303


@ONCE
def test_cards_are_limited_as_for_gifts(site):
    put_in_force(site.parts.database, SCALE)
    let_everyone_in(site.app, Limits(least_fill=timedelta(seconds=30)))
    answer = join(site, pay="card")
    assert answer.status_code == 429
    assert "Press the button once more" in answer.text
    assert members(site) == []


@ONCE
def test_who_may_not_pay_by_card_now_is_told_of_membership_and_of_no_gift(site):
    put_in_force(site.parts.database, SCALE)
    let_everyone_in(site.app, Limits(quiet={Scope.EMAIL: (0, 0)}, least_fill=timedelta(0)))
    answer = join(site, pay="card")
    assert answer.status_code == 429
    assert "choose bank transfer on the form" in answer.text
    said = answer.text.partition("<main")[2].partition("</main>")[0]
    for word in ("gift", "give by", "Give by", "IBAN"):
        assert word not in said


@ONCE
def test_when_stripe_is_silent_the_form_comes_back_and_may_be_paid_by_bank(joining):
    token = joining.token("/en/join")
    answer = joining.client.post("/en/join", data={**GOOD, "token": token, "pay": "card"})
    assert answer.status_code == 503
    assert "We could not reach the card service" in problems(answer)["join"]
    answer = joining.client.post("/en/join", data={**GOOD, "token": token, "pay": "bank"})
    assert answer.status_code == 303
    assert len(members(joining)) == 1


@ONCE
def test_a_local_group_is_offered_when_it_is_ours_and_wants_to_be_shown(joining):
    with joining.parts.database.writing() as work:
        for name, listed in (("Leeds friends", True), ("Hidden friends", False)):
            facts = OrganisationFacts(
                kind="local_group",
                name=name,
                branch="",
                parent_name="",
                town="Leeds",
                country="GB",
                members=None,
                members_source=None,
                listed=listed,
                listed_town=False,
                listed_members=False,
            )
            group = record_organisation(work, facts=facts, language="en", today=NOON.date())
            work.session.add(
                Affiliation(
                    organisation_id=group.id,
                    kind="local_group",
                    country="GB",
                    language="en",
                    status=AffiliationStatus.ACTIVE,
                    created_at=work.now,
                )
            )
    page = joining.get("/en/join").text
    assert "Leeds friends" in page
    assert "Hidden friends" not in page
    [(group, _)] = re.findall(r'<option value="(\d+)">(Leeds friends)', page)
    join(joining, local_group=group)
    assert members(joining)[-1].local_group_id == int(group)


@ONCE
def test_where_nobody_can_join_the_page_says_so(site):
    page = site.get("/en/join?country=GB").text
    assert "There are no fees for individual members in United Kingdom yet" in page
    answer = site.client.post("/en/join", data=GOOD)
    assert "There are no fees" in answer.text
    assert members(site) == []


@ONCE
def test_a_committee_that_decides_is_waited_for(site):
    with_committee = SCALE.replace(
        'class = ["waged"] }', 'class = ["waged"] }\napproval = "committee"'
    )
    put_in_force(site.parts.database, with_committee)
    answer = join(site)
    page = site.get(answer.headers["Location"]).text
    assert "The committee decides on applications" in page
    assert letters(site, MailKind.APPLICATION_TO_DECIDE) == 1


@ONCE
def test_the_page_of_a_form_opens_no_own_page_and_the_other_way_round(joining):
    answer = join(joining)
    token = answer.headers["Location"].rpartition("/")[2]
    assert joining.get(f"/en/join/{token}").status_code == 200
    assert joining.get(f"/en/affiliation/{token}").status_code == 404
    assert joining.get("/en/join/nonsense").status_code == 404
    sent = joining.client.post(f"/en/join/{token}/link")
    assert "Look into your mailbox" in sent.text
    assert letters(joining, MailKind.AFFILIATION_LINK) == 1
