"""What whoever is in the office is about: the deed of a request, for the audit log.

`guard` begins it, the database's witness reads it, and `noting` ends it.
"""

from flask import g, has_request_context, request

from hov_donate.staff.audit.rules import AuditKind, Deed

# Parts of addresses that open something by themselves.
SECRET = frozenset({"token"})
_DEED, _SHOWN = "audit_deed", "audit_people_shown"


def begin_deed(actor: str, kind: AuditKind = AuditKind.CHANGED) -> Deed:
    """From now on this request is what `actor` does; what the address names is its subject."""
    named = {name: it for name, it in (request.view_args or {}).items() if name not in SECRET}
    subject = " ".join(f"{name} {value}" for name, value in named.items())
    deed = Deed(actor=actor, action=request.endpoint or "", subject=subject, kind=kind)
    setattr(g, _DEED, deed)
    return deed


def deed_of_request() -> Deed | None:
    """The deed of this request; None outside the office, and where there is no request."""
    found: Deed | None = g.get(_DEED) if has_request_context() else None
    return found


def say_why(reason: str) -> None:
    """Let the log keep why this is done, for ever; it may name nobody."""
    deed = deed_of_request()
    if deed is not None:
        deed.reason = reason


def count_shown() -> None:
    """Count an identity that this request opened; `IdentitySeal` calls it for each."""
    if deed_of_request() is not None:
        setattr(g, _SHOWN, people_shown() + 1)


def people_shown() -> int:
    """How many identities this request opened until now."""
    found: int = g.get(_SHOWN, 0)
    return found
