"""Money that Stripe never sees, in the office: recorded, counted by two, taken to the bank."""

import re
from datetime import date
from email.message import EmailMessage
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hov_donate.cashbox.models import Batch
from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.office.offline.once import kept_once
from hov_donate.outbox.operations import claim
from hov_donate.staff.rules import Permission
from hov_donate.wiring.letters import letters
from tests.support.office import Desk, Office, member_in, without
from tests.support.words import GBP

SECRETARY = "secretary@campaign.example"
GIVER = {
    "giver": "known",
    "name": "Rosa Giver",
    "email": "rosa@people.example",
    "language": "en",
    "leave": "given",
    "source": "By letter of 3 May.",
}
CHEQUE = {"method": "cheque", "cheque_number": "100200", "amount": "30.00", **GIVER}
COLLECTION = {
    "method": "cash",
    "amount": "12.50",
    "giver": "collection",
    "collected_at": "Public meeting, Leeds",
}


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def other(office: Office, desk: Desk) -> Desk:
    """Somebody else of the office, at another desk."""
    return member_in(office.app, office.database, email=SECRETARY)


def filled(form: str = "a1", **fields: str) -> dict[str, str]:
    common = {"form": form, "currency": "GBP", "fund": "general", "received_on": "2026-11-20"}
    return {**common, **fields}


def record(desk: Desk, form: str = "a1", **fields: str) -> str:
    """Fill in the form, look at it, record it; the gift's page."""
    desk.get("/office/offline/record")
    looked = desk.post("/office/offline/look", **filled(form, **fields))
    assert looked.status_code == 200, problems(looked.text)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', looked.text))
    kept.pop("csrf_token")
    answer = desk.post("/office/offline", **{k: unescape(v) for k, v in kept.items()})
    assert answer.status_code == 303, problems(answer.text)
    return answer.headers["Location"]


def problems(page: str) -> list[str]:
    return re.findall(r'<li><a href="#\w+">([^<]+)', page)


def member_actor(page: str, email: str) -> str:
    found = re.search(rf'<option value="(staff:\d+)">{email}', page)
    assert found
    return found[1]


def on(office: Office, account: Account) -> Money:
    with office.database.reading() as session:
        return balances(session, account).get("GBP", GBP(0))


def test_a_cheque_is_looked_at_recorded_found_and_receipted(office, desk):
    page = desk.get(record(desk, **CHEQUE)).text
    for told in ("£30.00", "Cheque 100200", "In the cash box", "Rosa Giver", "2026-000001"):
        assert told in page
    with office.database.reading() as session:
        gift = session.scalars(select(OfflineGift)).one()
        receipt = session.scalars(select(Document)).one()
    for query in ("rosa@people.example", gift.reference, "100200"):
        assert "Rosa Giver" in desk.get(f"/office/gifts?q={query}").text
        assert "Rosa Giver" in desk.get(f"/office/offline?q={query}").text
    assert desk.get(f"/office/gifts/{gift.reference}").headers["Location"].endswith("/offline/1")
    pdf = desk.get(f"/office/gifts/{gift.reference}/documents/{receipt.id}.pdf")
    assert pdf.data.startswith(b"%PDF")
    for state, found in (("in_the_box", True), ("paid_in", False), ("gone", False)):
        assert ("£30.00" in desk.get(f"/office/offline?state={state}").text) is found


def test_pressing_twice_records_one_gift(office, desk):
    assert record(desk, **CHEQUE) == record(desk, **CHEQUE)
    assert on(office, Account.CHEQUES) == GBP(30)


def test_what_is_missing_is_told_at_its_field_and_nothing_is_kept(office, desk):
    desk.get("/office/offline/record")
    answer = desk.post("/office/offline/look", form="a1")
    assert answer.status_code == 422
    told = problems(answer.text)
    assert "Choose how it came" in told
    assert "Choose who gave" in told
    answer = desk.post("/office/offline/look", **filled(**COLLECTION))
    assert any(text.startswith("Two people count cash") for text in problems(answer.text))
    late = filled(**CHEQUE) | {"received_on": "2026-11-25"}
    assert problems(desk.post("/office/offline", **late).text) == ["This day has not come yet"]
    with office.database.reading() as session:
        assert session.scalars(select(OfflineGift)).all() == []


def chosen(office: Office, *items: int) -> dict[str, str]:
    account = office.parts.settings.campaign.bank_accounts[0].iban.replace(" ", "")
    return {"account": account, **{f"item-{item}": "yes" for item in items}}


