"""A branch's whole way in a real browser: by keyboard alone, without scripts, for three years."""

from datetime import date

import pytest
from playwright.sync_api import expect

from hov_donate.affiliations.rules.standing import AffiliationStatus
from tests.browser.test_a_gift_from_end_to_end import pay
from tests.support.affiliating import BRANCH
from tests.support.branch_story import Story, words_of
from tests.support.browser import OpenPage
from tests.support.house import House

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROSA, KARL = "rosa@people.example", "karl@people.example"
COUNTRY = {"en": "United Kingdom", "es": "Reino Unido"}
FEE = {"en": "£63.00", "es": "63,00\xa0GBP"}
HALF = {"en": "31.50", "es": "31,50"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_branch_from_its_quote_to_its_way_back(
    house: House, open_page: OpenPage, language: str
) -> None:
    story = Story.begin(house, open_page, language)
    it_sees_what_it_costs(story)
    it_applies(story)
    its_chair_confirms(story)
    the_committee_approves(story)
    it_pays_half_by_card(story)
    the_treasurer_records_the_other_half(story)
    its_certificate_opens(story)

    year = story.today.year
    renewals_are_run(story, date(year, 11, 20))
    it_pays_by_card(story, date(year, 12, 10), AffiliationStatus.ACTIVE)
    renewals_are_run(story, date(year + 1, 11, 20))
    it_falls_into_arrears(story, year + 2)
    a_promise_holds(story, year + 2)
    people_decide_that_it_lapses(story, date(year + 2, 10, 5))
    it_pays_by_card(story, date(year + 2, 10, 20), AffiliationStatus.ACTIVE)
    assert story.last_days == [date(year + n, 12, 31) for n in range(3)]
    the_whole_story_can_be_read(story)


def it_sees_what_it_costs(story: Story) -> None:
    page = story.branch.page
    page.goto(f"{story.house.site.url}/{story.language}/affiliate")
    story.eyes.look(page)
    story.presses('a[href$="/affiliate/quote"]')
    story.branch.answer({"kind": "union_branch", "country": COUNTRY[story.language]})
    story.presses("#go")
    story.branch.answer({"affiliated_members": "350"})
    story.presses("#go")
    expect(page.locator(".fee")).to_have_text(FEE[story.language])
    expect(page.locator(".motion")).to_be_visible()


def it_applies(story: Story) -> None:
    """Page by page; what the quote knew is not typed again."""
    known = {"kind", "country", "affiliated_members"}
    decided = {"decided_on-day": "20", "decided_on-month": "1"}
    decided["decided_on-year"] = str(story.today.year)
    story.presses("#go")
    while (asked := question(story)) != "check":
        answers = {name: text for name, text in BRANCH[asked].items() if name not in known}
        if asked == "decision":
            answers |= decided
        story.branch.answer(answers)
        story.presses("#go")
    story.presses("#send")
    expect(story.branch.page.locator(".summary")).to_be_focused()
    story.branch.answer({"authority": "yes"})
    story.presses("#send")
    expect(story.branch.page.locator(".gift.paid")).to_contain_text("A-00001")
    story.adds_up()


def question(story: Story) -> str:
    """The last part of the address."""
    return story.branch.page.url.partition("?")[0].rpartition("/")[2]


def its_chair_confirms(story: Story) -> None:
    story.follow(KARL, "/affiliate/officer")
    expect(story.branch.page.locator(".facts")).to_contain_text("Rosa Quiñones")
    expect(story.branch.page.locator(".facts")).to_contain_text(FEE[story.language])
    story.branch.answer({"answer": "confirmed"})
    story.presses("#go")
    assert story.status is AffiliationStatus.CONFIRMED
    story.adds_up()


def the_committee_approves(story: Story) -> None:
    story.sign_in()
    story.treasurer_presses('main a[href*="/applications"]')
    story.treasurer_presses('main a[href$="/applications/A-00001"], main a[href$="/A-00001"]')
    expect(story.office.page.locator("main")).to_contain_text(FEE[story.language])
    story.treasurer_presses('main a[href$="/accept"]')
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.get_by_role("alert")).to_be_visible()
    story.office.answer({"minute": "Committee 4/2, item 3", "reason": "Old friends."})
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.get_by_role("status")).not_to_be_empty()
    assert story.status is AffiliationStatus.INVOICED
    story.adds_up()


def it_pays_half_by_card(story: Story) -> None:
    story.follow(ROSA, "/affiliation")
    story.branch.answer({"amount": HALF[story.language]})
    story.branch.press("[name=part]")
    pay(story.branch.page)
    expect(story.branch.page.locator("main [role=status]")).to_be_visible()
    story.eyes.look(story.branch.page)
    expect(story.branch.page.locator("main")).to_contain_text(HALF[story.language])
    assert story.status is AffiliationStatus.INVOICED
    story.adds_up()


