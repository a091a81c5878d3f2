"""Recording money for affiliates, and taking invoices back: what is pressed once happens once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    CreditNote,
    Invoice,
    MoneyMethod,
    MoneyReceived,
)
from hov_donate.affiliations.operations import ReceivedFacts
from hov_donate.affiliations.queries.money import credit_of, standing_of
from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.staff.rules import Permission
from tests.support.life import STAFF, Life
from tests.support.office import Desk, Office, without
from tests.support.office_affiliates import Register, fields_of
from tests.support.words import EUR, GBP

CAME = {
    "amount": "63.00",
    "currency": "GBP",
    "method": "bank_transfer",
    "received_on": "2026-11-20",
    "payer": "UNITE LEEDS",
}


def owed(office: Office, invoice: Invoice) -> Money:
    with office.database.reading() as session:
        return standing_of(session, invoice.id).owed


def credit(office: Office, invoice: Invoice) -> dict[str, Money]:
    with office.database.reading() as session:
        return credit_of(session, invoice.affiliation_id)


def sums(office: Office) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MoneyReceived)) or 0


def number_of(office: Office, invoice: Invoice) -> str:
    with office.database.reading() as session:
        return session.get_one(Affiliation, invoice.affiliation_id).number


def look(desk: Desk, **more: str):
    desk.get("/office/received/record")
    return desk.post("/office/received/look", **{**CAME, "form": "a1b2", **more})


def record(desk: Desk, page: str, **more: str):
    return desk.post("/office/received", **{**fields_of(page), **more})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("room", ["invoices", "received"])
def test_the_rooms_for_money_open_empty(office: Office, language: str, room: str) -> None:
    page = office.signed_in(language).get(f"/office/{room}")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_invoices_are_listed_and_narrowed_to_what_is_owed_or_overdue(
    office: Office, register: Register
) -> None:
    invoice, other = register.billed("Unite"), register.billed("Unison")
    desk = office.signed_in()
    record(desk, look(desk, remittance=other.reference).text)
    assert invoice.full_number in desk.get("/office/invoices").text
    page = desk.get("/office/invoices?asking=owed").text
    assert invoice.full_number in page
    assert other.full_number not in page
    assert "No invoice was found" in desk.get("/office/invoices?asking=overdue").text
    assert other.full_number in desk.get("/office/invoices?q=unison").text
    office.clock.advance(timedelta(days=200))
    desk = Desk(office.browser())
    desk.sign_in()
    page = desk.get("/office/invoices?asking=overdue").text
    assert invoice.full_number in page
    assert other.full_number not in page


def test_a_transfer_settles_the_invoice_that_its_list_names(
    office: Office, register: Register
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    page = look(desk, remittance=f"{spaced(invoice.reference)}  63.00")
    assert page.status_code == 200
    answer = record(desk, page.text)
    assert answer.status_code == 303
    assert owed(office, invoice) == GBP("0")
    shown = desk.get(answer.headers["Location"]).text
    assert invoice.full_number in shown
    assert "UNITE LEEDS" in shown
    assert "Bank transfer" in desk.get(f"/office/invoices/{invoice.id}").text
    with without(Permission.SEE_IDENTITIES):
        assert "UNITE LEEDS" not in desk.get(answer.headers["Location"]).text
    with office.database.reading() as session:
        assert balances(session, Account.BANK)["GBP"] == GBP("63")


def test_pressing_twice_records_one_sum(office: Office, register: Register) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    page = look(desk, remittance=invoice.full_number).text
    first, second = record(desk, page), record(desk, page)
    assert first.headers["Location"] == second.headers["Location"]
    assert sums(office) == 1


def test_one_sum_pays_for_many_branches_and_the_rest_is_credit(
    office: Office, register: Register
) -> None:
    region = register.branch("Unite North East", kind="union_region")
    first, second = (
        register.billed(name, parent_id=region.organisation_id) for name in ("Leeds", "York")
    )
    desk = office.signed_in()
    page = desk.get(f"/office/received/record?affiliate={region.number}").text
    ticks = {f"tick-{first.id}": "yes", f"tick-{second.id}": "yes"}
    assert all(tick in page for tick in ticks)
    shared = look(desk, **ticks, amount="140.00", affiliate=region.number)
    assert record(desk, shared.text).status_code == 303
    assert owed(office, first) == owed(office, second) == GBP("0")
    with office.database.reading() as session:
        assert credit_of(session, region.id) == {"GBP": GBP("14")}


def test_an_affiliates_number_in_the_list_means_all_that_it_owes(
    office: Office, register: Register
) -> None:
    invoice, other = register.billed(), register.billed("Unison")
    desk = office.signed_in()
    numbers = "\n".join(number_of(office, it) for it in (invoice, other))
    page = look(desk, amount="100.00", remittance=numbers).text
    assert "Left over, as credit:" in page
    assert fields_of(page)[f"part-{invoice.id}"] == "63.00"
    assert fields_of(page)[f"part-{other.id}"] == "37.00"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": ""}, "Enter the sum that came"),
        ({"amount": "lots"}, "Enter an amount like 63.50"),
        ({"currency": "XXX"}, "Choose the currency"),
        ({"method": ""}, "Choose how it came"),
        ({"method": "cheque"}, "Enter the number of the cheque"),
        ({"received_on": ""}, "Enter the day on which it came"),
        ({"received_on": "2026-11-25"}, "This day has not come yet"),
        ({"received_on": "yesterday"}, "Enter a day as year, month and day"),
        ({"payer": ""}, "Write whose name is on it"),
        ({"remittance": "{r}\nUnite Derby"}, "Nothing is owed under what stands in line 2"),
        ({"remittance": "{r} 1,00.5£3.00"}, "The amount in line 1 cannot be read"),
        ({"remittance": "", "affiliate": ""}, "Enter the number of the affiliate"),
        ({"remittance": "", "affiliate": "A-00099"}, "There is no affiliate with this number"),
    ],
)
def test_what_is_wrong_with_a_sum_is_told_and_nothing_typed_is_lost(
    office: Office, register: Register, wrong: dict[str, str], told: str
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    typed = {"remittance": invoice.reference, **wrong}
    typed = {name: text.format(r=invoice.reference) for name, text in typed.items()}
    page = look(desk, **typed)
    assert page.status_code == 422
    assert told in page.text
    assert "<title>Error:" in page.text
    assert fields_of(page.text)["form"] == "a1b2"
    assert sums(office) == 0


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("63.01", "1"), "That is more than is owed"),
        (("63", "60"), "The parts are more than the sum that came"),
        (("63", "lots"), "Enter an amount like 63.50"),
        (("63", "0"), "Enter the number of the affiliate whose credit the rest is"),
    ],
)
def test_parts_that_cannot_be_are_told_beside_them(
    office: Office, register: Register, parts: tuple[str, str], told: str
) -> None:
    invoices = register.billed(), register.billed("Unison")
    desk = office.signed_in()
    listed = "\n".join(it.reference for it in invoices)
    page = look(desk, amount="100", remittance=listed).text
    typed = {f"part-{it.id}": part for it, part in zip(invoices, parts, strict=True)}
    answer = record(desk, page, **typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert sums(office) == 0


def test_one_can_go_back_from_the_second_page_and_nothing_is_lost(
    office: Office, register: Register
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    page = look(desk, remittance=f"{invoice.reference} 63").text
    again = desk.post("/office/received/look", **{**fields_of(page), "again": "yes"})
    assert again.status_code == 200
    assert f"{invoice.reference} 63" in again.text
    assert fields_of(again.text)["payer"] == "UNITE LEEDS"


def test_an_invoice_in_another_currency_is_not_settled(office: Office, register: Register) -> None:
    invoice = register.billed(fee=EUR("63.00"))
    desk = office.signed_in()
    page = look(desk, remittance=invoice.reference).text
    answer = record(desk, page, **{f"part-{invoice.id}": "10"})
    assert "This invoice is in another currency" in answer.text


def test_a_cheque_that_bounced_is_owed_again(office: Office, register: Register) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    page = look(desk, method="cheque", cheque_number="100123", remittance=invoice.reference).text
    place = record(desk, page).headers["Location"]
    assert "It bounced" in desk.get(place).text
    desk.get(f"{place}/reverse")
    told = desk.post(f"{place}/reverse", reversed_on="2026-11-24")
    assert told.status_code == 422
    assert "Choose why" in told.text
    assert "Write what happened" in told.text
    early = {"reason": "bounced", "words": "Refer to drawer", "reversed_on": "2026-11-19"}
    assert "had not come" in desk.post(f"{place}/reverse", **early).text
    for _twice in range(2):
        done = desk.post(f"{place}/reverse", **{**early, "reversed_on": "2026-11-24"})
        assert done.status_code == 303
    assert owed(office, invoice) == GBP("63.00")
    shown = desk.get(place).text
    assert "Refer to drawer" in shown
    assert "The cheque bounced" in shown


def test_an_invoice_is_voided_once_and_what_was_paid_is_credit(
    office: Office, register: Register
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    record(desk, look(desk, amount="20", remittance=f"{invoice.reference} 20").text)
    page = desk.get(f"/office/invoices/{invoice.id}/credit").text
    why = {"reason": "void", "words": "Sent to the wrong branch", "seen": fields_of(page)["seen"]}
    answers = [desk.post(f"/office/invoices/{invoice.id}/credit", **why) for _twice in range(2)]
    assert [it.status_code for it in answers] == [303, 303]
    with office.database.reading() as session:
        (note,) = session.scalars(select(CreditNote))
    assert note.amount == GBP("63.00")
    assert credit(office, invoice) == {"GBP": GBP("20")}
    shown = desk.get(f"/office/invoices/{invoice.id}").text
    assert note.full_number in shown
    assert "Sent to the wrong branch" in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": "Why"}, "Choose why"),
        ({"reason": "waived"}, "Write why"),
        ({"reason": "waived", "words": "Why", "amount": "64"}, "more than is left"),
        ({"reason": "waived", "words": "Why", "amount": "x"}, "Enter an amount like 63.50"),
    ],
)
def test_a_credit_note_needs_a_reason_and_an_amount_that_can_be(
    office: Office, register: Register, typed: dict[str, str], told: str
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    desk.get(f"/office/invoices/{invoice.id}/credit")
    answer = desk.post(f"/office/invoices/{invoice.id}/credit", seen="0", **typed)
    assert answer.status_code == 422
    assert told in answer.text


def test_who_may_only_look_finds_no_buttons_and_is_refused(
    office: Office, register: Register
) -> None:
    invoice = register.billed()
    desk = office.signed_in()
    with without(Permission.RECORD_MONEY, Permission.CREDIT_INVOICES):
        page = desk.get(f"/office/invoices/{invoice.id}").text
        assert "Record money" not in page
        assert desk.get("/office/received/record").status_code == 403
        assert desk.post(f"/office/invoices/{invoice.id}/credit").status_code == 403
    assert desk.get("/office/invoices/99").status_code == 404
    assert desk.get("/office/received/99").status_code == 404


def test_a_sum_of_which_some_was_sent_back_says_what_is_owed_without_an_invoice(
    office: Office, branches: Life
) -> None:
    it = branches.affiliated()
    branches.pays(it)
    branches.redeclares(it, 300)
    credit = {"words": "Their letter", "settings": branches.settings, "actor": STAFF}
    branches.do(operations.send_credit_back, affiliation_id=it.id, amount=GBP("9.00"), **credit)
    desk = office.signed_in()
    place = "/office/received/1/reverse"
    told = desk.get(place).text
    assert "£9.00 of it was sent back to its payer by bank" in told
    assert "£9.00 is owed without an invoice then" in told
    wrong = {"reason": "recorded_wrongly", "words": "Not ours", "reversed_on": "2026-01-05"}
    assert desk.post(place, **wrong).status_code == 303
    assert "owed without an invoice" in desk.get("/office/received/1").text
    assert "Owed without an invoice:" in desk.get(f"/office/affiliates/{it.number}").text
    assert [each.owed for each in branches.owed(it)] == [GBP("54.00")]
    facts = ReceivedFacts(
        form="again",
        affiliation_id=it.id,
        method=MoneyMethod.BANK_TRANSFER,
        amount=GBP("9.00"),
        received_on=branches.today,
        payer="Example Union",
    )
    branches.do(
        operations.receive_money,
        facts=facts,
        shares=[],
        actor=STAFF,
        settings=branches.settings,
    )
    assert "Owed without an invoice:" not in desk.get(f"/office/affiliates/{it.number}").text
