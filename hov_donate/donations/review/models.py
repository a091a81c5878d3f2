"""Rules by which gifts are looked at, each version a row of its own, and the gifts that were.

Triggers in the migration refuse to change a rule, but for its end.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.donations.review.rules import Action, Looked, Measure, ReviewState, Rule


class ReviewRule(Base):
    """A version of a rule, and the minute of the meeting that decided it.

    Versions of one `number` follow one another: the older one ends the day before the newer begins.
    """

    __tablename__ = "review_rules"
    __table_args__ = (
        UniqueConstraint("number", "version"),
        CheckConstraint("at_least_minor > 0", name="amount_is_positive"),
        CheckConstraint("days BETWEEN 1 AND 366", name="there_is_time_to_decide"),
        CheckConstraint("minute <> ''", name="a_meeting_decided_it"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND (ended_at IS NULL OR (ends IS NOT NULL AND ended_minute <> ''))",
            name="somebody_ends_it_and_says_why",
        ),
        Index("ix_review_rules_currency_begins", "currency", "begins"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[int] = mapped_column()
    version: Mapped[int] = mapped_column()
    measure: Mapped[Measure] = mapped_column(one_of(Measure))
    currency: Mapped[str] = mapped_column(CURRENCY)
    at_least_minor: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[Action] = mapped_column(one_of(Action))
    days: Mapped[int] = mapped_column()
    begins: Mapped[date] = mapped_column()
    # The last day of it; the day before `begins` where it never came to be.
    ends: Mapped[date | None] = mapped_column()
    minute: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_minute: Mapped[str] = mapped_column(String(200), default="", server_default="")
    ended_by: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def rule(self) -> Rule:
        """What it says."""
        at_least = Money(self.at_least_minor, self.currency)
        return Rule(self.id, self.measure, at_least, self.action, self.days, self.begins, self.ends)


class GiftBesideFee(Base):
    """A gift of an affiliate's or member's that came with a fee, or that they made of their credit.

    Affiliations say what became of it, read off the end; `source` is their name for it: the
    invoice's number, or the entry that made credit a gift. `amount_minor` is all of the gift that
    is still asked for, `here_minor` what of it came and is here, `held_minor` what of that stands
    on the account of held gifts after so many `moves`; all in minor units. A gift of credit that
    went with the money behind it has a row of its own, with a negative sum, of that gift's giver
    and day.
    """

    __tablename__ = "gifts_beside_fees"
    __table_args__ = (
        CheckConstraint("held_minor >= 0", name="nothing_is_held_below_zero"),
        Index("ix_gifts_beside_fees_details_id_came_on", "details_id", "came_on"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    source: Mapped[str] = mapped_column(String(40), unique=True)
    # None when nobody spoke for its giver any more.
    details_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_details.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    here_minor: Mapped[int] = mapped_column(BigInteger)
    held_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    moves: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(CURRENCY)
    came_on: Mapped[date] = mapped_column()


class GiftReview(Base):
    """A gift that a rule wants a person to look at: once, of Stripe's, outside it, beside a fee.

    `year` is the first day of the accounting year in which it came, and `year_sum_minor` what its
    giver had given in it by then, with it; none when nobody knows who gave. `decided_sum_minor` is
    that sum as whoever decided saw it; below `again_at_minor` nobody is asked again that year.
    `gone_on` is the day on which a gift outside Stripe was taken back, or handed back.
    """

    __tablename__ = "gift_reviews"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN payment_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN offline_gift_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN beside_fee_id IS NULL THEN 0 ELSE 1 END = 1",
            name="it_is_about_one_gift",
        ),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)"
            " AND (decided_at IS NULL) = (state = 'waiting')",
            name="somebody_decides_it",
        ),
        CheckConstraint(
            "(action = 'flag' AND state IN ('waiting', 'looked_at'))"
            " OR (action = 'hold' AND state IN ('waiting', 'accepted', 'refused'))",
            name="only_what_is_held_is_accepted",
        ),
        CheckConstraint("state <> 'refused' OR words <> ''", name="a_refusal_has_a_reason"),
        CheckConstraint(
            "again_at_minor IS NULL OR again_at_minor > decided_sum_minor",
            name="it_asks_again_above_what_was_given",
        ),
        Index("ix_gift_reviews_state_id", "state", "id"),
        Index("ix_gift_reviews_decide_by_id", "decide_by", "id"),
        Index("ix_gift_reviews_state_decide_by_id", "state", "decide_by", "id"),
        Index("ix_gift_reviews_contact_id_year", "contact_id", "year"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), unique=True)
    offline_gift_id: Mapped[int | None] = mapped_column(ForeignKey("offline_gifts.id"), unique=True)
    beside_fee_id: Mapped[int | None] = mapped_column(
        ForeignKey("gifts_beside_fees.id"), unique=True
    )
    rule_id: Mapped[int] = mapped_column(ForeignKey("review_rules.id"))
    action: Mapped[Action] = mapped_column(one_of(Action))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contacts.id"))
    year: Mapped[date] = mapped_column()
    year_sum_minor: Mapped[int | None] = mapped_column(BigInteger)
    came_on: Mapped[date] = mapped_column()
    decide_by: Mapped[date] = mapped_column()
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ReviewState] = mapped_column(one_of(ReviewState))
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_sum_minor: Mapped[int | None] = mapped_column(BigInteger)
    again_at_minor: Mapped[int | None] = mapped_column(BigInteger)
    gone_on: Mapped[date | None] = mapped_column()

    @property
    def source(self) -> str:
        """What names it in the books."""
        return f"review-{self.id}"

    @property
    def amount(self) -> Money:
        """What came."""
        return Money(self.amount_minor, self.currency)

    @property
    def holds(self) -> bool:
        """Whether the gift is no income: it waits for somebody's word, or was refused."""
        return self.action is Action.HOLD and self.state is not ReviewState.ACCEPTED

    def looked(self, on: date) -> Looked | None:
        """That it was decided on a day so that nobody need be asked again, if so."""
        if self.decided_sum_minor is None or self.again_at_minor is None:
            return None
        year_sum = Money(self.decided_sum_minor, self.currency)
        return Looked(self.amount, year_sum, Money(self.again_at_minor, self.currency), on)