def the_treasurer_records_the_other_half(story: Story) -> None:
    story.sign_in()
    story.room("affiliates")
    story.treasurer_presses('main a[href$="/A-00001"]')
    story.treasurer_presses('main a[href*="/received/record"]')
    story.office.answer(
        {
            "amount": HALF[story.language],
            "method": "bank_transfer",
            "payer": "UNISON CAMBRIDGE",
            "tick-1": "yes",
        }
    )
    story.treasurer_presses("main [type=submit]")
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.get_by_role("status")).not_to_be_empty()
    assert story.status is AffiliationStatus.ACTIVE
    story.adds_up()


def its_certificate_opens(story: Story) -> None:
    story.follow(ROSA, "/affiliation")
    story.branch.reach('a[href$="/certificate.pdf"]')
    with story.branch.page.expect_download() as download:
        story.branch.page.press(":focus", "Enter")
    words = words_of(download.value.path().read_bytes())
    for fact in ("UNISON, Cambridge City", "A-00001", str(story.today.year)):
        assert fact in words


def renewals_are_run(story: Story, day: date) -> None:
    """Planned, looked at, and carried out by the worker."""
    story.until(day)
    terms = len(story.last_days)
    story.sign_in()
    story.room("renewals")
    story.treasurer_presses("main [type=submit]")
    story.work()
    story.treasurer_presses('main .notice a[href*="/renewals/"]')
    expect(story.office.page.locator("main")).to_contain_text(FEE[story.language])
    story.treasurer_presses('main a[href$="/affiliates"]')
    expect(story.office.page.locator("main")).to_contain_text("UNISON, Cambridge City")
    story.office.page.go_back()
    assert len(story.last_days) == terms
    story.treasurer_presses('main a[href$="/start"]')
    story.treasurer_presses("main [type=submit]")
    story.work()
    story.treasurer_presses('main .notice a[href*="/renewals/"]')
    assert len(story.last_days) == terms + 1
    assert story.status is AffiliationStatus.DUE
    story.adds_up()


def it_pays_by_card(story: Story, day: date, status: AffiliationStatus) -> None:
    """By the link in the newest letter."""
    story.until(day)
    story.follow(ROSA, "/affiliation")
    expect(story.branch.page.locator("main")).to_contain_text(FEE[story.language])
    story.branch.press("#pay")
    pay(story.branch.page)
    expect(story.branch.page.locator("main [role=status]")).to_be_visible()
    story.eyes.look(story.branch.page)
    assert story.status is status
    story.adds_up()


def it_falls_into_arrears(story: Story, year: int) -> None:
    """Nobody pays: due, grace, arrears stage by stage; letters go on the scale's days."""
    for day, status, stage in (
        (date(year - 1, 12, 2), AffiliationStatus.DUE, 0),
        (date(year, 1, 2), AffiliationStatus.GRACE, 0),
        (date(year, 1, 31), AffiliationStatus.GRACE, 0),
        (date(year, 3, 2), AffiliationStatus.ARREARS, 0),
        (date(year, 4, 2), AffiliationStatus.ARREARS, 1),
    ):
        story.until(day)
        assert (story.status, story.affiliation.arrears_stage) == (status, stage)
        story.follow(ROSA, "/affiliation")
        story.adds_up()


def a_promise_holds(story: Story, year: int) -> None:
    story.sign_in()
    story.treasurer_presses('main a[href*="status=arrears"]')
    story.treasurer_presses('main a[href$="/A-00001"]')
    story.treasurer_presses('main a[href$="/promise"]')
    story.office.answer({"until": f"{year}-03-01"})
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.get_by_role("alert")).to_be_visible()
    story.office.answer({"until": f"{year}-07-15", "words": "Karl rang: a cheque is coming."})
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.locator(".notice").last).to_contain_text("Karl rang")
    for day, stage in ((date(year, 7, 2), 1), (date(year, 7, 16), 2)):
        story.until(day)
        assert story.affiliation.arrears_stage == stage
    story.follow(ROSA, "/affiliation")
    story.adds_up()


def people_decide_that_it_lapses(story: Story, day: date) -> None:
    story.until(day)
    assert (story.status, story.affiliation.arrears_stage) == (AffiliationStatus.ARREARS, 3)
    story.sign_in()
    story.room("affiliates")
    story.treasurer_presses('main a[href$="/A-00001"]')
    story.treasurer_presses('main a[href$="/lapse"]')
    story.treasurer_presses("main [type=submit]")
    expect(story.office.page.get_by_role("alert")).to_be_visible()
    story.office.answer({"reason": "No answer for a year.", "minute": "Committee 5/10, item 6"})
    story.treasurer_presses("main [type=submit]")
    assert story.status is AffiliationStatus.LAPSED
    story.house.let_everything_arrive()
    assert "Committee 5/10, item 6" in story.letter(ROSA, "/affiliation").text
    story.follow(ROSA, "/affiliation")
    story.adds_up()


def the_whole_story_can_be_read(story: Story) -> None:
    story.sign_in()
    story.room("affiliates")
    story.treasurer_presses('main a[href$="/A-00001"]')
    for told in ("Committee 4/2, item 3", "Old friends.", "Karl rang", "Committee 5/10, item 6"):
        expect(story.office.page.locator("main")).to_contain_text(told)
    story.treasurer_presses('main a[href$="/account"]')
