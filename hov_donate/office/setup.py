"""Opens the office."""

from flask import Flask

from hov_donate.office import (
    answering,
    audit_log,
    defence,
    disputes,
    figures,
    funds,
    gifts,
    givers,
    home,
    inbox,
    ledger,
    list_files,
    months,
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
from hov_donate.office.appeals import rooms as appeals
from hov_donate.office.bank import rooms as bank
from hov_donate.office.blueprint import office
from hov_donate.office.campaign_events import rooms as events
from hov_donate.office.conferences import rooms as conferences
from hov_donate.office.doors import rooms as doors
from hov_donate.office.endorsements import rooms as endorsements
from hov_donate.office.exports import rooms as exports
from hov_donate.office.look import set_up_look
from hov_donate.office.offline import rooms as offline
from hov_donate.office.press import rooms as press
from hov_donate.office.reports import rooms as reports
from hov_donate.office.review import rooms as review
from hov_donate.office.sign_in import set_up_sign_in
from hov_donate.office.solidarity_map import rooms as solidarity_map
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
    months,
    unmatched,
    unmatched_invoice,
    watching,
    defence,
    inbox,
    outbox,
    affiliates,
    conferences,
    appeals,
    endorsements,
    figures,
    events,
    press,
    solidarity_map,
    doors,
    offline,
    reports,
    exports,
    bank,
    list_files,
    review,
    names,
    audit_log,
)


def setup(app: Flask) -> None:
    """Sign-in, and every room behind it."""
    set_up_look(app)
    set_up_sign_in(app, app.extensions[KEY].settings)
    app.register_blueprint(office)