def make_batch(desk: Desk, notes: str, **fields: str) -> list[str]:
    """Choose, look, and press twice; where that leads, or what is wrong."""
    desk.get("/office/offline/box")
    looked = desk.post("/office/offline/batches/look", **fields)
    form = re.search(r'name="form" value="(\w+)"', looked.text)
    assert form, problems(looked.text)
    pressed = [
        desk.post("/office/offline/batches", form=form[1], notes=notes, **fields) for _ in range(2)
    ]
    return [it.headers.get("Location") or problems(it.text)[0] for it in pressed]


def pay_in(desk: Desk, **fields: str) -> list[str]:
    desk.get("/office/offline/batches/1/pay-in")
    answer = desk.post("/office/offline/batches/1/pay-in", paid_in_on="2026-11-23", **fields)
    assert answer.status_code in {303, 422}
    return problems(answer.text)


def test_cash_is_counted_by_another_before_it_goes_to_the_bank(desk, other):
    counter = member_actor(desk.get("/office/offline/record").text, SECRETARY)
    record(desk, counter=counter, **COLLECTION)
    box = desk.get("/office/offline/box").text
    assert "to be counted by another" in box
    assert 'name="item-1"' not in box
    assert desk.post("/office/offline/box/1/count", witness="").status_code == 422
    assert "by you" in other.get("/office/offline/box").text
    other.get("/office/offline/box/1/count")
    assert other.post("/office/offline/box/1/count", witness="").status_code == 303
    assert 'name="item-1"' in desk.get("/office/offline/box").text


def test_a_batch_is_made_once_and_paid_in_with_what_the_bank_counted(office, desk):
    record(desk, "b1", witness="Wilma Witness", **COLLECTION)
    record(desk, "b2", **CHEQUE)
    both = chosen(office, 1, 2)
    unsaid = "Enter how much of the cash is in notes; 0 if nothing is"
    assert make_batch(desk, "", **both) == [unsaid, unsaid]
    assert make_batch(desk, "10", **both) == ["/office/offline/batches/1"] * 2
    assert desk.get("/office/offline/batches/1/slip.pdf").data.startswith(b"%PDF")
    assert pay_in(desk, counted="12.00") == ["Write what is known about the difference"]
    assert pay_in(desk, counted="12.00", words="A foreign coin") == []
    assert (on(office, Account.BANK), on(office, Account.ADJUSTMENTS)) == (GBP("42"), GBP("0.5"))
    assert "A foreign coin" in desk.get("/office/offline/batches/1").text
    desk.post("/office/offline/batches/1/undo")
    with office.database.reading() as session:
        assert session.scalars(select(Batch.undone_at)).one() is None


def test_a_cheque_clears_and_bounces_all_the_same(office, desk):
    cheque = record(desk, **CHEQUE)
    make_batch(desk, "", **chosen(office, 1))
    pay_in(desk)
    desk.get("/office/offline/cheques/1/cleared")
    desk.post("/office/offline/cheques/1/cleared", cleared_on="2026-11-24")
    assert "Cleared" in desk.get(cheque).text
    desk.get(f"{cheque}/take-back")
    gone = {"reason": "bounced", "reversed_on": "2026-11-24", "words": "Refer to drawer"}
    assert desk.post(f"{cheque}/take-back", **gone).status_code == 303
    assert on(office, Account.BANK) == GBP(0)
    assert "C-2026-000001" in desk.get(cheque).text
    with office.database.reading() as session:
        kinds = session.scalars(select(Document.kind).order_by(Document.id)).all()
    assert kinds == [DocumentKind.RECEIPT, DocumentKind.CORRECTION]


def test_nothing_chosen_is_told_and_a_batch_is_laid_back(office, desk):
    record(desk, **CHEQUE)
    desk.get("/office/offline/box")
    nothing = desk.post("/office/offline/batches/look", account="")
    assert problems(nothing.text) == ["Choose what goes to the bank", "Choose the bank account"]
    make_batch(desk, "", **chosen(office, 1))
    assert "The cash box is empty" in desk.get("/office/offline/box").text
    desk.get("/office/offline/batches/1")
    assert desk.post("/office/offline/batches/1/undo").status_code == 303
    assert "Cheque" in desk.get("/office/offline/box").text


