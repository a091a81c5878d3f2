"""A branch's secretary has gone; letters to the old address come back, and staff see it."""

import re
from datetime import date, timedelta

import pytest

from hov_donate.affiliations.models import Affiliation, OfficerRole
from hov_donate.affiliations.operations import change_officers
from hov_donate.affiliations.processes.renewing import go_on_renewing
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.outbox.coming_back import Noted
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.outbox.operations import claim, settle
from hov_donate.staff.rules import Permission
from tests.support.life import CHRIS, SAM, STAFF, Life
from tests.support.office import Desk, Office, without
from tests.support.reports_of_servers import report
from tests.support.returned import PostOffice, token_of

COMES_BACK = "letters to this address come back"
INVOICE = MailKind.INVOICE_ISSUED


@pytest.fixture
def post_office(office: Office, branches: Life) -> PostOffice:
    return PostOffice(office.parts)


@pytest.fixture
def branch(branches: Life, post_office: PostOffice) -> Affiliation:
    """A branch whose invoice went to Sam, its officer for correspondence."""
    it = branches.affiliated()
    post_office.empty()
    return it


def invoice_of(post_office: PostOffice):
    """The last invoice that was sent, as a mail."""
    token = post_office.newest(INVOICE).token
    return next(mail for mail in post_office.taken if token_of(mail) == token)


def page_of(desk: Desk, it: Affiliation) -> str:
    return desk.get(f"/office/affiliates/{it.number}").text


def tasks(desk: Desk) -> dict[str, str]:
    """Today's list: what, and how many."""
    page = desk.get("/office/").text
    return dict(re.findall(r'<a href="[^"]*">([^<]+): <strong>(\d+)</strong>', page))


def names_sam(branches: Life, it: Affiliation, email: str) -> None:
    sam = Identity("Samira Secretary", email)
    branches.do(
        change_officers,
        affiliation_id=it.id,
        officers={OfficerRole.CORRESPONDENCE: sam, OfficerRole.CHAIR: CHRIS},
        actor=STAFF,
        seal=branches.seal,
    )


