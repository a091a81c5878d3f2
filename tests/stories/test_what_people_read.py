"""What donors and the treasurer read when money comes, stays away, goes back or comes again."""

import re

from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.outbox.mailbox import StoredMail
from hov_donate.payments.models import Payment
from tests.support.house import House
from tests.support.words import GBP

BACS_AFTER_MINUTES, BACS_FAILING, SORT_CODE = "90012345", "22222227", "108800"
FAILING_LATER_CARD = "4000000000005126"


def paid(house: House, amount: str = "20", **card: str) -> Payment:
    payment = house.give(amount)
    house.pay(payment, **card)
    house.let_everything_arrive()
    return house.payment(payment)


def debited(house: House, account: str) -> Payment:
    payment = house.give("20")
    house.simulator.control.pay_by_debit(house.session_of(payment), account, SORT_CODE)
    house.let_everything_arrive()
    return payment


def refund(house: House, payment: Payment, amount: int) -> None:
    house.simulator.control.refund(house.intent_of(payment), amount)
    house.let_everything_arrive()


def read(house: House, subject: str) -> StoredMail:
    """The one letter with this subject."""
    [mail] = [mail for mail in house.mails() if mail.subject == subject]
    return mail


def subjects(house: House) -> list[str]:
    """Of every letter, the oldest first."""
    return [mail.subject for mail in reversed(house.mails())]


def leads_to(house: House, mail: StoredMail, page: str) -> str:
    """What stands on the page that a letter links to."""
    [link] = set(re.findall(rf"{house.site.url}/\w+/{page}/\S+", mail.text))
    answer = house.donor.get(link)
    assert answer.status_code == 200
    return answer.text


def test_a_debit_is_announced_and_its_receipt_follows_when_the_money_is_here(house):
    debited(house, BACS_AFTER_MINUTES)
    assert subjects(house) == ["Your gift is on its way"]
    assert "£20.00" in leads_to(house, house.mails()[0], "gift")
    house.later(minutes=4)
    assert subjects(house) == ["Your gift is on its way", "Receipt 2026-000001"]


def test_who_hears_that_a_debit_failed_can_try_again_from_the_letter(house):
    payment = debited(house, BACS_FAILING)
    house.later(days=8)
    page = leads_to(house, read(house, "Your gift did not arrive"), "gift")
    [form] = re.findall(r'action="([^"]+/resume)"', page)
    again = house.donor.post(f"{house.site.url}{form}", allow_redirects=False)
    assert again.headers["Location"].startswith(house.simulator.url)
    house.pay(house.payment(payment))
    house.let_everything_arrive()
    assert subjects(house)[-1] == "Receipt 2026-000001"


def test_two_refunds_are_two_letters_each_with_its_correction_and_what_is_still_given(house):
    payment = paid(house)
    refund(house, payment, 500)
    refund(house, payment, 1500)
    first, second = [mail for mail in reversed(house.mails()) if "back" in mail.subject]
    assert "Still given: £15.00" in first.text
    assert "Still given: £0.00" in second.text
    names = [name for mail in (first, second) for name, _ in mail.attachments]
    assert names == ["C-2026-000001.pdf", "C-2026-000002.pdf"]


def test_a_refund_that_fails_brings_both_documents_and_asks_the_donor_to_write(house):
    payment = paid(house, card=FAILING_LATER_CARD)
    refund(house, payment, 500)
    house.later(days=2)
    mail = read(house, "We could not send money back to you")
    assert "Please reply to this e-mail" in mail.text
    assert "Still given: £20.00" in mail.text
    assert [name for name, _ in mail.attachments] == ["C-2026-000001.pdf", "CR-2026-000001.pdf"]


def test_a_dispute_is_told_to_the_treasurer_with_a_day_and_to_the_donor_without_blame(house):
    payment = paid(house)
    dispute = house.simulator.control.open_dispute(house.intent_of(payment))["id"]
    house.let_everything_arrive()
    to_treasurer = read(house, "A payment is disputed")
    assert "Answer by: " in to_treasurer.text
    assert f"/office/gifts/{payment.reference}" in to_treasurer.text
    to_donor = read(house, "Your bank has taken money back")
    assert "If this is what you wanted, you need not do anything." in to_donor.text

    house.simulator.control.win_dispute(dispute)
    house.let_everything_arrive()
    assert "decided for us" in read(house, "A bank has decided about a payment").text
    assert "Still given: £20.00" in read(house, "Your gift counts again").text


def test_the_receipt_of_a_monthly_gift_leads_to_where_it_can_be_ended(house):
    begin_monthly(house, GBP("10.00"))
    mail = read(house, "Receipt 2026-000001")
    assert "£10.00 every month" in mail.text
    assert "£10.00" in leads_to(house, mail, "my-giving")


def begin_monthly(house: House, amount: Money) -> Payment:
    payment = house.give_every(Interval.MONTH, amount)
    house.pay(payment)
    house.let_everything_arrive()
    return house.payment(payment)


def test_a_yearly_gift_is_announced_and_then_taken(house):
    house.pay(house.give_every(Interval.YEAR, GBP("60.00")))
    house.let_everything_arrive()
    house.later(days=352)
    house.worker.run_due_jobs()
    house.let_everything_arrive()
    notice = next(mail for mail in house.mails() if mail.subject.startswith("Your yearly gift"))
    assert "£60.00" in notice.text
    house.later(days=15)
    assert len([each for each in subjects(house) if each.startswith("Receipt")]) == 2
