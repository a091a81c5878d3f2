"""Whatever happens to invoices and money, in whatever order: it adds up, here and in the books."""

from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    CreditNote,
    CreditReason,
    CreditUse,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
    ReversalReason,
)
from hov_donate.affiliations.operations import Override
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import (
    credit_of,
    open_invoices,
    overdrawn_of,
    standing_of,
)
from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import ask
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus
from hov_donate.wiring.reactions import reactions
from tests.support.affiliates import TODAY, TREASURER, Affiliates
from tests.support.databases import ENGINES, Databases
from tests.support.office import office_settings
from tests.support.stripes_word import Told
from tests.support.words import NOON

WHICH = st.integers(0, 1000)
MINOR = st.integers(1, 9000)
PART = st.integers(1, 100)
GIFT, CURRENCY = st.integers(0, 900), st.sampled_from(["GBP", "EUR"])


class Treasury(RuleBasedStateMachine):
    """A treasurer's life with some branches, members and their banks."""

    def __init__(self, databases: Databases, engine: str, folder: Path) -> None:
        """An empty installation of its own."""
        super().__init__()
        self.stack = ExitStack()
        url = self.stack.enter_context(databases.fresh(engine, folder))
        sql, chosen = make_engine(url), office_settings(url)
        self.stack.callback(sql.dispose)
        self.settings = chosen
        self.database = Database(sql, FixedClock(NOON), reactions(chosen))
        self.affiliates = Affiliates(self.database, chosen, IdentitySeal(chosen.identity_keys))
        self.everybody: list[Affiliation] = []
        self.invoices: list[Invoice] = []
        self.told: list[Told] = []
        self.came: list[MoneyReceived] = []

    def teardown(self) -> None:
        """The installation is gone."""
        self.stack.close()

    @precondition(lambda self: len(self.everybody) < 4)
    @rule(organisation=st.booleans())
    def somebody_affiliates(self, organisation):
        found = self.affiliates.branch() if organisation else self.affiliates.member()
        self.everybody.append(found)

    @precondition(lambda self: self.everybody)
    @rule(
        whose=WHICH, fee=MINOR, gift=st.integers(0, 900), currency=st.sampled_from(["GBP", "EUR"])
    )
    def an_invoice(self, whose, fee, gift, currency):
        affiliation = _one_of(self.everybody, whose)
        extra = Money(gift, currency) if gift else None
        self.invoices.append(self.affiliates.invoice(affiliation, Money(fee, currency), extra))

    @precondition(lambda self: self.invoices)
    @rule(which=WHICH, part=st.integers(1, 150))
    def paid_by_card(self, which, part):
        """A part, all, or too much: a page may be open while the invoice is paid otherwise."""
        invoice = _one_of(self.invoices, which)
        amount = Money(max(1, invoice.amount_minor * part // 100), invoice.currency)
        told = Told.paid(self._asked(invoice, amount), amount)
        self.told.append(told)
        told.hear(self.database)

    def _asked(self, invoice: Invoice, amount: Money) -> str:
        with self.database.writing() as work:
            payment = ask(
                work,
                reference=new_reference(),
                purpose=PaymentPurpose.AFFILIATION,
                amount=amount,
                interval=None,
                details_id=invoice.details_id,
            )
            work.session.add(
                InvoicePayment(
                    payment_id=payment.id,
                    invoice_id=invoice.id,
                    affiliation_id=invoice.affiliation_id,
                )
            )
            return payment.reference

    @precondition(lambda self: self.told)
    @rule(which=WHICH, part=PART)
    def refunded(self, which, part):
        told = _one_of(self.told, which)
        gone = sum(it.amount.minor for it in told.remote.refunds if it.status == "succeeded")
        left = told.amount.minor - gone
        if left and told.remote.status == "paid":
            told.refund(max(1, left * part // 100))
            told.hear(self.database)

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def a_refund_fails(self, which):
        told = _one_of(self.told, which)
        if told.fail_refund():
            told.hear(self.database)

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def disputed(self, which):
        told = _one_of(self.told, which)
        if not told.remote.disputes and told.remote.status == "paid":
            told.dispute()
            told.hear(self.database)

    @precondition(lambda self: self.told)
    @rule(which=WHICH, won=st.booleans(), heard=st.booleans())
    def a_bank_decides(self, which, won, heard):
        """Maybe nobody tells us yet."""
        told = _one_of(self.told, which)
        if told.decide(won=won) and heard:
            told.hear(self.database)

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def a_debit_is_taken_back(self, which):
        told = _one_of(self.told, which)
        touched = told.remote.refunds or told.remote.disputes or told.remote.status != "paid"
        if not touched:
            told.reverse()
            told.hear(self.database)

    @precondition(lambda self: self.told)
    @rule(which=WHICH)
    def heard_again(self, which):
        told = _one_of(self.told, which)
        told.hear(self.database)
        before = self._figures()
        told.hear(self.database)
        assert self._figures() == before

    @precondition(lambda self: self.invoices)
    @rule(
        owner=WHICH,
        which=st.lists(st.tuples(WHICH, PART), min_size=1, max_size=4),
        over=st.integers(0, 3000),
        method=st.sampled_from(MoneyMethod),
    )
    def a_remittance(self, owner, which, over, method):
        """One sum for some invoices of anybody, in one currency, and maybe more than they ask."""
        chosen = {_one_of(self.invoices, at).id: part for at, part in which}
        currency = self._invoice(next(iter(chosen))).currency
        shares = []
        for invoice_id, part in chosen.items():
            invoice = self._invoice(invoice_id)
            owed = self.affiliates.owes(invoice).minor * part // 100
            if owed and invoice.currency == currency:
                shares.append((invoice, Money(owed, currency)))
        amount = sum(share.minor for _, share in shares) + over
        if amount:
            affiliation = _one_of(self.everybody, owner)
            money = Money(amount, currency)
            self.came.append(self.affiliates.receive(affiliation, money, *shares, method=method))

    def _invoice(self, invoice_id: int) -> Invoice:
        return next(each for each in self.invoices if each.id == invoice_id)

    @precondition(lambda self: self.came)
    @rule(which=WHICH)
    def a_cheque_bounces(self, which):
        came = _one_of(self.came, which)
        with suppress(MoneyRefusedError), self.database.writing() as work:
            operations.reverse_money(
                work,
                received_id=came.id,
                reason=ReversalReason.BOUNCED,
                on=TODAY,
                words="",
                actor=TREASURER,
                settings=self.settings,
            )

    @precondition(lambda self: self.invoices)
    @rule(which=WHICH, part=st.none() | PART, reason=st.sampled_from(CreditReason))
    def a_credit_note(self, which, part, reason):
        invoice = _one_of(self.invoices, which)
        with suppress(MoneyRefusedError), self.database.writing() as work:
            left = standing_of(work.session, invoice.id).creditable
            some = part and Money(max(1, left.minor * part // 100), left.currency)
            operations.credit_invoice(
                work,
                invoice=work.session.get_one(Invoice, invoice.id),
                amount=some,
                reason=reason,
                words="",
                actor=TREASURER,
                settings=self.settings,
            )

    @precondition(lambda self: self.invoices)
    @rule(which=WHICH, fee=st.integers(0, 9000))
    def a_fee_is_corrected(self, which, fee):
        """The term is made anew; what settled its invoice settles the new one, whosever it is."""
        whose = _one_of(self.invoices, which).affiliation_id
        with self.database.writing() as work:
            newest = terms_of(work.session, whose)[-1]
            before = sum(it.settled.minor for it in open_invoices(work.session, newest.id))
            override = Override(Money(fee, newest.currency), "a strike", "the committee", "EC 7")
            made = operations.override_fee(
                work,
                affiliation_id=whose,
                override=override,
                actor=TREASURER,
                settings=self.settings,
            )
            for it in open_invoices(work.session, made.id):
                assert it.settled.minor >= min(before, it.invoice.amount_minor)
                self.invoices.append(it.invoice)

    @precondition(lambda self: self.everybody)
    @rule(whose=WHICH)
    def credit_is_used(self, whose):
        affiliation = _one_of(self.everybody, whose)
        with self.database.writing() as work:
            operations.use_credit(work, affiliation_id=affiliation.id, settings=self.settings)

    @precondition(lambda self: self.everybody)
    @rule(whose=WHICH, part=PART, back=st.booleans())
    def credit_is_given_or_sent_back(self, whose, part, back):
        affiliation = _one_of(self.everybody, whose)
        for currency, there in self.affiliates.credit(affiliation).items():
            amount = Money(max(1, there.minor * part // 100), currency)
            does = operations.send_credit_back if back else operations.give_credit
            with suppress(MoneyRefusedError), self.database.writing() as work:
                does(
                    work,
                    affiliation_id=affiliation.id,
                    amount=amount,
                    words="as they say",
                    actor=TREASURER,
                    settings=self.settings,
                )

    def _figures(self) -> list[str]:
        with self.database.reading() as session:
            rows = [*session.scalars(select(InvoiceBalance).order_by(InvoiceBalance.invoice_id))]
            figures = [f"{it.invoice_id} {it.credited_minor} {it.settled_minor}" for it in rows]
            return [*figures, str(_ledger(session))]

    @invariant()
    def it_adds_up(self):
        with self.database.reading() as session:
            invoiced = _sum(session.scalars(select(Invoice)).all(), "amount_minor")
            noted = _sum(session.scalars(select(CreditNote)).all(), "amount_minor")
            assert _less(invoiced, noted) == _less(
                _plus(_paid(session), self._owed(session)),
                _less(self._credit(session), self._overdrawn(session)),
            )

    @invariant()
    def the_books_say_the_same(self):
        with self.database.reading() as session:
            expected = {it.currency: it.expected.minor for it in receivables(session)}
            assert _ledger(session) == {each: it for each, it in expected.items() if it}
            owed, credit = self._owed(session), self._credit(session)
            overdrawn = self._overdrawn(session)
            for each in receivables(session):
                found = (each.owed, each.credit)
                assert found == (owed.get(each.currency, 0), credit.get(each.currency, 0))
                assert each.overdrawn == overdrawn.get(each.currency, 0) + _twice(
                    session, each.currency
                )

    @invariant()
    def nothing_is_below_zero(self):
        with self.database.reading() as session:
            gone = set(session.scalars(select(MoneyReversal.received_id)))
            for balance in session.scalars(select(InvoiceBalance)):
                assert min(balance.owed_minor, balance.settled_minor, balance.credited_minor) >= 0
            for affiliation in self.everybody:
                for source in sources_of(session, affiliation.id):
                    # What was sent back out of a sum that is not there is owed without an invoice.
                    least = 0 if source.kept else -source.sent_back
                    assert source.spare >= least
                    assert not source.overdrawn or source.received_id in gone

    @invariant()
    def what_comes_bears_first_what_was_sent_back_in_vain(self):
        with self.database.reading() as session:
            for affiliation in self.everybody:
                for currency in overdrawn_of(session, affiliation.id):
                    assert not self._could_bear(session, affiliation, currency)

    def _could_bear(self, session: Session, affiliation: Affiliation, currency: str) -> list[int]:
        """Credit that a remittance brought, and no credit note freed since."""
        return [
            source.spare
            for source in sources_of(session, affiliation.id)
            if source.currency == currency
            and source.received_id is not None
            and source.spare > 0
            and not source.settles
        ]

    def _owed(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for invoice in self.invoices:
            found[invoice.currency] += standing_of(session, invoice.id).owed.minor
        return _plain(found)

    def _overdrawn(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for affiliation in self.everybody:
            for currency, amount in overdrawn_of(session, affiliation.id).items():
                found[currency] += amount.minor
        return _plain(found)

    def _credit(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for affiliation in self.everybody:
            for currency, amount in credit_of(session, affiliation.id).items():
                found[currency] += amount.minor
        return _plain(found)


def _one_of(things, at):
    return things[at % len(things)]


def _paid(session: Session) -> dict[str, int]:
    """What payers paid and did not give away or get back: at Stripe, and otherwise."""
    found: Counter[str] = Counter()
    for payment in session.scalars(select(Payment)):
        found[payment.currency] += payment.kept.minor
    gone = set(session.scalars(select(MoneyReversal.received_id)))
    for came in session.scalars(select(MoneyReceived)):
        found[came.currency] += 0 if came.id in gone else came.amount_minor
    for use in session.scalars(select(CreditUse)):
        found[use.currency] -= use.amount_minor
    return _plain(found)


def _twice(session: Session, currency: str) -> int:
    """What payers had back both by a refund and by a dispute."""
    payments = session.scalars(select(Payment).where(Payment.currency == currency)).all()
    gone = [it.refunded_minor + it.disputed_minor + it.lost_minor for it in payments]
    return sum(
        max(0, minor - it.amount_minor)
        for it, minor in zip(payments, gone, strict=True)
        if it.status.received and it.status is not PaymentStatus.REVERSED
    )


def _ledger(session: Session) -> dict[str, int]:
    found = balances(session, Account.RECEIVABLES)
    return {currency: amount.minor for currency, amount in found.items() if amount.minor}


def _sum(rows, name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row.currency] += getattr(row, name)
    return _plain(found)


def _plain(found: Counter[str]) -> dict[str, int]:
    return {currency: minor for currency, minor in found.items() if minor}


def _plus(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return _plain(Counter({each: one.get(each, 0) + other.get(each, 0) for each in {*one, *other}}))


def _less(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return _plus(one, {each: -minor for each, minor in other.items()})


@pytest.mark.parametrize("engine", ENGINES)
def test_invoices_add_up_at_every_step_of_any_history(databases, engine, tmp_path):
    class Here(Treasury):
        def __init__(self) -> None:
            super().__init__(databases, engine, tmp_path)

    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=6, stateful_step_count=30, deadline=None),
    )
