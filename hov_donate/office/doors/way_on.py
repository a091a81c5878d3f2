"""Where one was going before the second factor was asked for."""

from flask import request, url_for

from hov_donate.office.guard import OFFICE


def wanted() -> str:
    """The page of the office that the address names, or nothing: it leads nowhere else."""
    named = request.values.get("next", "")
    return named if named.startswith(f"{OFFICE}/") else ""


def way_on() -> str:
    """That page, or the first one."""
    return wanted() or url_for("office.home")
