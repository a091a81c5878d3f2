"""E-mails to be sent, and what became of them. Neither text nor address is kept here."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of


class MailKind(StrEnum):
    """Every letter that we write."""

    RECEIPT = "receipt"
    GIFT_HELD = "gift_held"
    GIFT_REFUSED = "gift_refused"
    GIFT_ON_ITS_WAY = "gift_on_its_way"
    GIFT_FAILED = "gift_failed"
    GIFT_REVERSED = "gift_reversed"
    REFUND_MADE = "refund_made"
    REFUND_FAILED = "refund_failed"
    CHARGED_BACK = "charged_back"
    CHARGE_REINSTATED = "charge_reinstated"
    OFFLINE_RECEIPT = "offline_receipt"
    OFFLINE_TAKEN_BACK = "offline_taken_back"
    INSTALMENT_FAILED = "instalment_failed"
    RECURRING_CHANGED = "recurring_changed"
    RECURRING_ENDED = "recurring_ended"
    YEARLY_NOTICE = "yearly_notice"
    MY_GIVING_LINK = "my_giving_link"
    APPLICATION_RESUME = "application_resume"
    OFFICER_NAMED = "officer_named"
    APPLICATION_QUESTION = "application_question"
    APPLICATION_REJECTED = "application_rejected"
    INVOICE_ISSUED = "invoice_issued"
    CREDIT_NOTE_ISSUED = "credit_note_issued"
    AFFILIATION_PAID = "affiliation_paid"
    AFFILIATION_UNPAID = "affiliation_unpaid"
    RENEWAL_INVITATION = "renewal_invitation"
    AFFILIATION_REMINDER = "affiliation_reminder"
    AFFILIATION_ENDED = "affiliation_ended"
    AFFILIATION_LINK = "affiliation_link"
    MEMBERSHIP_RENEWS = "membership_renews"
    MEMBERSHIP_NOT_TAKEN = "membership_not_taken"
    DELEGATES_INVITED = "delegates_invited"
    SIGNATURE_TO_CONFIRM = "signature_to_confirm"
    SIGNATURE_LINK = "signature_link"
    EVENT_TO_CONFIRM = "event_to_confirm"
    EVENT_QUESTION = "event_question"
    EVENT_DECIDED = "event_decided"
    EVENT_SIGN_UP_TO_CONFIRM = "event_sign_up_to_confirm"
    EVENT_CALLED_OFF = "event_called_off"
    ENDORSEMENT_NAMED = "endorsement_named"
    APPLICATION_TO_DECIDE = "application_to_decide"
    OFFICER_OBJECTED = "officer_objected"
    TREASURER_ALERT = "treasurer_alert"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_CLOSED = "dispute_closed"
    FRAUD_WARNING = "fraud_warning"
    PAYOUT_FAILED = "payout_failed"
    WATCH_ALERT = "watch_alert"
    ATTACK_ALERT = "attack_alert"
    MONTH_CLOSED = "month_closed"
    MONTH_REOPENING = "month_reopening"
    STAFF_INVITATION = "staff_invitation"
    STAFF_PASSWORD_LINK = "staff_password_link"  # noqa: S105 (a kind of letter)
    STAFF_SIGN_IN_CHANGED = "staff_sign_in_changed"


class OutboxStatus(StrEnum):
    """What became of a letter. One that came back was taken by a mail server, and given back."""

    WAITING = "waiting"
    SENT = "sent"
    CAME_BACK = "came_back"
    DROPPED = "dropped"
    FAILED = "failed"


class OutboxMessage(Base):
    """One letter of a kind about an object; there is never a second one.

    `token` names its present sending; none until a worker takes it.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        Index(
            "ix_outbox_messages_due",
            "next_attempt_at",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_outbox_messages_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    object_id: Mapped[str] = mapped_column(String(255))
    details_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, index=True)
    language: Mapped[str] = mapped_column(LANGUAGE)
    status: Mapped[OutboxStatus] = mapped_column(one_of(OutboxStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    token: Mapped[str | None] = mapped_column(String(32))


class Sending(Base):
    """One sending of a letter to somebody, and whether it came back.

    It is begun when a worker first takes the letter, and another one when a person has the letter
    sent again. `token` is what its Message-ID is made of: random, so that only who got the letter
    can report about it. `came_back_at` is empty again once the mark was taken back; `reported_at`
    stays, so that one report counts once. Of a report nothing is kept but `status_code`, such as
    5.1.1 (RFC 3463); `noted_by` says which member of staff noted it by hand.
    """

    __tablename__ = "outbox_sendings"
    __table_args__ = (
        CheckConstraint(
            "came_back_at IS NULL OR reported_at IS NOT NULL OR noted_by IS NOT NULL",
            name="somebody_says_that_it_came_back",
        ),
        CheckConstraint(
            "status_code IS NULL OR reported_at IS NOT NULL", name="a_code_is_a_reports"
        ),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)", name="somebody_takes_it_back"
        ),
        Index(
            "ix_outbox_sendings_came_back",
            "details_id",
            sqlite_where=text("came_back_at IS NOT NULL"),
            postgresql_where=text("came_back_at IS NOT NULL"),
        ),
    )

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("outbox_messages.id", ondelete="CASCADE"), index=True
    )
    details_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status_code: Mapped[str | None] = mapped_column(String(11))
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by: Mapped[str | None] = mapped_column(String(60))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by: Mapped[str | None] = mapped_column(String(60))
