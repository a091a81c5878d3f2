"""Letters to donors. Subjects tell an onlooker nothing about whom a gift was for.

A letter is written when it is sent, from what is true then. One that was overtaken meanwhile, or
whose reader was erased, is not written.
"""

from hov_donate.donations.emails.gifts import failed, on_its_way, receipt, taken_back
from hov_donate.donations.emails.offline import offline_receipt, offline_taken_back
from hov_donate.donations.emails.recurring import (
    changed,
    ended,
    instalment_failed,
    my_giving_link,
    yearly_notice,
)
from hov_donate.donations.emails.returned import (
    charge_reinstated,
    charged_back,
    refund_failed,
    refund_made,
)
from hov_donate.donations.emails.reviewed import held, refused
from hov_donate.donations.emails.writing import Content, Writer, Writing, written

__all__ = [
    "Content",
    "Writer",
    "Writing",
    "changed",
    "charge_reinstated",
    "charged_back",
    "ended",
    "failed",
    "held",
    "instalment_failed",
    "my_giving_link",
    "offline_receipt",
    "offline_taken_back",
    "on_its_way",
    "receipt",
    "refund_failed",
    "refund_made",
    "refused",
    "taken_back",
    "written",
    "yearly_notice",
]
