"""Money that matched nothing: what it is, and who decides so."""

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.contacts.queries import identity
from hov_donate.core.i18n import translator as translator_of
from hov_donate.core.money import Money
from hov_donate.core.references import normalise
from hov_donate.donations import placing
from hov_donate.gateway.port import GatewayError, GatewayRefusedError
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.giver import TypedGiver, read_giver
from hov_donate.office.guard import acting, allowed
from hov_donate.office.labels import label
from hov_donate.office.queries import unmatched as queries
from hov_donate.office.queries.people import people
from hov_donate.payments.operations import CannotBePlacedError, OutdatedReadError
from hov_donate.payments.rules.refunding import RefundRefusedError, needs_another
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

REFERENCE, INVOICE = "reference", "invoice"
NOTHING: Mapping[str, str] = {}
ROOM = "/unmatched/<int:unmatched_id>"


@office.get(ROOM)
@requires(Permission.SEE_LEDGER)
def unmatched(unmatched_id: int) -> str:
    """One unmatched payment, what can be done with it, and what was."""
    return unmatched_page(unmatched_money(unmatched_id))


@office.get(f"{ROOM}/attach")
@requires(Permission.PLACE_MONEY)
def ask_before_attaching(unmatched_id: int) -> ResponseReturnValue:
    """The gift that was typed, and what would become of it."""
    _ = translator().gettext
    found = unmatched_money(unmatched_id)
    typed = request.args.get("reference", "").replace("\0", "")[: asked.LONGEST_SEARCH]
    reference = normalise(typed)
    if reference is None:
        problem = _("Type the whole reference. It has eight letters and digits, like 7KQM 3XPA.")
        return unmatched_page(found, typed={REFERENCE: typed}, problems={REFERENCE: problem}), 422
    gift = queries.gift_to_attach(db.session(), reference)
    if gift is None:
        problem = _("There is no gift with this reference.")
        return unmatched_page(found, typed={REFERENCE: typed}, problems={REFERENCE: problem}), 422
    payment, details = gift
    seen = allowed(Permission.SEE_IDENTITIES)
    return render_template(
        "office/attach.html",
        money=found.money,
        payment=payment,
        takes=placing.takes(payment, found.money.currency),
        identity=identity(db.session(), parts().seal, details.id) if seen else None,
    )


@office.post(f"{ROOM}/attach")
@requires(Permission.PLACE_MONEY)
def attach(unmatched_id: int) -> ResponseReturnValue:
    """Let the money be that of a gift."""
    reference = normalise(request.form.get("reference", "")) or abort(404)

    def place() -> str:
        return placing.attach(
            parts().giving, unmatched_id=unmatched_id, reference=reference, actor=acting()
        )

    try:
        return _placed(unmatched_id, place) or back_to(unmatched_id)
    except LookupError:
        abort(404)


@office.get(f"{ROOM}/gift")
@requires(Permission.PLACE_MONEY)
def ask_who_gave(unmatched_id: int) -> str:
    """A form for who gave, and what making a gift does."""
    campaign = parts().settings.campaign
    return _giver_page(unmatched_id, TypedGiver(language=campaign.default_language), {})


@office.post(f"{ROOM}/gift")
@requires(Permission.PLACE_MONEY)
def make_gift(unmatched_id: int) -> ResponseReturnValue:
    """Let the money be a gift of someone whom staff knows."""
    typed = read_giver()
    giver, problems = typed.checked(translator(), parts().settings.campaign.languages)
    if giver is None:
        return _giver_page(unmatched_id, typed, problems), 422

    def place() -> str:
        return placing.make_gift(
            parts().giving, unmatched_id=unmatched_id, giver=giver, actor=acting()
        )

    # What was typed is not typed twice because Stripe was silent.
    return _placed(unmatched_id, place) or (_giver_page(unmatched_id, typed, {}), 503)


