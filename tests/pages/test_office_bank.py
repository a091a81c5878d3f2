"""The rooms for bank statements: a file is looked at, brought in, confirmed, never half-read."""

import re
from datetime import date

import pytest
from werkzeug.test import TestResponse

from hov_donate.affiliations.queries.money import credit_of, standing_of
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.rules.kinds import LineStatus
from hov_donate.staff.rules import Permission
from tests.support.bank import Bank
from tests.support.office import Desk, Office, without
from tests.support.office_affiliates import Register, fields_of
from tests.support.statement_files import IBAN, Moved, camt_file, csv_file
from tests.support.words import GBP

DAY = date(2026, 11, 9)
TWINS = (Moved(DAY, 1000, "A N OTHER", "GIFT"), Moved(DAY, 1000, "A N OTHER", "GIFT"))


def upload(desk: Desk, content: bytes, **fields: str) -> TestResponse:
    desk.get("/office/bank/import")
    sent = {"account": "1", "profile": "example:amount", **fields}
    return post(desk, "/office/bank/import", {"file": content}, **sent)


def post(desk: Desk, room: str, files: dict[str, bytes], **fields: str) -> TestResponse:
    """As a browser sends a form with a file; the test client would spool a large one to disk."""
    named = [(name, text.encode()) for name, text in {"csrf_token": desk.token, **fields}.items()]
    parts = [(f'name="{name}"', text) for name, text in named]
    parts += [(f'name="{name}"; filename="x"', content) for name, content in files.items()]
    body = b"".join(
        f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + text + b"\r\n"
        for head, text in parts
    )
    kind = "multipart/form-data; boundary=edge"
    return desk.client.post(room, data=body + b"--edge--\r\n", content_type=kind)


def bring_in(desk: Desk, content: bytes) -> str:
    room = upload(desk, content).headers["Location"]
    assert desk.get(room).status_code == 200
    desk.post(f"{room}/confirm")
    return room


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "room", ["", "/lines", "/import", "/profiles", "/confirm", "/accounts/new"]
)
def test_every_room_of_the_bank_opens_empty(office: Office, language: str, room: str) -> None:
    assert office.signed_in(language).get(f"/office/bank{room}").status_code == 200


def test_an_account_is_added_from_what_payers_are_told(office: Office) -> None:
    desk = office.signed_in()
    page = desk.get("/office/bank").text
    offered = re.search(r'href="(/office/bank/accounts/new\?number=[^"]+)"', page)
    assert offered
    page = desk.get(offered[1].replace("&amp;", "&")).text
    assert IBAN in page
    added = {"name": "Main", "number": IBAN, "currency": "GBP"}
    assert desk.post("/office/bank/accounts/new", **added).status_code == 303
    assert desk.post("/office/bank/accounts/new", **added).status_code == 422
    wrong = desk.post("/office/bank/accounts/new", opening="12", currency="GBP")
    assert wrong.status_code == 422
    assert 'id="opening_on-told"' in wrong.text
    assert "Main" in desk.get("/office/bank").text


