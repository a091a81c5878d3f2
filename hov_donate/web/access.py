"""Who may see a view. Every view says it; a test refuses one that does not."""

from collections.abc import Callable
from typing import Any, TypeVar

from hov_donate.staff.rules import Permission

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_hov_donate_access"
EVERYONE = "everyone"


def open_to_all(view: View) -> View:
    """Anyone may see this view."""
    setattr(view, MARK, EVERYONE)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only signed-in staff who hold the permission may see this view; the office checks it."""

    def mark(view: View) -> View:
        setattr(view, MARK, permission)
        return view

    return mark


def access_of(view: Callable[..., Any]) -> Permission | str | None:
    """What a view says about itself; None when it says nothing."""
    found: Permission | str | None = getattr(view, MARK, None)
    return found
