"""Staff as the sign-in library wants them."""

from typing import Any, cast

from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import func, select

from hov_donate.staff.models import StaffMember, StaffRole
from hov_donate.staff.operations import note_wrong_password
from hov_donate.staff.rules import locked
from hov_donate.web.database import db
from hov_donate.web.parts import parts


class OfficeUser(UserMixin, StaffMember):  # type: ignore[misc]
    """A member of staff who can be signed in; the same row, with the library's methods."""

    @property
    def locked(self) -> bool:
        """Whether too many wrong passwords were tried a moment ago."""
        return locked(self.locked_until, parts().clock.now())

    def track_failed_authn(
        self,
        auth_type: str,  # noqa: ARG002 (the library's own signature)
        tfa: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> None:
        """Called by the library when the password is wrong."""
        with parts().database.writing() as work:
            note_wrong_password(work, member_id=self.id)


class OfficeDatastore(SQLAlchemyUserDatastore):
    """Finds staff in a short transaction of its own.

    A password takes a tenth of a second to check: no lock may be held for so long.
    """

    def __init__(self) -> None:
        """Staff of the application that answers this request."""
        super().__init__(db, OfficeUser, cast(type[RoleMixin], StaffRole))

    def find_user(
        self,
        case_insensitive: bool = False,  # noqa: FBT001, FBT002 (the library's own signature)
        **kwargs: Any,
    ) -> UserMixin | None:
        """The member with this e-mail address or session, and their roles."""
        ((name, value),) = kwargs.items()
        column = getattr(OfficeUser, name)
        matches = func.lower(column) == value.lower() if case_insensitive else column == value
        with parts().database.reading() as session:
            return session.scalars(select(OfficeUser).where(matches)).one_or_none()
