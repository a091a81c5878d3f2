"""A month's proof on paper, with lines for two signatures."""

from collections.abc import Sequence
from io import BytesIO

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from hov_donate.closing.queries.freezing import seen_of
from hov_donate.closing.queries.months import Closed, closing_of
from hov_donate.closing.queries.payouts import PayoutProof, payouts_of
from hov_donate.closing.queries.proofs import StripesWord, proofs, stripes_word
from hov_donate.closing.rules.proof import CurrencyProof, Proof
from hov_donate.core.i18n import N_, Translator
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.documents.proofs import ProofPage, ProofText, render_proof
from hov_donate.office.blueprint import office
from hov_donate.office.labels import label
from hov_donate.office.months.asked import time_zone
from hov_donate.office.queries.people import people
from hov_donate.staff.audit.queries import head
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.spans import read_month


@office.get("/proof.pdf")
@requires(Permission.SEE_LEDGER)
def print_proof() -> ResponseReturnValue:
    """A page for each currency; a closed month has one even where Stripe never held anything."""
    month = read_month(request.args.get("month", ""))
    if month is None:
        abort(404)
    found, closed = proofs(db.session(), month), closing_of(db.session(), month.first)
    stands = closed if closed is not None and closed.stands else None
    if not found and stands is None:
        abort(404)
    content = render_proof(_text(month, found, stands))
    name = f"proof-{month.first:%Y-%m}.pdf"
    return send_file(BytesIO(content), "application/pdf", download_name=name)


def _text(month: Span, found: Sequence[CurrencyProof], stands: Closed | None) -> ProofText:
    speak, session = translator(), db.session()
    _ = speak.gettext
    paid_out = payouts_of(session, month, time_zone())
    checksum = stands.closing.checksum if stands else seen_of(session, month)
    return ProofText(
        title=_("Proof: %(span)s", span=speak.month(month.first)),
        facts=(*_state(stands, speak), *_checked(stripes_word(session), speak), _logged(speak)),
        day_headings=(_("Day"), _("Moved"), _("Closing")),
        payout_headings=(_("Payout"), _("Amount"), _("Sum of items"), _("On the bank's statement")),
        days_title=_("Day by day"),
        payouts_title=_("Payouts"),
        pages=tuple(_page(it, paid_out, speak) for it in found) or (_nothing(speak),),
        signed=_("Name and signature"),
        signed_on=_("Place and day"),
        checksum=_("Checksum of the figures: %(checksum)s", checksum=checksum),
        issuer=parts().settings.campaign.legal_name,
        language=speak.language,
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _state(closed: Closed | None, speak: Translator) -> list[str]:
    """Whether it is final, and who said so."""
    _ = speak.gettext
    if closed is None:
        return [_("This month is open: these figures are not final.")]
    closing = closed.closing
    by = people(db.session(), [closing.closed_by]).get(closing.closed_by, closing.closed_by)
    at = speak.moment(closing.closed_at, time_zone())
    return [_("Closed at %(at)s by %(by)s. Nothing is booked in it any more.", at=at, by=by)]


def _checked(words: Sequence[StripesWord], speak: Translator) -> list[str]:
    """What the newest check found."""
    _ = speak.gettext
    if not words:
        return [_("No check against Stripe has finished yet.")]
    at = speak.moment(words[0].finished_at, time_zone())
    off = [it.difference for it in words if it.difference.minor]
    if not off:
        return [_("At the check of %(at)s our books and Stripe agreed to the penny.", at=at)]
    money = ", ".join(speak.money(it) for it in off)
    differed = N_("At the check of %(at)s our books and Stripe differed by %(money)s.")
    return [_(differed, at=at, money=money)]


def _logged(speak: Translator) -> str:
    """The audit log as it is now: whoever keeps the paper holds every row until then."""
    return speak.gettext("Audit log: %(head)s", head=str(head(db.session())))


def _nothing(speak: Translator) -> ProofPage:
    """A month by whose end Stripe had held nothing for us."""
    currency = parts().settings.campaign.default_currency
    verdict = speak.gettext("Nothing has moved Stripe's balance by then.")
    return ProofPage(currency, verdict, lines=(), strong=(), days=(), payouts=())


def _page(it: CurrencyProof, paid_out: Sequence[PayoutProof], speak: Translator) -> ProofPage:
    _ = speak.gettext
    lines = _lines(it.whole, speak)
    right = it.whole.adds_up and not it.crooked
    return ProofPage(
        currency=it.currency,
        verdict=_("It adds up, every day.") if right else _("It does not add up."),
        lines=lines,
        strong=(0, len(it.whole.parts) + 1),
        days=tuple(_day(day, speak) for day in it.days),
        payouts=tuple(
            _payout(each, speak) for each in paid_out if each.payout.currency == it.currency
        ),
    )


def _day(it: Proof, speak: Translator) -> tuple[str, str, str]:
    moved = it.reckoned - it.opening
    return (speak.date(it.span.first), speak.money(moved), speak.money(it.closing))


def _lines(proof: Proof, speak: Translator) -> tuple[tuple[str, str], ...]:
    _ = speak.gettext
    moved = [(_(label(part.row)), speak.money(part.amount)) for part in proof.parts]
    lacks = [] if proof.adds_up else [(_("What the sums lack"), speak.money(proof.difference))]
    return (
        (_("Opening balance"), speak.money(proof.opening)),
        *moved,
        (_("Closing balance"), speak.money(proof.closing)),
        *lacks,
    )


def _payout(it: PayoutProof, speak: Translator) -> tuple[str, str, str, str]:
    _, payout = speak.gettext, it.payout
    items = _("not itemised")
    if payout.items_minor is not None:
        items = speak.money(Money(payout.items_minor, payout.currency))
    bank = _("not on a statement yet") if it.reaches_bank else _("did not reach the bank")
    if it.line is not None:
        bank = f"{speak.date(it.line.day)}: {speak.money(it.line.amount)}"
    return (payout.stripe_payout_id, speak.money(payout.amount), items, bank)
