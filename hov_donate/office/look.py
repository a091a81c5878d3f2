"""What the office's templates need: names of things, money, moments, and who is looking."""

from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any

from flask import Flask, g, request
from flask_security import current_user

from hov_donate.affiliations.models import Allocation, CreditUse
from hov_donate.config import Settings
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.references import normalise, spaced
from hov_donate.ledger.models import LedgerEntry, LedgerPosting
from hov_donate.office.affiliates import menu as affiliates
from hov_donate.office.affiliates.people import organisation_name
from hov_donate.office.affiliates.stepping import seen
from hov_donate.office.affiliates.words import (
    actor_name,
    all_told,
    class_of,
    country_name,
    kind_name,
    sentence,
    sums,
    why,
)
from hov_donate.office.appeals import menu as appeals
from hov_donate.office.bank import menu as bank
from hov_donate.office.campaign_events import menu as events
from hov_donate.office.endorsements import menu as endorsements
from hov_donate.office.guard import allowed
from hov_donate.office.labels import dispute_reason, label
from hov_donate.office.menu import Room, shelves
from hov_donate.office.offline import menu as offline
from hov_donate.office.offline.words import due_line, method_line
from hov_donate.office.presence import here
from hov_donate.office.press import menu as press
from hov_donate.office.review import menu as review
from hov_donate.office.review.words import rule_line
from hov_donate.office.solidarity_map import menu as solidarity_map
from hov_donate.payments.models import ObjectStatusChange, Refund
from hov_donate.payments.rules import (
    DisputeStatus,
    ObjectKind,
    RefundStatus,
    SubscriptionStatus,
)
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission, Role
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Each room with what it takes to enter; `gift` is found through `gifts`.
ROOMS = (
    ("office.home", N_("Today"), Permission.SEE_OFFICE),
    ("office.gifts", N_("Gifts"), Permission.SEE_GIFTS),
    ("office.recurring_gifts", N_("Recurring gifts"), Permission.SEE_GIFTS),
    ("office.refunds", N_("Refunds"), Permission.SEE_GIFTS),
    ("office.disputes", N_("Disputes"), Permission.SEE_GIFTS),
    *review.ROOMS,
    *offline.ROOMS,
    *affiliates.ROOMS,
    ("office.conferences", N_("Conferences"), Permission.SEE_CONFERENCES),
    *appeals.ROOMS,
    *endorsements.ROOMS,
    ("office.figures", N_("Figures"), Permission.SEE_CAMPAIGN),
    *events.ROOMS,
    *press.ROOMS,
    *solidarity_map.ROOMS,
    ("office.ledger", N_("Ledger"), Permission.SEE_LEDGER),
    ("office.reports", N_("Reports"), Permission.SEE_REPORTS),
    ("office.exports", N_("Exports"), Permission.TAKE_EXPORTS),
    ("office.tokens", N_("Tokens for programs"), Permission.MANAGE_TOKENS),
    ("office.funds", N_("Funds"), Permission.SEE_LEDGER),
    ("office.reconciliation", N_("Reconciliation"), Permission.SEE_LEDGER),
    ("office.proof", N_("Proof"), Permission.SEE_LEDGER),
    ("office.months", N_("Months"), Permission.SEE_LEDGER),
    *bank.ROOMS,
    ("office.watch", N_("Nothing is lost"), Permission.SEE_WATCH),
    ("office.attempts", N_("Attempts"), Permission.SEE_ATTEMPTS),
    ("office.inbox", N_("Stripe events"), Permission.SEE_MACHINERY),
    ("office.outbox", N_("Letters"), Permission.SEE_LETTERS),
    ("office.people", N_("People of the office"), Permission.MANAGE_STAFF),
    ("office.ask_why_names", N_("Names"), Permission.OPEN_NAMES),
    ("office.audit_log", N_("Audit log"), Permission.SEE_AUDIT),
)
# What the steps of a thing are called by.
STATUSES: dict[ObjectKind, type[StrEnum]] = {
    ObjectKind.REFUND: RefundStatus,
    ObjectKind.DISPUTE: DisputeStatus,
    ObjectKind.SUBSCRIPTION: SubscriptionStatus,
}
WITHIN = {
    "office.conference": "office.conferences",
    "office.ask_what_to_call": "office.conferences",
    "office.call_conference": "office.conferences",
    "office.ask_what_to_change": "office.conferences",
    "office.change_called": "office.conferences",
    "office.credentials": "office.conferences",
    "office.credential": "office.conferences",
    "office.name_delegate": "office.conferences",
    "office.ask_before_freezing": "office.conferences",
    "office.ask_before_inviting": "office.conferences",
    "office.open_fund": "office.funds",
    "office.ask_which_fund": "office.funds",
    "office.ask_before_moving": "office.funds",
    "office.move_money": "office.funds",
    "office.refund": "office.refunds",
    "office.ask_before_refunding": "office.refunds",
    "office.ask_for_refund": "office.refunds",
    "office.decline_refund": "office.refunds",
    "office.ask_who_it_is": "office.gifts",
    "office.correct_who_gave": "office.gifts",
    "office.ask_before_answering": "office.disputes",
    "office.send_answer": "office.disputes",
    "office.gift": "office.gifts",
    "office.recurring_gift": "office.recurring_gifts",
    "office.ask_before_ending": "office.recurring_gifts",
    "office.end_recurring": "office.recurring_gifts",
    "office.unmatched": "office.reconciliation",
    "office.proof_rows": "office.proof",
    "office.month": "office.months",
    "office.ask_before_closing_months": "office.months",
    "office.ask_why_to_reopen": "office.months",
    "office.ask_to_reopen_month": "office.months",
    "office.ask_before_attaching": "office.reconciliation",
    "office.ask_before_paying_invoice": "office.reconciliation",
    "office.ask_who_gave": "office.reconciliation",
    "office.make_gift": "office.reconciliation",
    "office.ask_before_giving_back": "office.reconciliation",
    "office.report": "office.reports",
    "office.export": "office.exports",
    "office.ask_for_export": "office.exports",
    "office.make_a_token": "office.tokens",
    "office.ask_before_stopping": "office.attempts",
    "office.member": "office.people",
    "office.change_member_roles": "office.people",
    "office.ask_whom_to_invite": "office.people",
    "office.invite_someone": "office.people",
    **affiliates.WITHIN,
    **offline.WITHIN,
    **bank.WITHIN,
    **review.WITHIN,
    **appeals.WITHIN,
    **endorsements.WITHIN,
    **events.WITHIN,
    **press.WITHIN,
    **solidarity_map.WITHIN,
}


