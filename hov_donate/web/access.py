"""Who may see a view. Every view says it; a test refuses one that does not."""

from collections.abc import Callable
from typing import Any, TypeVar

from hov_donate.staff.rules import Permission

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_hov_donate_access"
EVERYONE = "everyone"
# What staff may open by steps: after the password; while they have no second factor yet, or
# afterwards to change it; once they are signed in wholly, whatever their role.
FIRST_STEP, SETTING_UP, SIGNED_IN = "first_step", "setting_up", "signed_in"


def open_to_all(view: View) -> View:
    """Anyone may see this view."""
    setattr(view, MARK, EVERYONE)
    return view


def after_password(view: View) -> View:
    """Whoever gave the password may see this view, to show the second factor."""
    setattr(view, MARK, FIRST_STEP)
    return view


def while_setting_up(view: View) -> View:
    """Whoever gave the password and has no second factor, or is signed in, may see this view."""
    setattr(view, MARK, SETTING_UP)
    return view


def signed_in(view: View) -> View:
    """Anyone who is signed in with both factors may see this view: it shows them their own."""
    setattr(view, MARK, SIGNED_IN)
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