def test_a_report_is_seen_in_every_room_where_letters_are(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    desk = office.signed_in()
    assert COMES_BACK not in page_of(desk, branch)
    assert "Letters that came back" not in tasks(desk)
    assert post_office.gives_back(invoice_of(post_office)) is Noted.NEWS
    assert post_office.newest(INVOICE).status is OutboxStatus.CAME_BACK

    page = page_of(desk, branch)
    for text in ("Letters to this officer come back:", "Sam Secretary", "5.1.1", COMES_BACK):
        assert text in page, text
    with without(Permission.SEE_IDENTITIES):
        unnamed = page_of(desk, branch)
        assert "Letters to this officer come back:" in unnamed
        assert "Sam" not in unnamed
    room = desk.get("/office/outbox?status=came_back").text
    assert room.count('class="tag tag-came_back"') == 1
    assert "5.1.1" in room
    assert "Came back: nobody has read them" in desk.get("/office/outbox").text
    for task in ("Letters that came back", "Affiliates whose letters come back"):
        assert tasks(desk)[task] == "1", task
    listed = desk.get("/office/affiliates?letters=back").text
    assert branch.number in listed
    assert COMES_BACK in listed
    office.clock.advance(timedelta(days=31))
    later = Desk(office.browser())
    later.sign_in()
    assert "Letters that came back" not in tasks(later)
    assert tasks(later)["Affiliates whose letters come back"] == "1"


def test_the_same_report_twice_is_one_and_a_mark_taken_back_stays_so(
    office: Office, post_office: PostOffice, branch: Affiliation
) -> None:
    letter = post_office.newest(INVOICE)
    desk = office.signed_in()
    assert post_office.gives_back(invoice_of(post_office)) is Noted.NEWS
    office.clock.advance(timedelta(minutes=5))
    (first,) = post_office.sendings(letter)
    assert post_office.gives_back(invoice_of(post_office), "given_up") is Noted.KNOWN
    (again,) = post_office.sendings(letter)
    assert (again.came_back_at, again.status_code) == (first.came_back_at, "5.1.1")

    page_of(desk, branch)
    place = f"/office/affiliates/{branch.number}/letters/{letter.id}/arrived"
    for told in ("The mark is taken back", "is not marked as come back"):
        assert desk.post(place).status_code == 303
        assert told in page_of(desk, branch)
    assert post_office.gives_back(invoice_of(post_office)) is Noted.KNOWN
    assert post_office.newest(INVOICE).status is OutboxStatus.SENT
    assert COMES_BACK not in page_of(desk, branch)
    (kept,) = post_office.sendings(letter)
    assert kept.taken_back_by is not None
    assert kept.taken_back_by.startswith("staff:")


def test_whoever_does_not_know_the_message_id_can_do_nothing(
    post_office: PostOffice, branch: Affiliation
) -> None:
    letter = post_office.newest(INVOICE)
    assert post_office.reads(report("postfix", "0" * 32)) is Noted.NOT_OURS
    assert post_office.newest(INVOICE).status is OutboxStatus.SENT
    tokens = {token_of(mail) for mail in post_office.taken}
    assert len(tokens) == len(post_office.taken)
    assert letter.token in tokens


def test_staff_mark_a_letter_by_hand_and_a_report_adds_its_code(
    office: Office, post_office: PostOffice, branch: Affiliation
) -> None:
    letter, desk = post_office.newest(INVOICE), office.signed_in()
    desk.get("/office/outbox")
    place = f"/office/outbox/{letter.id}"
    with without(Permission.RETRY_MAILS):
        assert "It came back" not in desk.get("/office/outbox").text
        assert desk.post(f"{place}/came-back").status_code == 403
        assert desk.post(f"{place}/arrived").status_code == 403
    for told in ("It is noted that the letter came back", "Only a letter that was sent"):
        assert desk.post(f"{place}/came-back").status_code == 303
        assert told in desk.get("/office/outbox").text
    (sending,) = post_office.sendings(letter)
    assert (sending.status_code, sending.reported_at) == (None, None)
    assert COMES_BACK in page_of(desk, branch)
    assert post_office.gives_back(invoice_of(post_office)) is Noted.NEWS
    assert "5.1.1" in page_of(desk, branch)
    assert desk.post(f"{place}/arrived").status_code == 303
    assert desk.post(f"{place}/came-back").status_code == 303
    assert post_office.newest(INVOICE).status is OutboxStatus.CAME_BACK


def test_on_an_affiliates_page_only_its_own_letters_can_be_marked(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    letter, desk = post_office.newest(INVOICE), office.signed_in()
    other = branches.joins()
    page_of(desk, branch)
    for what in ("came-back", "arrived"):
        wrong = f"/office/affiliates/{other.number}/letters/{letter.id}/{what}"
        assert desk.post(wrong).status_code == 404
    right = f"/office/affiliates/{branch.number}/letters/{letter.id}/came-back"
    with without(Permission.EDIT_AFFILIATES):
        assert desk.post(right).status_code == 403
    assert desk.post(right).status_code == 303
    (sending,) = post_office.sendings(letter)
    assert sending.came_back_at is not None
    assert (sending.noted_by or "").startswith("staff:")


def test_the_warning_stays_until_the_address_is_another_one(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    desk = office.signed_in()
    post_office.gives_back(invoice_of(post_office))
    names_sam(branches, branch, SAM.email)
    assert COMES_BACK in page_of(desk, branch)
    names_sam(branches, branch, "samira@branch.example")
    assert COMES_BACK not in page_of(desk, branch)
    assert branch.number not in desk.get("/office/affiliates?letters=back").text


def test_staff_say_that_letters_reach_an_address_again(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    desk = office.signed_in()
    for mail in post_office.taken:
        if "sam@" in str(mail["To"]):
            post_office.gives_back(mail)
    assert int(tasks(desk)["Letters that came back"]) > 1
    sam = branches.officers(branch)[OfficerRole.CORRESPONDENCE]
    page = page_of(desk, branch)
    assert str(sam.details_id) in page
    place = f"/office/affiliates/{branch.number}/reached"
    for stranger in ("", "x", str(branches.joins().details_id)):
        assert desk.post(place, reader=stranger).status_code == 404
    assert desk.post(place, reader=str(sam.details_id)).status_code == 303
    assert COMES_BACK not in page_of(desk, branch)
    assert "Letters that came back" not in tasks(desk)


def test_a_letter_that_is_sent_again_has_a_message_id_of_its_own(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    desk, letter = office.signed_in(), post_office.newest(INVOICE)
    first = invoice_of(post_office)
    names_sam(branches, branch, "samira@branch.example")
    page_of(desk, branch)
    assert desk.post(f"/office/affiliates/{branch.number}/letters/{letter.id}").status_code == 303
    post_office.empty()
    again = invoice_of(post_office)
    assert "samira@" in str(again["To"])
    assert again["Message-ID"] != first["Message-ID"]

    # The report about the first one comes late: the address is gone, the second one is not.
    assert post_office.gives_back(first) is Noted.NEWS
    assert post_office.newest(INVOICE).status is OutboxStatus.SENT
    assert COMES_BACK not in page_of(desk, branch)
    assert post_office.gives_back(again) is Noted.NEWS
    assert post_office.newest(INVOICE).status is OutboxStatus.CAME_BACK
    assert COMES_BACK in page_of(desk, branch)


def test_a_report_may_be_here_before_the_worker_has_noted_the_sending(
    branches: Life, post_office: PostOffice
) -> None:
    branches.affiliated()
    with post_office.database.writing() as work:
        claims = claim(work, limit=50)
    invoice = next(it for it in claims if it.kind is INVOICE)
    assert post_office.reads(report("qmail", invoice.token)) is Noted.NEWS
    assert post_office.newest(INVOICE).status is OutboxStatus.WAITING
    for claimed in claims:
        with post_office.database.writing() as work:
            settle(work, claimed=claimed, status=OutboxStatus.SENT, error=None)
    assert post_office.newest(INVOICE).status is OutboxStatus.CAME_BACK


def test_a_letter_tried_twice_keeps_its_message_id(
    office: Office, branches: Life, post_office: PostOffice
) -> None:
    branches.affiliated()
    with post_office.database.writing() as work:
        first = {it.id: it.token for it in claim(work, limit=50)}
    office.clock.advance(timedelta(hours=1))
    with post_office.database.writing() as work:
        second = {it.id: it.token for it in claim(work, limit=50)}
    assert first == second


def test_a_renewal_run_says_who_cannot_be_reached_and_asks_them_all_the_same(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    branches.pays(branch)
    post_office.gives_back(invoice_of(post_office))
    branches.on(date(2026, 11, 20))
    desk = office.signed_in()
    asking = desk.get(f"/office/affiliates/{branch.number}/next-term").text
    assert "Letters to whoever pays come back." in asking
    desk.get("/office/renewals")
    run = desk.post("/office/renewals", ends_by="2026-12-31").headers["Location"]
    go_on_renewing(office.database, office.parts.settings)
    planned = desk.get(run).text
    assert "Who cannot be reached by mail" in planned
    assert COMES_BACK in planned
    assert COMES_BACK in desk.get(f"{run}/affiliates?letters=back").text
    assert "Letters to some of them come back." in desk.get(f"{run}/start").text
    assert desk.post(f"{run}/start").status_code == 303
    go_on_renewing(office.database, office.parts.settings)
    assert any("sam@" in str(mail["To"]) for mail in post_office.empty())


def test_a_run_speaks_of_whoever_pays_and_of_nobody_else(
    office: Office, branches: Life, post_office: PostOffice, branch: Affiliation
) -> None:
    branches.pays(branch)
    chair = next(mail for mail in post_office.taken if "chris@" in str(mail["To"]))
    post_office.gives_back(chair)
    desk = office.signed_in()
    assert "Letters to this officer come back:" in page_of(desk, branch)
    desk.get("/office/renewals")
    run = desk.post("/office/renewals", ends_by="2026-12-31").headers["Location"]
    go_on_renewing(office.database, office.parts.settings)
    assert COMES_BACK not in desk.get(run).text
    assert branch.number not in desk.get(f"{run}/affiliates?letters=back").text


def test_a_members_and_a_donors_letters_come_back_too(
    office: Office, branches: Life, post_office: PostOffice
) -> None:
    member = branches.joins()
    reference = office.gift(Money.of_major("20.00", "GBP"))
    for mail in post_office.empty():
        assert post_office.gives_back(mail, "exchange") is Noted.NEWS
    desk = office.signed_in()
    assert "Letters to this member come back." in page_of(desk, member)
    gift = desk.get(f"/office/gifts/{reference}").text
    assert "5.1.10" in gift
    assert COMES_BACK in gift
