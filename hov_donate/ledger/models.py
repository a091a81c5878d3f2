"""Chart of accounts, entries, postings, seals and daily sums.

How the database keeps an entry whole: an entry must have a seal by the time of commit (a deferred
foreign key), a trigger lets a seal in only when the postings balance, and after it nothing may be
added, changed or removed. The triggers are in the migration and explained in docs/ledger.md.
"""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, listed, one_of
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account, AccountKind, MonthState
from hov_donate.ledger.rules import GENERAL_FUND

FUND = String(40)
GIFT_POSTINGS = "account IN ('donations', 'recurring_donations')"
# Entries without a balance transaction that `affiliations` makes.
OWN_ENTRIES = "reporting_category LIKE 'affiliation_%'"
# Those of gifts outside Stripe, and of the cash box.
OFFLINE_ENTRIES = "reporting_category LIKE 'offline_%'"
# Those of held gifts that a person accepted.
REVIEW_ENTRIES = "reporting_category LIKE 'review_%'"
# And those that lines of bank statements make.
BANK_ENTRIES = "reporting_category LIKE 'bank_%'"


class LedgerAccount(Base):
    """An account of the chart."""

    __tablename__ = "ledger_accounts"

    code: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    kind: Mapped[AccountKind] = mapped_column(one_of(AccountKind))


class LedgerFund(Base):
    """Money that is kept apart in reports, and by its givers' wish where it is restricted.

    Names are by language. A closed fund takes no more gifts; what is booked on it stays.
    """

    __tablename__ = "ledger_funds"

    code: Mapped[str] = mapped_column(FUND, primary_key=True)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    restricted: Mapped[bool] = mapped_column()
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def name_in(self, language: str) -> str:
        """Its name in a language, or in the first that it has one in; empty of the general fund."""
        return self.names.get(language) or next(iter(self.names.values()), "")


