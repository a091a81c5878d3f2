"""Whatever may happen to invoices and money, for hypothesis to put in any order."""

from contextlib import ExitStack, suppress
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    CreditReason,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
    MoneyMethod,
    MoneyReceived,
    ReversalReason,
)
from hov_donate.affiliations.operations import Override
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import open_invoices, standing_of
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.operations import ask
from hov_donate.payments.rules import PaymentPurpose
from hov_donate.wiring.reactions import reactions
from tests.support.affiliates import TODAY, TREASURER, Affiliates
from tests.support.databases import Databases
from tests.support.office import office_settings
from tests.support.stripes_word import Told
from tests.support.words import NOON

WHICH = st.integers(0, 1000)
MINOR = st.integers(1, 9000)
PART = st.integers(1, 100)
GIFT, CURRENCY = st.integers(0, 900), st.sampled_from(["GBP", "EUR"])


class Invoicing(RuleBasedStateMachine):
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
    @rule(whose=WHICH, fee=MINOR, gift=GIFT, currency=CURRENCY)
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
        before = self.figures()
        told.hear(self.database)
        assert self.figures() == before

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

    def figures(self) -> list[str]:
        """What stands on every invoice and in the ledger."""
        with self.database.reading() as session:
            rows = [*session.scalars(select(InvoiceBalance).order_by(InvoiceBalance.invoice_id))]
            figures = [f"{it.invoice_id} {it.credited_minor} {it.settled_minor}" for it in rows]
            return [*figures, str(ledger(session))]


def ledger(session: Session) -> dict[str, int]:
    """What the books say is owed, less credit, by currency."""
    found = balances(session, Account.RECEIVABLES)
    return {currency: amount.minor for currency, amount in found.items() if amount.minor}


def _one_of(things, at):
    return things[at % len(things)]
