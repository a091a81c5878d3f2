"""The rooms in which a line is said to be a gift, a batch, a cheque, or recorded already."""

from datetime import date
from typing import Any

import pytest

from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.rules.kinds import LineStatus
from tests.support.bank import Bank
from tests.support.office import Desk, Office
from tests.support.office_affiliates import fields_of
from tests.support.offline import Till
from tests.support.statement_files import Moved, csv_file
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DAY = date(2026, 11, 20)


@pytest.fixture
def till(office: Office, bank: Bank) -> Till:
    """The treasurer's till, beside the bank's account."""
    return Till(office.database, office.parts.settings, office.parts.seal, office.clock)


def room_of(bank: Bank, *moved: Moved) -> str:
    """The page of the first line of a statement that came."""
    bank.bring_in(csv_file(moved))
    return f"/office/bank/lines/{bank.lines()[0].id}"


def answers(desk: Desk, room: str, status: int = 303, **typed: Any) -> str:
    desk.get(room)
    answer = desk.post(room, **typed)
    assert answer.status_code == status, answer.text
    return answer.text


def test_a_line_becomes_the_gift_of_nobody_knows_whom_or_of_whoever_we_know(
    office: Office, bank: Bank, till: Till
) -> None:
    order = till.orders(GBP(10), date(2026, 1, 3))
    room = room_of(bank, Moved(DAY, 4250, "QUINN"), Moved(DAY, 100, "A"), Moved(DAY, 200, "B"))
    desk = office.signed_in()
    assert f'href="{room}/gift"' in desk.get(room).text
    ours: dict[str, Any] = {"fund": "general"}
    assert "Choose who gave" in answers(desk, f"{room}/gift", 422, **ours)
    asked = answers(desk, f"{room}/gift", 422, giver="before", reference="7KQM3XPA", **ours)
    assert "We know of no giver with this reference" in asked
    answers(desk, f"{room}/gift", giver="before", reference=order.reference, **ours)
    assert "Gift by transfer" in desk.get(room).text
    other, last = (f"/office/bank/lines/{line.id}" for line in bank.lines()[1:])
    answers(desk, f"{other}/gift", giver="unknown", **ours)
    named: dict[str, Any] = {"giver": "new", "name": "Ada Quinn", "language": "en", "leave": "none"}
    answers(desk, f"{last}/gift", **named, **ours)
    with office.database.reading() as session:
        gifts = session.query(OfflineGift).order_by(OfflineGift.id).all()
    assert [gift.details_id is None for gift in gifts] == [False, True, False]
    assert gifts[0].details_id == order.details_id
    assert bank.books() == 4550


def test_a_standing_order_is_chosen_by_its_reference(
    office: Office, bank: Bank, till: Till
) -> None:
    order = till.orders(GBP(10), date(2026, 10, 1))
    room = room_of(bank, Moved(DAY, 1000, "SOMEBODY"))
    desk = office.signed_in()
    assert "No standing order" in answers(desk, f"{room}/standing-order", 422, reference="X")
    near = answers(desk, f"{room}/standing-order", 422, reference=order.reference, due_on="x")
    assert "Enter a day" in near
    never: dict[str, Any] = {"reference": order.reference, "due_on": "2026-11-02"}
    assert answers(desk, f"{room}/standing-order", 422, **never)
    answers(desk, f"{room}/standing-order", reference=order.reference)
    with office.database.reading() as session:
        [gift] = session.query(OfflineGift).all()
    assert gift.due_on == date(2026, 11, 1)
    page = desk.get(f"/office/offline/{gift.id}").text
    assert "By standing order" in page
    assert f'href="{room}"' in page


