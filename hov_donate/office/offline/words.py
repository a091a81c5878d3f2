"""Funds, members of the office, bank accounts and rows of the cash box, in words and as choices."""

from collections.abc import Iterable, Mapping

from flask import url_for

from hov_donate.cashbox.models import BoxItem
from hov_donate.core.i18n import translator as spoken
from hov_donate.core.references import grouped
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations import GiftFacts
from hov_donate.donations.offline.rules import Agreed
from hov_donate.ledger.queries import funds
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.labels import label
from hov_donate.staff.queries import members
from hov_donate.staff.rules import actor_of
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


def fund_choices() -> list[tuple[str, str]]:
    """The funds that take gifts."""
    names = fund_names()
    return [(it.code, names[it.code]) for it in funds(db.session()) if it.closed_at is None]


def fund_names() -> Mapping[str, str]:
    """What every fund is called."""
    speak = translator()
    general = speak.gettext("General fund")
    return {
        it.code: general if it.code == GENERAL_FUND else it.name_in(speak.language)
        for it in funds(db.session())
    }


def currency_choices() -> list[tuple[str, str]]:
    """The currencies of gifts."""
    return [(code, code) for code in parts().settings.campaign.currencies]


def language_choices() -> list[tuple[str, str]]:
    """The languages in which receipts are written, each by its own name."""
    return [(it, spoken(it).language_name) for it in parts().settings.campaign.languages]


def counter_choices(acting: str) -> list[tuple[str, str]]:
    """Whoever of the office can count cash beside the one who records it."""
    return [
        (actor_of(it.id), it.email)
        for it in members(db.session())
        if it.active and actor_of(it.id) != acting
    ]


def own_accounts() -> Mapping[str, str]:
    """The campaign's bank accounts: IBAN without blanks → what it is called."""
    return {
        it.iban.replace(" ", ""): f"{it.bank}, {grouped(it.iban)}"
        for it in parts().settings.campaign.bank_accounts
    }


def links(items: Iterable[BoxItem]) -> Mapping[int, str]:
    """Where the row behind each item is looked at."""
    return {item.id: _link(item.source) for item in items}


def _link(source: str) -> str:
    kind, _, number = source.partition("-")
    if kind == "gift":
        return url_for("office.offline_gift", gift_id=int(number))
    return url_for("office.received_sum", received_id=int(number))


def method_line(gift: OfflineGift | GiftFacts) -> str:
    """How a gift came, with the number of its cheque."""
    _ = translator().gettext
    if gift.cheque_number:
        return _("Cheque %(number)s", number=gift.cheque_number)
    return _(label(gift.method))


def due_line(order: StandingOrder | Agreed) -> str:
    """When a standing order is expected, in one line."""
    _, speak = translator().gettext, translator()
    facts = {"rhythm": _(label(order.rhythm)), "day": speak.number(order.day)}
    return _("%(rhythm)s, on day %(day)s", **facts)
