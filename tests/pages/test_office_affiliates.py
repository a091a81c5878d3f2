"""What a treasurer finds among the affiliates."""

import pytest

from hov_donate.affiliations.models import ChangeKind, OfficerAnswer, OfficerRole
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.money import Money
from hov_donate.staff.rules import Permission
from tests.support.affiliating import SCALE, put_in_force
from tests.support.office import NOON, Office, without
from tests.support.office_affiliates import Register

FEE = Money(6300, "GBP")


def rows(page: str) -> int:
    return page.count('<th scope="row"')


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_list_opens_empty_and_says_what_will_come(office: Office, language: str) -> None:
    page = office.signed_in(language).get("/office/affiliates")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.parametrize(
    "typed",
    [
        *("A-00001", "a1", "1", " A-1 ", "leeds", "UNITE lee", "cadiz"),
        *("INV-2026-000001", "inv-2026-1", "{r}", "{l}"),
        *("chair@union.example", "Chair@Union.example"),
    ],
)
def test_an_affiliate_is_found_by_what_people_call_it(
    office: Office, register: Register, typed: str
) -> None:
    branch = register.branch("Unite the Union", branch="Leeds 302", town="Cádiz")
    register.officer(branch, OfficerRole.CHAIR, "chair@union.example")
    invoice = register.invoice(register.term(branch, FEE))
    register.branch("Unison", branch="Derby")
    desk = office.signed_in()
    text = typed.format(r=invoice.reference, l=invoice.reference.lower())
    page = desk.client.get("/office/affiliates", query_string={"q": text}).text
    assert rows(page) == 1
    assert "Leeds 302" in page


@pytest.mark.parametrize(
    "typed", ["A-2", "M-1", "unite derby", "%", "_", "'", "9" * 40, "eeds", "@"]
)
def test_a_search_that_finds_nobody_says_so(office: Office, register: Register, typed: str) -> None:
    register.branch("Unite the Union", branch="Leeds 302")
    page = office.signed_in().client.get("/office/affiliates", query_string={"q": typed}).text
    assert "Nobody was found" in page


def test_the_list_is_narrowed_by_state_kind_country_and_stage(
    office: Office, register: Register
) -> None:
    register.branch("Unite")
    register.branch("CGT", country="FR", kind="trade_union")
    register.branch("Derby", status=AffiliationStatus.ARREARS, arrears_stage=2)
    register.member()
    desk = office.signed_in()
    for asked, name in (
        ("country=FR", "CGT"),
        ("kind=trade_union", "CGT"),
        ("status=arrears", "Derby"),
        ("stage=2", "Derby"),
        ("kind=individual", "Rosa Quiñones"),
        ("status=active&country=GB&kind=union_branch", "Unite"),
    ):
        page = desk.get(f"/office/affiliates?{asked}").text
        assert rows(page) == 1, asked
        assert name in page
    assert rows(desk.get("/office/affiliates?status=nonsense&stage=x&under=y").text) == 4
    assert "France" in desk.get("/office/affiliates").text


@pytest.mark.parametrize(("language", "name"), [("en", "Mutual society"), ("es", "Mutualidad")])
def test_a_kind_that_a_scale_declares_has_the_scales_name_for_it(
    office: Office, register: Register, language: str, name: str
) -> None:
    kinds = '[kinds]\nmutual = { en = "Mutual society", es = "Mutualidad" }\n\n[[rules]]'
    put_in_force(office.database, SCALE.replace("[[rules]]", kinds, 1))
    register.branch("Onderling Fonds", kind="mutual")
    assert f">{name}</td>" in office.signed_in(language).get("/office/affiliates").text


def test_what_an_affiliate_owes_stands_in_the_list(office: Office, register: Register) -> None:
    branch = register.branch()
    register.invoice(register.term(branch, FEE))
    assert "£63.00" in office.signed_in().get("/office/affiliates").text


def test_the_list_is_walked_to_its_end_and_back(office: Office, register: Register) -> None:
    for number in range(60):
        register.branch(f"Branch {number}")
    desk = office.signed_in()
    first = desk.get("/office/affiliates?status=active").text
    assert rows(first) == 50
    assert "status=active" in first
    last = desk.get("/office/affiliates?before=11").text
    assert rows(last) == 10
    assert "after=10" in last


def test_members_are_named_only_for_who_may_know_them(office: Office, register: Register) -> None:
    member, branch = register.member(), register.branch()
    register.officer(branch, OfficerRole.CHAIR, "chair@union.example", name="Ada Lovelace")
    desk = office.signed_in()
    addresses = ["", f"/{member.number}", f"/{branch.number}"]
    everything = "".join(desk.get(f"/office/affiliates{address}").text for address in addresses)
    assert {name for name in ("Rosa", "Ada", "chair@") if name not in everything} == set()
    with without(Permission.SEE_IDENTITIES):
        everything = "".join(desk.get(f"/office/affiliates{address}").text for address in addresses)
    assert {name for name in ("Rosa", "Ada", "chair@", "rosa@") if name in everything} == set()


def test_one_affiliate_shows_all_that_is_known(office: Office, register: Register) -> None:
    union = register.branch("Unite the Union", kind="national_union")
    branch = register.branch("Unite", branch="Leeds 302", parent_id=union.organisation_id)
    register.officer(
        branch,
        OfficerRole.CHAIR,
        "chair@union.example",
        answer=OfficerAnswer.CONFIRMED,
        answered_at=NOON,
    )
    figures = register.declared(branch, 350, members_total=512, deciding_body="Branch meeting")
    register.term(
        branch,
        FEE,
        declaration=figures,
        override_reason="A strike emptied the fund",
        override_approved_by="The committee",
        override_minute="12/2026",
    )
    register.happened(branch, ChangeKind.APPROVED, reason="All is well", minute_reference="11")
    desk = office.signed_in()
    page = desk.get(f"/office/affiliates/{branch.number}").text
    for text in (
        "Unite, Leeds 302",
        "Unite the Union",
        "chair@union.example",
        "Confirmed",
        "350 members",
        "512 members",
        "Branch meeting",
        "£63.00",
        "A strike emptied the fund",
        "12/2026",
        "All is well",
        "Minute:",
    ):
        assert text in page, text
    assert "Leeds 302" in desk.get(f"/office/affiliates/{union.number}").text


def test_a_number_leads_to_its_affiliate_however_it_is_written(
    office: Office, register: Register
) -> None:
    branch = register.branch()
    desk = office.signed_in()
    assert desk.get("/office/affiliates/a1").headers["Location"].endswith(branch.number)
    for nonsense in ("M-00001", "A-00002", "x", "A-99999999999999999999"):
        assert desk.get(f"/office/affiliates/{nonsense}").status_code == 404