def test_a_batch_that_was_counted_otherwise_is_settled_on_its_own_page(
    office: Office, bank: Bank, till: Till
) -> None:
    gift = till.gives(GBP(100), GiftMethod.CHEQUE, received_on=DAY)
    batch = till.batch([till.item(gift)])
    room = room_of(bank, Moved(DAY, 9900, "COUNTER", batch.number), Moved(DAY, 10_000, "COUNTER"))
    desk = office.signed_in()
    page = desk.get(room).text
    assert "the number of the paying-in slip is there, but the amount is another" in page
    assert f'href="{room}/batch?batch={batch.id}"' in page
    assert "Choose the batch" in answers(desk, f"{room}/batch", 422)
    chosen: dict[str, Any] = {"chosen": str(batch.id), "words": "A pound short."}
    assert "cheque" in answers(desk, f"{room}/batch", 422, **chosen)
    other = f"/office/bank/lines/{bank.lines()[1].id}"
    answers(desk, f"{other}/batch", chosen=str(batch.id))
    assert batch.number in desk.get(other).text
    assert f'href="{other}"' in desk.get(f"/office/offline/batches/{batch.id}").text
    assert bank.books() == 10_000


def test_a_cheque_bounces_on_its_own_page_with_what_the_bank_says(
    office: Office, bank: Bank, till: Till
) -> None:
    gift = till.gives(GBP(45), GiftMethod.CHEQUE, received_on=DAY, cheque_number="000482")
    till.pays_in(till.batch([till.item(gift)]), on=DAY)
    room = room_of(bank, Moved(DAY, -4500, "UNPAID CHEQUE 000482"))
    desk = office.signed_in()
    item = till.item(gift).id
    assert f'href="{room}/bounced?cheque={item}"' in desk.get(room).text
    assert "Write what the bank says" in answers(desk, f"{room}/bounced", 422, chosen=str(item))
    answers(desk, f"{room}/bounced", chosen=str(item), words="Refer to drawer")
    assert "Refer to drawer" in desk.get(room).text
    assert "The bank did not pay the cheque" in desk.get(f"/office/offline/{gift.id}").text
    assert bank.books() == 0


def test_what_was_recorded_long_before_is_chosen_by_hand(
    office: Office, bank: Bank, till: Till
) -> None:
    gift = till.gives(GBP(120), received_on=date(2026, 9, 1))
    room = room_of(bank, Moved(DAY, 12_000, "A FRIEND"))
    desk = office.signed_in()
    assert "Choose which of them it is" in answers(desk, f"{room}/recorded", 422)
    answers(desk, f"{room}/recorded", chosen=f"gift_recorded-{gift.id}")
    assert bank.lines()[0].status is LineStatus.SETTLED
    assert bank.books(Account.DONATIONS) == -12_000
    desk.get(f"{room}/take-back")
    desk.post(f"{room}/take-back", words="another's")
    assert bank.books(Account.DONATIONS) == -12_000


def test_the_bank_says_what_the_books_have_and_no_statement_shows(
    office: Office, bank: Bank, till: Till
) -> None:
    room_of(bank, Moved(date(2026, 11, 1), -600, "CHARGES"))
    till.gives(GBP(120), received_on=DAY)
    page = office.signed_in().get("/office/bank").text
    assert "In our books and on no statement" in page
    assert "A gift that is recorded already" in page
    assert "£120.00" in page


def test_two_lines_that_may_be_one_thing_are_not_confirmed_together(
    office: Office, bank: Bank, till: Till
) -> None:
    order = till.orders(GBP(15), DAY)
    room_of(bank, *(Moved(DAY, 1500, name, order.reference) for name in ("R GIVER", "ROSA")))
    desk = office.signed_in()
    page = desk.get("/office/bank/confirm").text
    assert "Confirm 1 line" in page
    assert "Rosa Giver" in page
    shown = {name: text for name, text in fields_of(page).items() if name.startswith("line-")}
    desk.post("/office/bank/confirm", **shown)
    assert [line.status for line in bank.lines()] == [LineStatus.SETTLED, LineStatus.PROPOSED]
    assert "Nothing is exact now" in desk.get("/office/bank/confirm").text