def set_up_look(app: Flask) -> None:
    """Give templates the office's words and figures."""
    app.jinja_env.filters.update(
        money=_money,
        number=_number,
        moment=_moment,
        day=_day,
        month=_month,
        label=_label,
        dispute_reason=_dispute_reason,
        step_label=_step_label,
        subscription_status=SubscriptionStatus,
        about_gift=_about_gift,
        reference=_reference,
        gross=_gross,
        fee=_fee,
        net=_net,
        posted=_posted,
        allocated=_allocated,
        went_back=_went_back,
        items_sum=_items_sum,
        minutes=_minutes,
        country_name=country_name,
        kind_name=kind_name,
        why=why,
        class_name=class_of,
        sums=sums,
        actor_name=actor_name,
        role_name=_role_name,
        sentence=sentence,
        all_told=all_told,
        seen=seen,
        organisation_name=organisation_name,
        due_line=due_line,
        method_line=method_line,
        rule_line=rule_line,
    )
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    """For the office's own pages only; the donors' pages pay nothing."""
    if request.blueprint not in {"office", "security"}:
        return {}
    settings = parts().settings
    speak = translator()
    return {
        "language": speak.language.replace("_", "-"),
        "direction": speak.direction,
        "campaign_name": settings.campaign.name,
        "simulated": settings.simulated,
        "live": settings.live,
        "dashboard": _dashboard(settings),
        "member_email": getattr(current_user, "email", ""),
        "wholly_in": _wholly_in(),
        "shelves": shelves(
            Room(to, speak.gettext(name)) for to, name, need in ROOMS if allowed(need)
        ),
        "room": _room(),
        "may": allowed,
    }


def _room() -> str:
    """The room of this page; `g.belongs_to` names a page of it where the address alone does not."""
    page: str = g.get("belongs_to") or request.endpoint or ""
    return WITHIN.get(page, page)


def _wholly_in() -> bool:
    """Whether somebody is signed in with both factors."""
    present = here() if current_user.is_authenticated else None
    return present is not None and present.whole


def _dashboard(settings: Settings) -> str | None:
    """Where Stripe shows the same things; the simulator has no such place."""
    if settings.simulated:
        return None
    return "https://dashboard.stripe.com" + ("" if settings.live else "/test")


def _money(amount: Money) -> str:
    return translator().money(amount)


def _number(count: int) -> str:
    return translator().number(count)


def _moment(at: datetime) -> str:
    return translator().moment(at, parts().settings.campaign.time_zone)


def _day(day: date) -> str:
    return translator().date(day)


def _month(day: date) -> str:
    return translator().month(day)


def _label(thing: Enum) -> str:
    return translator().gettext(label(thing))


def _role_name(role: str) -> str:
    """What a role is called; one that is no more stands as it was kept."""
    return _label(Role(role)) if role in list(Role) else role


def _dispute_reason(word: str) -> str:
    return translator().gettext(dispute_reason(word))


def _step_label(step: ObjectStatusChange) -> str:
    return _label(STATUSES[step.kind](step.to_status))


def _reference(reference: str) -> str:
    return spaced(reference)


def _about_gift(object_id: str) -> str | None:
    """The reference of the gift that a letter is about, when its name begins with one."""
    begins = object_id.partition("/")[0]
    return begins if normalise(begins) == begins else None


def _gross(entry: LedgerEntry) -> Money:
    return Money(entry.gross_minor, entry.currency)


def _fee(entry: LedgerEntry) -> Money:
    return Money(entry.fee_minor, entry.currency)


def _net(entry: LedgerEntry) -> Money:
    return Money(entry.net_minor, entry.currency)


def _posted(line: LedgerPosting) -> Money:
    return Money(line.amount_minor, line.currency)


def _allocated(row: Allocation | CreditUse) -> Money:
    return Money(row.amount_minor, row.currency)


def _went_back(refund: Refund) -> Money:
    return Money(refund.amount_minor, refund.currency)


def _minutes(span: timedelta) -> str:
    minutes = round(span / timedelta(minutes=1))
    return translator().ngettext("%(num)s minute", "%(num)s minutes", minutes)


def _items_sum(payout: Payout) -> Money:
    return Money(payout.items_minor or 0, payout.currency)