def test_what_a_file_would_do_is_shown_before_anything_is_kept(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    room = upload(desk, csv_file(TWINS)).headers["Location"]
    page = desk.get(room).text
    assert "Bring in 2 lines" in page
    assert bank.lines() == []
    desk.post(f"{room}/confirm")
    assert [line.ordinal for line in bank.lines()] == [1, 2]
    assert "Brought in" in desk.get(room).text
    again = upload(desk, csv_file(TWINS)).headers["Location"]
    assert "Nothing in it is new" in desk.get(again).text


def test_a_row_that_cannot_be_read_is_told_with_its_line(office: Office, bank: Bank) -> None:
    answer = upload(office.signed_in(), csv_file(TWINS) + b"32/11/2026,X,,1.00\r\n")
    assert answer.status_code == 422
    assert "Line 4:" in answer.text
    assert "Nothing of this file was brought in" in answer.text
    assert "32/11/2026" in answer.text
    assert bank.lines() == []


@pytest.mark.parametrize(
    ("content", "fields", "told"),
    [
        (b"", {}, "Choose the file"),
        (csv_file(TWINS), {"profile": ""}, "This is a CSV file"),
        (csv_file(TWINS), {"account": "77"}, "Choose the account"),
        (csv_file(TWINS), {"profile": "example:sparkasse"}, "no such column"),
        (camt_file(TWINS).replace(b"GB33", b"GB34"), {}, "of another account"),
        (b"x" * (10 * 1024 * 1024 + 1), {}, "larger than 10 MB"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_at_its_field(
    office: Office, bank: Bank, content: bytes, fields: dict[str, str], told: str
) -> None:
    answer = upload(office.signed_in(), content, **fields)
    assert answer.status_code == 422
    assert told in answer.text


def test_strangers_send_no_large_files(office: Office) -> None:
    stranger = Desk(office.browser())
    assert post(stranger, "/office/bank/import", {"file": b"x" * 1024 * 1024}).status_code == 413


def test_the_same_money_in_other_words_needs_a_second_look(office: Office, bank: Bank) -> None:
    bank.bring_in(csv_file(TWINS))
    desk = office.signed_in()
    other = camt_file([Moved(it.on, it.minor, "A N OTHER LTD") for it in TWINS])
    room = upload(desk, other).headers["Location"]
    assert "would be there twice" in desk.get(room).text
    desk.post(f"{room}/confirm")
    assert len(bank.lines()) == 2
    desk.post(f"{room}/confirm", **fields_of(desk.get(room).text))
    assert len(bank.lines()) == 4


def test_two_files_that_were_looked_at_before_either_came_in_are_asked_about(
    office: Office, bank: Bank
) -> None:
    desk = office.signed_in()
    other = camt_file([Moved(it.on, it.minor, "A N OTHER LTD") for it in TWINS])
    first, second = (upload(desk, it).headers["Location"] for it in (csv_file(TWINS), other))
    assert 'name="sure"' not in desk.get(second).text
    desk.post(f"{first}/confirm")
    desk.post(f"{second}/confirm")
    assert len(bank.lines()) == 2
    page = desk.get(second).text
    assert "Another file came in meanwhile" in page
    assert "2 new lines have the day and the amount" in page
    desk.post(f"{second}/confirm")
    assert len(bank.lines()) == 2
    desk.post(f"{second}/confirm", **fields_of(page))
    assert len(bank.lines()) == 4


def test_a_button_pressed_twice_answers_no_question_that_nobody_read(
    office: Office, bank: Bank
) -> None:
    lines = [Moved(DAY, 1000 + more, f"GIVER {more}", "GIFT") for more in range(10)]
    bank.bring_in(csv_file(lines[:1]))
    desk = office.signed_in()
    other = camt_file([Moved(it.on, it.minor, f"{it.payer} LTD") for it in lines])
    room = upload(desk, other).headers["Location"]
    sent = fields_of(desk.get(room).text)
    assert (sent["seen"], sent["sure"]) == ("1", "yes")
    bank.bring_in(csv_file(lines))
    for _press in range(2):
        desk.post(f"{room}/confirm", **sent)
        assert len(bank.lines()) == 10
    page = desk.get(room).text
    assert "Another file came in meanwhile" in page
    assert "10 new lines have the day and the amount" in page
    desk.post(f"{room}/confirm", **fields_of(page))
    assert len(bank.lines()) == 20


def test_a_page_that_is_missing_is_told_with_both_sums(office: Office, bank: Bank) -> None:
    page = camt_file(TWINS)
    twice = page.replace(b"</Stmt>", b"</Stmt>\n" + page[page.index(b"<Stmt>") :], 1)
    content = twice[: twice.index(b"</Document>")] + b"</Document>"
    told = upload(office.signed_in(), content).text
    assert "before page 2 of the file: the page before it ends with £20.00" in told
    assert "begins with £0.00" in told
    assert bank.lines() == []


def test_a_file_can_be_dropped(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    room = upload(desk, csv_file(TWINS)).headers["Location"]
    desk.get(room)
    desk.post(f"{room}/drop")
    desk.post(f"{room}/confirm")
    assert bank.lines() == []


def test_a_proposal_is_confirmed_once_and_taken_back(
    office: Office, register: Register, bank: Bank
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    bring_in(desk, csv_file([Moved(DAY, 6300, "UNITE LEEDS", invoice.reference)]))
    [line] = bank.lines()
    room = f"/office/bank/lines/{line.id}"
    page = desk.get(room).text
    assert invoice.full_number in page
    assert "the reference is there in full" in page
    seen = fields_of(page)["seen"]
    desk.post(f"{room}/confirm", seen=seen)
    desk.post(f"{room}/confirm", seen=seen)
    assert bank.books() == 6300
    page = desk.get(room).text
    assert "For invoices" in page
    received = re.search(r'href="(/office/received/\d+)"', page)
    assert received
    assert f'href="{room}"' in desk.get(received[1]).text
    assert desk.get(f"{room}/take-back").status_code == 200
    assert desk.post(f"{room}/take-back").status_code == 422
    desk.post(f"{room}/take-back", words="not theirs")
    assert bank.books() == 0
    assert "not theirs" in desk.get(room).text


def test_all_that_is_exact_is_confirmed_after_the_list_was_seen(
    office: Office, register: Register, bank: Bank
) -> None:
    bills = [register.billed(name) for name in ("Leeds", "York")]
    desk = office.signed_in()
    lines = [Moved(DAY, 6300, "X", bill.reference) for bill in bills]
    bring_in(desk, csv_file([*lines, Moved(DAY, 6300, "NOBODY")]))
    page = desk.get("/office/bank/confirm").text
    assert "Confirm all 2 lines" in page
    shown = {name: text for name, text in fields_of(page).items() if name.startswith("line-")}
    desk.post("/office/bank/confirm", **shown)
    assert [line.status for line in bank.lines()] == [
        LineStatus.SETTLED,
        LineStatus.SETTLED,
        LineStatus.OPEN,
    ]
    desk.post("/office/bank/confirm", **shown)
    assert bank.books() == 12_600


def test_one_line_is_split_over_many_invoices(
    office: Office, register: Register, bank: Bank
) -> None:
    bills = [register.billed(name) for name in ("Leeds", "York")]
    desk = office.signed_in()
    bring_in(desk, csv_file([Moved(DAY, 13_000, "REGIONAL OFFICE")]))
    [line] = bank.lines()
    room = f"/office/bank/lines/{line.id}"
    assert desk.get(f"{room}/invoices").status_code == 200
    listed = "\n".join(bill.full_number for bill in bills)
    page = desk.post(f"{room}/shares", remittance=listed)
    assert page.status_code == 200
    assert "£4.00" in page.text
    typed = {**fields_of(page.text), "affiliate": ""}
    assert desk.post(f"{room}/invoices", **typed).status_code == 422
    with office.database.reading() as session:
        number = session.get_one(type(bills[0]), bills[0].id).affiliation_id
    answer = desk.post(f"{room}/invoices", **{**typed, "affiliate": f"A-{number:05}"})
    assert answer.status_code == 303
    with office.database.reading() as session:
        assert [standing_of(session, bill.id).owed for bill in bills] == [GBP("0"), GBP("0")]
        assert credit_of(session, bills[0].affiliation_id) == {"GBP": GBP("4")}


def test_a_line_is_said_to_be_something_else(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file([Moved(DAY, -4500, "PRINTERS LTD")]))
    room = f"/office/bank/lines/{bank.lines()[0].id}"
    page = desk.get(f"{room}/choose").text
    assert "Other income" not in page
    assert desk.post(f"{room}/choose", fund="general").status_code == 422
    wrong = desk.post(f"{room}/choose", kind="other_income", words="x", fund="general")
    assert wrong.status_code == 422
    said = {"kind": "expenditure", "words": "Leaflets", "fund": "general"}
    assert desk.post(f"{room}/choose", **said).status_code == 303
    assert bank.books(Account.EXPENDITURE) == 4500
    assert "Leaflets" in desk.get(room).text


def test_money_of_stripe_is_refused_as_income_in_words(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file([Moved(DAY, 5462, "STRIPE PAYMENTS UK")]))
    room = f"/office/bank/lines/{bank.lines()[0].id}"
    desk.get(f"{room}/choose")
    answer = desk.post(f"{room}/choose", kind="other_income", words="gifts", fund="general")
    assert answer.status_code == 422
    assert "the gifts in it are in the books already" in answer.text


def test_a_line_is_left_out_with_a_reason(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file(TWINS[:1]))
    room = f"/office/bank/lines/{bank.lines()[0].id}"
    desk.get(f"{room}/leave-out")
    assert desk.post(f"{room}/leave-out").status_code == 422
    assert desk.post(f"{room}/leave-out", words="a test of the bank's").status_code == 303
    assert bank.lines()[0].status is LineStatus.IGNORED


def test_lines_are_narrowed_by_the_address_and_twins_are_shown(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file([*TWINS, Moved(date(2026, 11, 12), -450, "ACCOUNT CHARGES")]))
    lines = desk.get("/office/bank/lines").text
    assert lines.count("A N OTHER") == 2
    assert ">twin<" in lines
    for narrowed in ("way=out", "since=2026-11-12", "amount=4.50", "status=proposed"):
        page = desk.get(f"/office/bank/lines?{narrowed}").text
        assert "ACCOUNT CHARGES" in page, narrowed
        assert "A N OTHER" not in page, narrowed
    for nonsense in ("since=x", "amount=x", "account=x", "way=x", "status=x", "file=9"):
        assert desk.get(f"/office/bank/lines?{nonsense}").status_code == 200
    first = bank.lines()[0]
    assert "Its twin, number 2" in desk.get(f"/office/bank/lines/{first.id}").text


def test_who_paid_is_for_those_who_may_see_names(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file(TWINS))
    room = f"/office/bank/lines/{bank.lines()[0].id}"
    with without(Permission.SEE_IDENTITIES):
        for page in ("/office/bank/lines", room, f"{room}/choose", "/office/bank/confirm"):
            assert "A N OTHER" not in desk.get(page).text


def test_looking_is_no_settling(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, csv_file(TWINS))
    room = f"/office/bank/lines/{bank.lines()[0].id}"
    with without(Permission.SETTLE_LINES, Permission.IMPORT_STATEMENTS, Permission.EDIT_PROFILES):
        assert desk.get(room).status_code == 200
        assert desk.get("/office/bank").status_code == 200
        assert desk.get("/office/bank/profiles").status_code == 200
        assert desk.post(f"{room}/confirm", seen="x").status_code == 403
        assert upload(desk, csv_file(TWINS)).status_code == 403


def test_bank_and_books_are_held_against_each_other(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    bring_in(desk, camt_file([Moved(DAY, -4500, "PRINTERS LTD"), *TWINS]))
    page = desk.get("/office/bank").text
    assert "−£25.00" in page or "-£25.00" in page
    assert 'class="number wrong"' not in page


def test_a_profile_is_tried_out_on_a_file_before_it_is_kept(office: Office, bank: Bank) -> None:
    desk = office.signed_in()
    form = fields_of(desk.get("/office/bank/profiles/edit?example=sparkasse").text)
    form |= {
        "name": "Our bank", "day": "Day", "amount": "Sum", "payer": "Who", "reference": "",
        "currency": "", "account": "", "value_day": "", "delimiter": "semicolon",
        "encoding": "auto", "decimal_mark": "comma", "day_format": "dmy", "header_rows": "1",
        "footer_rows": "0", "tried_on": "1",
    }  # fmt: skip
    form.pop("file")
    form.pop("turned")
    rows = "Day;Who;Sum\n09.11.26;Zoë;1.234,50\n".encode("cp1252")

    def send(files: dict[str, bytes] | None = None, **more: str) -> TestResponse:
        desk.get("/office/bank/profiles/edit")
        return post(desk, "/office/bank/profiles/edit", files or {}, **{**form, **more})

    tried = send({"file": rows}, **{"try": "yes"})
    assert tried.status_code == 200
    assert "£1,234.50" in tried.text
    assert "Zoë" in tried.text
    broken = send({"file": rows + b"x;y;z\n"}, **{"try": "yes"})
    assert broken.status_code == 422
    assert "Line 3:" in broken.text
    assert send(day="").status_code == 422
    assert 'id="in_words-told"' in send(direction="S/H", out_words="S").text
    both_ways = send(direction="S/H", out_words="S", in_words="H, s").text
    assert 'id="out_words-told"' in both_ways
    assert send(money_in="In").status_code == 422
    assert send().status_code == 303
    assert "Our bank" in desk.get("/office/bank/profiles").text
    assert upload(desk, rows, profile="own:1").status_code == 303
    assert "Sum" in desk.get("/office/bank/profiles/edit?own=1").text
    desk.post("/office/bank/profiles/1/remove")
    assert "Our bank" not in desk.get("/office/bank/profiles").text
    assert bank.books() == Money(0, "GBP").minor
