"""What an organisation is asked to pay, and what it chooses to."""

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, Declaration
from hov_donate.affiliations.queries.planning import quote_ahead
from hov_donate.core.money import Money
from tests.support.affiliating import Applicant, put_in_force
from tests.support.office import Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONCE
def test_whoever_changes_the_members_sees_the_new_fee_before_anything_is_sent(
    applicant: Applicant,
) -> None:
    applicant.begins()
    applicant.answers()
    applicant.on("members?from=check")
    applicant.presses(affiliated_members="400")
    assert applicant.question == "fee"
    assert "£72.00" in applicant.page


@ONCE
def test_a_suggested_fee_may_be_less_or_more_and_more_is_a_gift_only_if_they_say_so(
    office: Office, applicant: Applicant
) -> None:
    applicant.begins()
    group = {"kind": {"kind": "local_group"}, "members": {}}
    applicant.answers(until="fee", **group)
    assert "This is the suggested fee" in applicant.page
    for typed, text in (
        ({}, "Choose how much you will pay"),
        ({"paying": "another"}, "Enter an amount"),
        ({"paying": "another", "amount": "0"}, "Amount must be"),
    ):
        applicant.presses(**typed)
        assert text in applicant.page
    applicant.presses(paying="another", amount="50")
    assert applicant.question == "surplus"
    assert "Is the £20.00 above the fee a gift?" in applicant.page
    applicant.presses()
    assert "Choose whether the part above the fee is a gift" in applicant.page
    applicant.presses(surplus="yes")
    applicant.answers()
    applicant.presses(authority="yes")
    with office.database.reading() as session:
        declared = session.scalars(select(Declaration)).one()
    assert declared.chosen == Money(5000, "GBP")
    assert declared.surplus_is_gift


@ONCE
def test_a_minimum_may_be_more_and_never_less(applicant: Applicant) -> None:
    applicant.begins()
    applicant.answers(until="circumstances", kind={"kind": "federation"})
    applicant.presses()
    assert "Choose an income band" in applicant.page
    applicant.presses(income_band="low")
    assert applicant.question == "members"
    applicant.presses()
    assert applicant.question == "numbers"
    applicant.presses(**{"measure-branches": "20"})
    assert "£50.00" in applicant.page
    applicant.presses(paying="another", amount="49.99")
    assert "Amount must be £50 or more" in applicant.page
    applicant.presses(paying="scale")
    assert applicant.question == "decision"


@ONCE
def test_where_no_scale_holds_nobody_is_led_on(office: Office) -> None:
    applicant = Applicant(office.browser())
    applicant.opens("/en/affiliate")
    assert "nobody can affiliate here for now" in applicant.page
    assert "Start now" not in applicant.page
    put_in_force(office.database, CHILE)
    applicant.begins()
    applicant.answers(until="members", kind={"kind": "other"})
    applicant.presses()
    assert "No fee is set for organisations like yours in your country yet" in applicant.page
    applicant.presses()
    assert applicant.question == "fee"


CHILE = """
[scale]
id = "cl"
currency = "USD"
effective_from = 2026-01-01
countries = ["CL"]

[year]
kind = "anniversary"

[[rules]]
fee = { steps = [ { base = "30.00" } ] }
"""


CLASSES = """
[scale]
id = "classes"
currency = "GBP"
effective_from = 2026-01-01

[year]
kind = "anniversary"

[[rules]]
when = { kind = ["group"], class = ["waged"] }
fee = { steps = [ { base = "20.00" } ] }

[[rules]]
when = { kind = ["group"] }
weights = { full = "1", associate = "1/2" }
fee = { steps = [ { rate = "1.00" } ] }

[[rules]]
fee = { steps = [ { base = "30.00" } ] }
"""


@ONCE
@pytest.mark.parametrize(
    ("words", "numbers", "fee"),
    [
        ({"class": "waged"}, None, "£20.00"),
        ({"class": "none"}, {"declared-full": "10", "declared-associate": "5"}, "£12.50"),
    ],
)
def test_classes_and_weights_of_the_scales_own_are_asked_and_sent(
    office: Office, words: dict[str, str], numbers: dict[str, str] | None, fee: str
) -> None:
    put_in_force(office.database, CLASSES)
    group = Applicant(office.browser())
    group.begins()
    told = {"kind": {"kind": "group"}, "members": {}, "circumstances": words}
    group.answers("fee", **told, numbers=numbers or {})
    assert fee in group.page
    group.answers("check", **told)
    assert fee in group.page
    group.presses(authority="yes")
    with office.database.reading() as session:
        affiliation = session.scalars(select(Affiliation)).one()
        declared = session.scalars(select(Declaration)).one()
        quote = quote_ahead(session, affiliation, office.clock.now().date())
    assert quote
    assert fee == f"£{quote.fee.major}"
    assert declared.declared == {"full": 10, "associate": 5} if numbers else not declared.declared