def test_a_standing_order_is_written_down_missed_recorded_and_ended(office, desk):
    desk.get("/office/offline/orders/record")
    typed = {
        **GIVER,
        "form": "c1",
        "amount": "10",
        "currency": "GBP",
        "fund": "general",
        "rhythm": "month",
        "day": "1",
        "begins": "2026-10-01",
    }
    assert "Every month, on day 1" in desk.post("/office/offline/orders/look", **typed).text
    kept = desk.post("/office/offline/orders", **typed)
    assert kept.headers["Location"] == "/office/offline/orders/1"
    assert "2 standing" not in desk.get("/office/offline/orders").text
    missed = desk.get("/office/offline/orders/missed").text
    assert "Oct 1, 2026" in missed or "1 October 2026" in missed or "October 1, 2026" in missed
    desk.get("/office/offline/orders/1/came?due_on=2026-10-01")
    came = {"form": "c2", "amount": "10", "received_on": "2026-10-02", "due_on": "2026-10-01"}
    answer = desk.post("/office/offline/orders/1/came", **came)
    assert answer.status_code == 303, problems(answer.text)
    assert on(office, Account.RECURRING_DONATIONS) == -GBP(10)
    again = desk.post("/office/offline/orders/1/came", **{**came, "form": "c3"})
    assert problems(again.text) == ["What was expected on that day has come already"]
    desk.get("/office/offline/orders/1/end")
    ended = desk.post("/office/offline/orders/1/end", last_day="2026-11-24", words="She moved")
    assert ended.status_code == 303
    assert "Nothing was missed" in desk.get("/office/offline/orders/missed").text
    with office.database.reading() as session:
        assert session.scalars(select(StandingOrder.ends)).one() == date(2026, 11, 24)


def test_a_giver_sees_what_they_gave_on_their_own_page(office, desk):
    record(desk, **CHEQUE)
    with office.database.reading() as session:
        details = session.scalars(select(Document)).one().details_id
        contact_id = session.get_one(ContactDetails, details).contact_id
    giving = office.parts.giving
    link = giving.addresses.my_giving(contact_id, "en", now=office.clock.now())
    page = office.browser().get(link.removeprefix(office.parts.settings.public_url)).text
    assert "By cheque" in page
    assert "2026-000001" in page


def test_who_may_only_look_changes_nothing(desk):
    record(desk, **CHEQUE)
    with without(Permission.RECORD_OFFLINE, Permission.PAY_IN):
        for path in ("record", "orders/record", "1/take-back", "box/1/count"):
            assert desk.get(f"/office/offline/{path}").status_code == 403
        for path in ("", "/batches", "/batches/look", "/orders", "/orders/1/end"):
            assert desk.post(f"/office/offline{path}").status_code == 403
        assert desk.get("/office/offline").status_code == 200
    with without(Permission.SEE_IDENTITIES):
        for path in ("", "/1"):
            assert "Rosa" not in desk.get(f"/office/offline{path}").text


@pytest.mark.parametrize("path", ["999", "batches/999", "orders/999", "box/999/count"])
def test_what_is_not_there_is_not_found(desk, path):
    assert desk.get(f"/office/offline/{path}").status_code == 404


def letters_of(office: Office) -> list[EmailMessage | None]:
    """What the worker writes of all that waits."""
    write = letters(office.parts.settings, office.parts.giving)
    with office.database.writing() as work:
        claims = claim(work, limit=10)
    return [write(it) for it in claims]


def attached(mail: EmailMessage) -> list[str | None]:
    return [part.get_filename() for part in mail.iter_attachments()]


def test_a_giver_has_the_receipt_by_letter(office, desk):
    record(desk, **CHEQUE)
    [mail] = letters_of(office)
    assert mail is not None
    assert (mail["To"], mail["Subject"]) == (
        "Rosa Giver <rosa@people.example>",
        "Receipt 2026-000001",
    )
    assert attached(mail) == ["2026-000001.pdf"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "£30.00" in body.get_content()
    assert "/en/my-giving/" in body.get_content()


def test_a_gift_taken_back_at_once_is_told_by_one_letter_with_both_documents(office, desk):
    cheque = record(desk, **CHEQUE)
    desk.get(f"{cheque}/take-back")
    gone = {"reason": "recorded_wrongly", "reversed_on": "2026-11-24", "words": "Written twice"}
    assert desk.post(f"{cheque}/take-back", **gone).status_code == 303
    receipt, told = letters_of(office)
    assert receipt is None
    assert told is not None
    assert attached(told) == ["2026-000001.pdf", "C-2026-000001.pdf"]


def test_whoever_presses_at_the_same_moment_gets_the_gift_of_the_first(office, desk):
    record(desk, "d1", **CHEQUE)

    def too_late(work: UnitOfWork) -> OfflineGift:
        with office.database.reading() as session:
            known = session.scalars(select(OfflineGift)).one()
        columns = [it.key for it in OfflineGift.__table__.columns if it.key != "id"]
        twin = OfflineGift(**{name: getattr(known, name) for name in columns})
        twin.reference = "22222222"
        work.session.add(twin)
        work.session.flush()
        return twin

    with office.app.test_request_context():
        assert kept_once(OfflineGift, "d1", too_late) == 1
        with pytest.raises(IntegrityError):
            kept_once(OfflineGift, "another", too_late)
