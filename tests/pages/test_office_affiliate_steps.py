"""What staff do with an affiliate: each step once, with what it needs, and shown before it is."""

import re
from datetime import date, timedelta

import pytest

from hov_donate.affiliations.models import Affiliation, ChangeKind, OfficerRole
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.outbox.models import MailKind, OutboxStatus
from hov_donate.staff.rules import Permission
from tests.support.life import CHRIS, LEEDS, Life
from tests.support.office import Desk, Office, without
from tests.support.office_affiliates import fields_of, press
from tests.support.words import GBP

_S = AffiliationStatus


def place(it: Affiliation) -> str:
    return f"/office/affiliates/{it.number}"


def again(desk: Desk, room: str, page: str, **fields: str):
    """Press the same button of the same page once more."""
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    return desk.post(room, **{"seen": seen[1] if seen else "", **fields})


def test_a_corrected_number_shows_the_old_and_the_new_fee_before_it_is(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    branches.pays(it)
    desk = office.signed_in()
    room = f"{place(it)}/figures"
    assert 'value="350"' in desk.get(room).text
    look = desk.post(room, members_affiliated="300", members_total="900")
    assert look.status_code == 200
    for text in ("£63.00", "£54.00", "INV-2026-000001", "what was paid moves over"):
        assert text in look.text, text
    assert "stays paid up" not in look.text
    more = desk.post(room, members_affiliated="400", members_total="900").text
    assert "stays paid up until 5 April 2026" in more
    assert "the difference of £9.00 is asked for by invoice" in more
    assert branches.owed(it) == []
    assert len(branches.terms(it)) == 1
    for _twice in range(2):
        done = desk.post(room, **fields_of(look.text), looked="yes")
        assert done.status_code == 303
    (term,) = branches.terms(it)
    assert term.fee == GBP("54")
    assert branches.history(it).count(ChangeKind.DECLARED) == 1
    shown = desk.get(place(it)).text
    assert "£9.00" in shown
    assert "Decide about this credit" in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"members_affiliated": "many"}, "Enter a whole number, like 350"),
        ({"members_affiliated": ""}, "needs the number of members affiliated on"),
        ({"members_affiliated": "9", "measures": "women"}, "like women = 120"),
        ({"members_affiliated": "9", "decided_on": "soon"}, "Enter a day"),
    ],
)
def test_figures_that_cannot_be_are_told(
    office: Office, branches: Life, typed: dict[str, str], told: str
) -> None:
    it = branches.affiliated()
    answer = press(office.signed_in(), f"{place(it)}/figures", **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Error:" in answer.text


def test_other_figures_are_kept_as_they_were_typed(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/figures"
    typed = {"members_affiliated": "1,000", "measures": "women = 120", "overseas": "yes"}
    look = press(desk, room, **typed, deciding_body="Branch meeting")
    desk.post(room, **fields_of(look.text), looked="yes")
    shown = desk.get(place(it)).text
    assert "Women: 120" in shown
    assert "overseas" in shown
    assert "Branch meeting" in shown
    assert "women = 120" in desk.get(room).text


def test_another_fee_needs_its_decision_and_is_asked_for(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/override"
    wrong = press(desk, room, fee="x")
    for told in ("Enter an amount", "Write why", "Write who approved", "Enter the minute"):
        assert told in wrong.text, told
    decided = {"fee": "20", "reason": "A strike", "approved_by": "EC", "minute": "EC 7"}
    page = desk.get(room).text
    assert [again(desk, room, page, **decided).status_code for _twice in range(2)] == [303, 303]
    (owed,) = branches.owed(it)
    assert owed.owed == GBP("20")
    assert branches.history(it).count(ChangeKind.OVERRIDDEN) == 1
    shown = desk.get(place(it)).text
    for text in ("A strike", "Approved by EC, minute EC 7", "£20.00"):
        assert text in shown
    assert press(desk, room, **{**decided, "fee": "0"}).status_code == 303
    assert branches.owed(it) == []


def test_a_promise_holds_until_its_day_and_is_shown(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/promise"
    assert "This day is past" in press(desk, room, until="2026-01-04", words="x").text
    assert "Write what was promised" in press(desk, room, until="2026-02-04").text
    typed = {"until": "2026-02-04", "words": "Cheque is imminent"}
    page = desk.get(room).text
    assert [again(desk, room, page, **typed).status_code for _twice in range(2)] == [303, 303]
    assert branches.history(it).count(ChangeKind.PROMISED) == 1
    shown = desk.get(place(it)).text
    assert "Promised until 4 February 2026" in shown
    assert "Cheque is imminent" in shown


def test_an_affiliate_in_arrears_lapses_by_a_minute_and_is_back_when_it_pays(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    branches.pays(it)
    branches.renews(it)
    branches.on(date(2027, 5, 3))
    assert branches.stands(it).status is _S.ARREARS
    desk = office.signed_in()
    assert "stage 1" in desk.get(place(it)).text
    assert it.number in desk.get("/office/affiliates?stage=1").text
    assert "Affiliates in arrears: <strong>1</strong>" in desk.get("/office/").text
    room = f"{place(it)}/lapse"
    assert "Enter the minute reference" in press(desk, room, reason="A year late").text
    page = desk.get(room).text
    decided = {"reason": "A year late", "minute": "EC 2027-05-01, 6"}
    assert [again(desk, room, page, **decided).status_code for _twice in range(2)] == [303, 303]
    assert branches.now(it).status is _S.LAPSED
    assert desk.get(room).status_code == 404
    assert "taken in again by itself" in desk.get(place(it)).text
    branches.pays(it)
    assert branches.now(it).status.paid_up
    assert "Taken in again" in desk.get(place(it)).text


def test_only_arrears_lapse(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    assert desk.get(f"{place(it)}/lapse").status_code == 404
    page = desk.get(f"{place(it)}/resign").text
    answer = again(desk, f"{place(it)}/lapse", page, reason="x", minute="y")
    assert answer.status_code == 422
    assert "In the state it is in, that cannot be" in answer.text


def test_an_affiliate_that_leaves_is_not_asked_any_more(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/resign"
    assert "Write how and when" in press(desk, room, reason="").text
    page = desk.get(room).text
    typed = {"reason": "By letter of 3 January"}
    assert [again(desk, room, page, **typed).status_code for _twice in range(2)] == [303, 303]
    assert branches.now(it).status is _S.RESIGNED
    assert branches.owed(it) == []
    assert desk.get(room).status_code == 404


def test_officers_are_changed_and_whoever_is_new_is_told(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/officers"
    page = desk.get(room).text
    assert 'value="Sam Secretary"' in page
    typed = {name: value for name, value in fields_of(page).items() if "-" in name}
    wrong = press(desk, room, **{**typed, "email-secretary": "nonsense", "name-payer": "X"})
    assert wrong.status_code == 422
    assert "correct format" in wrong.text
    assert "Enter their e-mail address" in wrong.text
    assert "Name somebody" in press(desk, room, **{"email-payer": "p@union.example"}).text
    told = len(branches.letters(MailKind.OFFICER_NAMED))
    new = {**typed, "name-chair": "Nora New", "email-chair": "nora@branch.example"}
    assert press(desk, room, **new).status_code == 303
    assert len(branches.letters(MailKind.OFFICER_NAMED)) == told + 1
    shown = desk.get(place(it)).text
    assert "Nora New" in shown
    assert CHRIS.email in shown
    assert set(branches.officers(it)) == {OfficerRole.CORRESPONDENCE, OfficerRole.CHAIR}
    with without(Permission.SEE_IDENTITIES):
        assert desk.get(room).status_code == 403


def test_a_parent_is_found_or_written_down_and_never_below(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    room = f"{place(it)}/parent"
    assert "Example Union, Yorkshire" in desk.get(room).text
    assert "Choose what stands above it" in press(desk, room).text
    wrong = press(desk, room, parent="new")
    assert "Write the name" in wrong.text
    assert "Choose what kind" in wrong.text
    new = {"parent": "new", "name": "Example Union, Yorkshire", "kind": "union_region"}
    assert press(desk, room, **new).status_code == 303
    shown = desk.get(place(it)).text
    assert "not affiliated" in shown
    found = desk.get(f"{room}?q=yorkshire").text
    above = re.search(r'value="(\d+)">\s*<label[^>]*><bdi>Example Union, Yorkshire', found)
    assert above
    itself = press(desk, room, parent=str(it.organisation_id))
    assert "does not stand above itself" in itself.text
    assert press(desk, room, parent="nobody").status_code == 303
    assert "not affiliated" not in desk.get(place(it)).text


def test_a_letter_is_sent_again_and_the_link_once_in_a_quarter_of_an_hour(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    (invoice,) = branches.letters(MailKind.INVOICE_ISSUED)
    with office.database.writing() as work:
        row = work.session.get_one(type(invoice), invoice.id)
        row.status, row.attempts, row.last_error = OutboxStatus.FAILED, 14, "550 no such user"
        row.settled_at = work.now
    shown = desk.get(place(it)).text
    assert "550 no such user" in shown
    assert "Sam Secretary" in shown
    with without(Permission.SEE_IDENTITIES):
        assert "550" not in desk.get(place(it)).text
    for _twice in range(2):
        assert desk.post(f"{place(it)}/letters/{invoice.id}").status_code == 303
    (waiting,) = branches.letters(MailKind.INVOICE_ISSUED)
    assert (waiting.status, waiting.attempts) == (OutboxStatus.WAITING, 0)
    other = branches.joins()
    assert desk.post(f"{place(other)}/letters/{invoice.id}").status_code == 404
    for _twice in range(2):
        assert desk.post(f"{place(it)}/link").status_code == 303
    assert len(branches.letters(MailKind.AFFILIATION_LINK)) == 1


def test_whom_a_run_leaves_to_a_person_is_asked_for_the_next_term(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    branches.pays(it)
    desk = office.signed_in()
    room = f"{place(it)}/next-term"
    assert desk.get(room).status_code == 404
    branches.on(date(2026, 11, 20))
    desk = Desk(office.browser())
    desk.sign_in()
    assert "Ask for the next term" in desk.get(place(it)).text
    page = desk.get(room).text
    assert "£63.00" in page
    assert "1 January 2027" in page
    wrong = press(desk, room, fee="20")
    assert wrong.status_code == 422
    assert "Write who approved it" in wrong.text
    decided = {"fee": "20", "reason": "A strike", "approved_by": "EC", "minute": "EC 7"}
    with without(Permission.OVERRIDE_FEES):
        assert press(desk, room, **decided).status_code == 403
    assert again(desk, room, page, **decided).status_code == 303
    assert again(desk, room, page, **decided).status_code == 404
    (owed,) = branches.owed(it)
    assert owed.owed == GBP("20")
    assert "Owes" in desk.get(place(it)).text


def test_a_member_has_no_tree_and_no_officers(office: Office, branches: Life) -> None:
    member = branches.joins()
    desk = office.signed_in()
    shown = desk.get(place(member)).text
    assert "Rosa Quiñones" in shown
    assert "Where it stands" not in shown
    for room in ("officers", "parent", "merge"):
        assert desk.get(f"{place(member)}/{room}").status_code == 404


def test_credit_settles_what_is_owed_or_is_given_or_sent_back_once(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    branches.pays(it)
    branches.redeclares(it, 300)
    desk = office.signed_in()
    room = f"{place(it)}/credit/GBP"
    page = desk.get(room).text
    assert "£9.00" in page
    seen = {"seen": fields_of(page)["seen"]}
    assert "Write who said so" in desk.post(f"{room}/give", **seen, amount="9").text
    much = desk.post(f"{room}/back", **seen, amount="10", words="x")
    assert "There is not so much credit" in much.text
    given = {"amount": "4", "words": "Their letter", **seen}
    assert [desk.post(f"{room}/give", **given).status_code for _twice in range(2)] == [303, 303]
    page = desk.get(room).text
    assert "£5.00" in page
    desk.post(f"{room}/back", amount="2", words="To their bank", seen=fields_of(page)["seen"])
    shown = desk.get(f"{place(it)}/account").text
    for text in ("Credit given to the campaign", "Credit sent back", "Their letter", "£3.00"):
        assert text in shown, text
    assert desk.get(f"{place(it)}/credit/EUR").status_code == 404


def test_credit_settles_what_is_owed_when_somebody_says_so(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    desk.get("/office/received/record")
    came = {"amount": "70", "currency": "GBP", "method": "cash", "payer": "The branch"}
    page = desk.post(
        "/office/received/look", **came, received_on="2026-01-05", affiliate=it.number, form="f1"
    ).text
    desk.post("/office/received", **fields_of(page))
    assert branches.owed(it)
    assert "Settle these, the oldest first" in desk.get(f"{place(it)}/credit/GBP").text
    for _twice in range(2):
        assert desk.post(f"{place(it)}/credit/use").status_code == 303
    assert branches.owed(it) == []
    assert "£7.00" in desk.get(place(it)).text


def test_a_statement_ends_at_what_is_owed_whoever_paid(office: Office, branches: Life) -> None:
    region, branch = (
        branches.affiliated(1000),
        branches.affiliated(organisation=type(LEEDS)(**{**vars(LEEDS), "branch": "York 7"})),
    )
    desk = office.signed_in()
    listed = "\n".join(
        it.invoice.reference for it in (*branches.owed(region), *branches.owed(branch))
    )
    desk.get("/office/received/record")
    came = {"amount": "250", "currency": "GBP", "method": "cash", "payer": "The region"}
    page = desk.post(
        "/office/received/look", **came, received_on="2026-01-05", remittance=listed, form="f1"
    ).text
    done = desk.post("/office/received", **{**fields_of(page), "affiliate": region.number})
    assert done.status_code == 303, done.text
    shown = desk.get(f"{place(branch)}/account").text
    assert "Another affiliate&#39;s money" in shown
    assert re.search(r"Owed</dt><dd><strong><bdi class=\"amount\">£0.00", shown)
    shown = desk.get(f"{place(region)}/account").text
    assert "for another affiliate&#39;s invoice" in shown
    assert re.search(r"Credit</dt><dd><strong><bdi class=\"amount\">£7.00", shown)


def test_the_papers_open_as_pdfs_for_who_may_know_names(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    branches.redeclares(it, 300)
    desk = office.signed_in()
    for paper in ("invoices/1.pdf", "credit-notes/1.pdf"):
        answer = desk.get(f"/office/{paper}")
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")
        with without(Permission.SEE_IDENTITIES):
            assert desk.get(f"/office/{paper}").status_code == 403
    assert desk.get("/office/invoices/99.pdf").status_code == 404
    assert desk.get("/office/credit-notes/99.pdf").status_code == 404


def test_who_is_paid_up_has_a_certificate_or_a_card_in_the_office_too(
    office: Office, branches: Life
) -> None:
    branch, member = branches.affiliated(), branches.joins()
    desk = office.signed_in()
    papers = {branch: "certificate.pdf", member: "member-card.pdf"}
    for it, paper in papers.items():
        assert paper not in desk.get(place(it)).text
        assert desk.get(f"{place(it)}/{paper}").status_code == 404
        branches.pays(it)
        assert paper in desk.get(place(it)).text
        assert desk.get(f"{place(it)}/{paper}").data.startswith(b"%PDF")
        for other in set(papers.values()) - {paper}:
            assert desk.get(f"{place(it)}/{other}").status_code == 404


def test_who_may_only_look_is_refused_every_step(office: Office, branches: Life) -> None:
    it = branches.affiliated()
    desk = office.signed_in()
    office.clock.advance(timedelta(minutes=1))
    held = {
        Permission.EDIT_AFFILIATES: ("figures", "promise", "officers", "parent", "merge", "link"),
        Permission.OVERRIDE_FEES: ("override",),
        Permission.END_AFFILIATIONS: ("lapse", "resign"),
        Permission.RECORD_MONEY: ("credit/use", "credit/GBP/give", "credit/GBP/back"),
    }
    with without(*held):
        page = desk.get(place(it)).text
        for rooms in held.values():
            for room in rooms:
                assert f"{place(it)}/{room}" not in page, room
                assert desk.post(f"{place(it)}/{room}").status_code == 403, room