@office.get(f"{ROOM}/refund")
@requires(Permission.REFUND_UNMATCHED)
def ask_before_giving_back(unmatched_id: int) -> str:
    """What giving the money back does."""
    money = unmatched_money(unmatched_id).money
    alone = parts().settings.campaign.refund_alone_up_to
    two = needs_another(money.amount, Money(0, money.currency), alone)
    return render_template("office/refund_unmatched.html", money=money, two=two)


@office.post(f"{ROOM}/refund")
@requires(Permission.REFUND_UNMATCHED)
def give_back(unmatched_id: int) -> ResponseReturnValue:
    """Send the money back to whoever paid it, or note that another person has to agree."""
    return _sent_back(unmatched_id, agreeing=False)


@office.post(f"{ROOM}/refund/agree")
@requires(Permission.AGREE_TO_REFUNDS)
def agree_to_give_back(unmatched_id: int) -> ResponseReturnValue:
    """Another person agrees: it goes back."""
    return _sent_back(unmatched_id, agreeing=True)


def _sent_back(unmatched_id: int, *, agreeing: bool) -> ResponseReturnValue:
    _ = translator().gettext
    try:
        sent = placing.give_back(
            parts().giving, unmatched_id=unmatched_id, actor=acting(), agreeing=agreeing
        )
    except (CannotBePlacedError, RefundRefusedError) as error:
        flash(_(label(error.fault)), "wrong")
    except GatewayRefusedError as error:
        text = _("Stripe refused to send it back. Its word for why: %(code)s.", code=error.code)
        flash(text, "wrong")
    except GatewayError:
        text = _(
            "Stripe did not answer. Your wish is noted. Press again in a minute: the money"
            " cannot go back twice."
        )
        flash(text, "wrong")
    else:
        if sent:
            flash(_("The money goes back to whoever paid it."), "done")
        else:
            flash(_("Noted. Another person of the office has to agree before it goes."), "info")
    return back_to(unmatched_id)


def _placed(unmatched_id: int, place: Callable[[], str]) -> ResponseReturnValue | None:
    """Place money and show the gift that it is, or say why not; None when it can be repeated."""
    _ = translator().gettext
    try:
        reference = place()
    except CannotBePlacedError as error:
        flash(_(label(error.fault)), "wrong")
        return back_to(unmatched_id)
    except (GatewayError, OutdatedReadError):
        flash(_("Stripe did not answer. Nothing was changed: try again in a minute."), "wrong")
        return None
    flash(_("The money is this gift's now. Its receipt goes out by e-mail."), "done")
    return redirect(url_for("office.gift", reference=reference), 303)


def back_to(unmatched_id: int) -> ResponseReturnValue:
    """The way to the page of unmatched money."""
    return redirect(url_for("office.unmatched", unmatched_id=unmatched_id), 303)


def unmatched_money(unmatched_id: int) -> queries.Unmatched:
    """The money of this page."""
    return queries.unmatched(db.session(), unmatched_id) or abort(404)


def unmatched_page(
    found: queries.Unmatched,
    *,
    typed: Mapping[str, str] = NOTHING,
    problems: Mapping[str, str] = NOTHING,
) -> str:
    """The page of unmatched money, with what was typed of a gift or an invoice, and what is wrong.

    Each by the field's name.
    """
    actors = [found.money.resolved_by, *(step.actor for step in found.asked)]
    return render_template(
        "office/unmatched.html",
        found=found,
        money=found.money,
        typed=typed.get(REFERENCE) or _suggested(found),
        typed_invoice=typed.get(INVOICE, ""),
        problems=problems,
        people=people(db.session(), actors),
        asked_by_another=any(step.actor != acting() for step in found.asked),
    )


def _suggested(found: queries.Unmatched) -> str:
    """The reference that came with the money, when it is one of ours to the letter."""
    return normalise(found.money.reference or "") or ""


def _giver_page(unmatched_id: int, typed: TypedGiver, problems: dict[str, str]) -> str:
    languages = parts().settings.campaign.languages
    return render_template(
        "office/make_gift.html",
        money=unmatched_money(unmatched_id).money,
        typed=typed,
        problems=problems,
        languages=[(it, translator_of(it).language_name) for it in languages],
    )
