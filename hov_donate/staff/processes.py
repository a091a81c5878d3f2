"""What is done about the people of the office by and by."""

from hov_donate.core.db import Database
from hov_donate.staff.operations import forget_ended_sessions, forget_old_invitations


def forget_ended(database: Database) -> None:
    """Delete sessions that are over, and invitations that were settled or left long ago."""
    with database.writing() as work:
        forget_ended_sessions(work)
        forget_old_invitations(work)
