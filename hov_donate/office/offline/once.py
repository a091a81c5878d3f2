"""One row for one page, even when its button is pressed twice at once."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.office.changing import changing
from hov_donate.web.parts import parts


def kept_once(
    table: type[OfflineGift] | type[StandingOrder],
    form: str,
    act: Callable[[UnitOfWork], OfflineGift | StandingOrder],
) -> int:
    """The key of the row that `act` writes down; of the first one's, where another was quicker.

    The database refuses a second row of a form.
    """
    try:
        with changing() as work:
            return act(work).id
    except IntegrityError:
        with parts().database.reading() as session:
            known = session.scalars(select(table.id).where(table.form == form)).one_or_none()
        if known is None:
            raise
        return known
