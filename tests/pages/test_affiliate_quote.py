"""A quote without signing in: figures in the address, the sum in words, a motion to take along."""

import pytest
from sqlalchemy import event, select

from hov_donate.affiliations.models import Application
from tests.support.affiliating import Applicant, put_in_force
from tests.support.office import Office

BRANCH = "kind=union_branch&country=GB&affiliated_members=350"
ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def visitor(office: Office) -> Applicant:
    put_in_force(office.database)
    return Applicant(office.browser())


def quote(visitor: Applicant, query: str = "", language: str = "en") -> str:
    visitor.opens(f"/{language}/affiliate/quote?{query}")
    return visitor.page


def test_a_branch_of_350_reads_what_it_pays_and_gets(visitor: Applicant) -> None:
    page = quote(visitor, BRANCH)
    for text in (
        "£63.00",
        "350 members × 0.18 = 63.00",
        "Delegates: 1 for each 50 or part of 50 of 350 members = 7",
        "from 24 November 2026 to 31 December 2027",
        "Speak, Vote, Send motions",
        "Our committee decides at its next meeting",
        "AGM 2025-11-15, motion 7",
        "24 November 2026",
    ):
        assert text in page


def test_a_motion_can_be_taken_to_the_meeting(visitor: Applicant) -> None:
    page = quote(visitor, BRANCH)
    assert "to affiliate to Hands Off Venezuela on 350 members, for the term from" in page
    assert "to pay the affiliation fee of £63.00;" in page
    assert "to send up to 7 delegates to the annual conference;" in page
    assert "We stand with the working people of Venezuela" in page


@ONCE
def test_a_quote_writes_nothing_down(office: Office, visitor: Applicant) -> None:
    written: list[str] = []

    def note(*args: object) -> None:
        statement = str(args[2])
        if not statement.startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    for query in ("", "kind=union_branch&country=GB", BRANCH, f"{BRANCH}&change=yes"):
        quote(visitor, query)
    event.remove(office.database.engine, "before_cursor_execute", note)
    assert written == []
    assert "Set-Cookie" not in visitor.headers


@ONCE
def test_only_what_the_scale_counts_is_asked(visitor: Applicant) -> None:
    first = quote(visitor)
    assert 'name="kind"' in first
    assert 'name="affiliated_members"' not in first
    branch = quote(visitor, "kind=union_branch&country=GB&step=0")
    assert 'name="affiliated_members"' in branch
    assert 'name="total_members"' not in branch
    assert "£30.00" in quote(visitor, "kind=other&country=CL&step=0")
    federation = quote(visitor, "kind=federation&country=GB&step=0")
    assert 'name="income_band"' in federation
    assert 'name="measure-branches"' not in federation
    federation = quote(visitor, "kind=federation&country=GB&income_band=low&step=1")
    assert 'name="measure-branches"' in federation
    whole = "kind=federation&country=GB&income_band=low&measure-branches=20&step=2"
    assert "£50.00" in quote(visitor, whole)


@ONCE
@pytest.mark.parametrize(
    ("query", "field", "text"),
    [
        ("step=0", "kind", "Choose what kind of organisation it is"),
        ("kind=union_branch&step=0", "country", "Choose a country from the list"),
        ("kind=individual&country=GB", "kind", "Choose what kind of organisation it is"),
        ("kind=union_branch&country=XX", "country", "Choose a country from the list"),
        (
            "kind=union_branch&country=GB&affiliated_members=&step=2",
            "affiliated_members",
            "Enter on how many members you affiliate",
        ),
        (
            "kind=union_branch&country=GB&affiliated_members=-5",
            "affiliated_members",
            "must be a whole number, like 350",
        ),
        ("kind=federation&country=GB&step=1", "income_band", "Choose an income band"),
    ],
)
def test_a_mistake_is_told(visitor: Applicant, query: str, field: str, text: str) -> None:
    page = quote(visitor, query)
    assert visitor.status == 422
    assert "<title>Error: What it costs to affiliate" in page
    assert f'<a href="#{field}">' in page
    assert page.count(text) == 2


@ONCE
def test_the_first_look_is_no_mistake(visitor: Applicant) -> None:
    for query in ("", "kind=union_branch&country=GB", "kind=union_branch&country=GB&step=0"):
        page = quote(visitor, query)
        assert visitor.status == 200
        assert "There is a problem" not in page


@ONCE
def test_figures_can_be_changed_all_at_once(visitor: Applicant) -> None:
    page = quote(visitor, f"{BRANCH}&change=yes")
    assert 'value="union_branch" checked' in page
    assert 'value="GB" selected' in page
    assert 'name="affiliated_members" value="350"' in page


@ONCE
def test_a_quote_speaks_the_readers_language_and_digits(visitor: Applicant) -> None:
    page = quote(visitor, "kind=union_branch&country=GB&affiliated_members=12.345", "es")
    assert "12.345" in page
    assert "Reino Unido" in page


def test_whoever_affiliates_with_these_figures_need_not_type_them_again(
    office: Office, visitor: Applicant
) -> None:
    quote(visitor, BRANCH)
    begin = visitor.page
    visitor.presses()
    assert visitor.question == "name"
    visitor.answers(until="members")
    assert 'name="affiliated_members" value="350"' in visitor.page
    visitor.presses(affiliated_members="360")
    # Pressed again after going back: the form is the same, and keeps what was told since.
    visitor.page = begin
    visitor.presses()
    assert visitor.question == "fee"
    assert "£64.80" in visitor.page
    with office.database.reading() as session:
        assert len(list(session.scalars(select(Application)))) == 1
