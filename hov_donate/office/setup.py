"""Opens the office."""

from flask import Flask

from hov_donate.office import (
    answering,
    audit_log,
    defence,
    disputes,
    funds,
    gifts,
    givers,
    home,
    inbox,
    ledger,
    names,
    outbox,
    reconciliation,
    recurring,
    refunds,
    unmatched,
    unmatched_invoice,
    watching,
)
from hov_donate.office.affiliates import rooms as affiliates
from hov_donate.office.blueprint import office
from hov_donate.office.conferences import rooms as conferences
from hov_donate.office.look import set_up_look
from hov_donate.office.sign_in import set_up_sign_in
from hov_donate.web.parts import KEY

ROOMS = (
    home,
    gifts,
    givers,
    recurring,
    disputes,
    answering,
    refunds,
    ledger,
    funds,
    reconciliation,
    unmatched,
    unmatched_invoice,
    watching,
    defence,
    inbox,
    outbox,
    affiliates,
    conferences,
    names,
    audit_log,
)


def setup(app: Flask) -> None:
    """Sign-in, and every room behind it."""
    set_up_look(app)
    set_up_sign_in(app, app.extensions[KEY].settings)
    app.register_blueprint(office)
