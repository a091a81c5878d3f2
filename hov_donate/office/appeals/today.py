"""Signatures that wait for a person, as a line of the first room."""

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.core.i18n import N_
from hov_donate.office.queries.paging import counted
from hov_donate.office.tasks import Task


def signature_tasks(session: Session) -> list[Task]:
    """Signatures of all appeals that do not count before somebody has looked at them."""
    held = select(Signature.id).where(Signature.status == SignatureStatus.HELD)
    return [
        Task(
            counted(session, held),
            N_("Signatures to look at"),
            N_("A rule holds them back. They count once somebody says so."),
            url_for("office.appeals"),
        )
    ]
