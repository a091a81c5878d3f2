"""Letters to affiliates. Subjects tell an onlooker nothing about whom they belong to.

A letter is written when it is sent, from what is true then. One that was overtaken meanwhile, or
whose reader was erased, is not written.
"""

from hov_donate.affiliations.emails.applying import (
    application_question,
    application_rejected,
    application_resume,
    officer_named,
)
from hov_donate.affiliations.emails.conferences import delegates_invited
from hov_donate.affiliations.emails.money import (
    credit_note_issued,
    invoice_issued,
    paid,
    unpaid,
)
from hov_donate.affiliations.emails.renewing import (
    ended,
    link,
    reminder,
    renewal_invitation,
)
from hov_donate.affiliations.emails.writing import Content, Writer, Writing, written

__all__ = [
    "Content",
    "Writer",
    "Writing",
    "application_question",
    "application_rejected",
    "application_resume",
    "credit_note_issued",
    "delegates_invited",
    "ended",
    "invoice_issued",
    "link",
    "officer_named",
    "paid",
    "reminder",
    "renewal_invitation",
    "unpaid",
    "written",
]