class FundTransfer(Base):
    """Money that was moved from one fund to another, and the meeting that decided it."""

    __tablename__ = "fund_transfers"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint("source <> target", name="it_goes_to_another_fund"),
        CheckConstraint("minute <> ''", name="a_meeting_decided_it"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    source: Mapped[str] = mapped_column(FUND, ForeignKey("ledger_funds.code"))
    target: Mapped[str] = mapped_column(FUND, ForeignKey("ledger_funds.code"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    minute: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date] = mapped_column()
    actor: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What was moved."""
        return Money(self.amount_minor, self.currency)


class LedgerEntry(Base):
    """What one balance transaction did to the books, or one thing that Stripe never sees.

    `gross`, `fee` and `net` are in `currency`, the settlement currency; `gift` is what the other
    side of the payment gave or got back, in the currency it was asked in. `late_for` is the day
    it belonged to, when that day's month was closed by then: it is booked on the first open day.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("net_minor = gross_minor - fee_minor", name="net_is_gross_less_fee"),
        CheckConstraint(
            "(gift_minor IS NULL) = (gift_currency IS NULL)", name="gift_has_a_currency"
        ),
        Index("ix_ledger_entries_booked_on_id", "booked_on", "id"),
        # Registers list what is rare, and what pays out.
        Index("ix_ledger_entries_category", "reporting_category", "booked_on", "id"),
        # Money that matched nothing is placed by a person once.
        Index(
            "uq_ledger_entries_placed_once",
            "source_id",
            unique=True,
            sqlite_where=text("reporting_category = 'placed_by_staff'"),
            postgresql_where=text("reporting_category = 'placed_by_staff'"),
        ),
        # What is booked for affiliations is named by its source, and booked once.
        Index(
            "uq_ledger_entries_affiliations_once",
            "reporting_category",
            "source_id",
            unique=True,
            sqlite_where=text(OWN_ENTRIES),
            postgresql_where=text(OWN_ENTRIES),
        ),
        Index(
            "uq_ledger_entries_bank_once",
            "reporting_category",
            "source_id",
            unique=True,
            sqlite_where=text(BANK_ENTRIES),
            postgresql_where=text(BANK_ENTRIES),
        ),
        # A held gift is accepted once.
        Index(
            "uq_ledger_entries_reviews_once",
            "reporting_category",
            "source_id",
            unique=True,
            sqlite_where=text(REVIEW_ENTRIES),
            postgresql_where=text(REVIEW_ENTRIES),
        ),
        # A transfer between funds is booked once.
        Index(
            "uq_ledger_entries_fund_transfers_once",
            "source_id",
            unique=True,
            sqlite_where=text("reporting_category = 'fund_transfer'"),
            postgresql_where=text("reporting_category = 'fund_transfer'"),
        ),
        # Gifts outside Stripe and what is paid in at the bank are named by their rows, once each.
        Index(
            "uq_ledger_entries_offline_once",
            "reporting_category",
            "source_id",
            unique=True,
            sqlite_where=text(OFFLINE_ENTRIES),
            postgresql_where=text(OFFLINE_ENTRIES),
        ),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("ledger_seals.entry_id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=True,
    )
    stripe_balance_transaction_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    reporting_category: Mapped[str] = mapped_column(String(60))
    source_id: Mapped[str | None] = mapped_column(STRIPE_ID, index=True)
    payment_reference: Mapped[str | None] = mapped_column(String(12), index=True)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    booked_on: Mapped[date] = mapped_column()
    late_for: Mapped[date | None] = mapped_column()
    available_on: Mapped[date] = mapped_column()
    gross_minor: Mapped[int] = mapped_column(BigInteger)
    fee_minor: Mapped[int] = mapped_column(BigInteger)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    gift_minor: Mapped[int | None] = mapped_column(BigInteger)
    gift_currency: Mapped[str | None] = mapped_column(CURRENCY)
    exchange_rate: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LedgerPosting(Base):
    """One line of an entry: a debit (positive) or a credit (negative) on an account."""

    __tablename__ = "ledger_postings"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_is_not_zero"),
        Index("ix_ledger_postings_account_entry_id", "account", "entry_id"),
        # The largest gifts of each currency, whoever asks from which sum on.
        Index(
            "ix_ledger_postings_gifts_by_size",
            "currency",
            "amount_minor",
            sqlite_where=text(GIFT_POSTINGS),
            postgresql_where=text(GIFT_POSTINGS),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), index=True)
    account: Mapped[Account] = mapped_column(listed(Account), ForeignKey("ledger_accounts.code"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    # One of `ledger_funds`: the seal's trigger lets no other in.
    fund: Mapped[str] = mapped_column(FUND, server_default=GENERAL_FUND)


class LedgerSeal(Base):
    """The mark that an entry is complete, balanced and final."""

    __tablename__ = "ledger_seals"

    entry_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )


class LedgerDailySum(Base):
    """What was posted to an account for a fund on a day, kept in the posting's transaction."""

    __tablename__ = "ledger_daily_sums"
    # What stands on a rare account is asked for on every page of the office's morning.
    __table_args__ = (Index("ix_ledger_daily_sums_account", "account"),)

    booked_on: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    fund: Mapped[str] = mapped_column(FUND, primary_key=True, server_default=GENERAL_FUND)
    debit_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    credit_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    postings: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class LedgerDailyMovement(Base):
    """What moved Stripe's balance on a day, for one reason; kept in the posting's transaction.

    Of entries that balance transactions made, in their settlement currency. `category` is Stripe's
    reporting category and `counter` the account across, whatever stands between them.
    """

    __tablename__ = "ledger_daily_movements"

    booked_on: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    category: Mapped[str] = mapped_column(String(60), primary_key=True)
    counter: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    gross_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    fee_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    net_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    entries: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class LedgerMonth(Base):
    """A month that was closed, and whether it is now; no row is as good as open.

    The database writes it, from closings and re-openings. Nothing is sealed on a day that is not
    after the last closed one.
    """

    __tablename__ = "ledger_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column()
    state: Mapped[MonthState] = mapped_column(one_of(MonthState))


class LedgerDailySettled(Base):
    """What money came and went for on a day, in the currency in which it is kept.

    Of every entry that moves money: each posting that is not on an account of money, in the
    currency in which the money moved. What stands on `currency_exchange` is the account's behind
    it, so that a gift of 20.00 EUR that Stripe settled as 17.20 GBP is a credit of 17.20 on
    `donations`, `currency` EUR and `settled_in` GBP. In each `settled_in` all of a day adds up to
    what the accounts of money gained or lost, with the other sign. Kept in the posting's
    transaction, by the seal's trigger (migration 0026).
    """

    __tablename__ = "ledger_daily_settled"
    __table_args__ = {"sqlite_with_rowid": False}

    booked_on: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    settled_in: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    fund: Mapped[str] = mapped_column(FUND, primary_key=True)
    debit_minor: Mapped[int] = mapped_column(BigInteger)
    credit_minor: Mapped[int] = mapped_column(BigInteger)
