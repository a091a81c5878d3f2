"""What donors do to their monthly and yearly gifts. The signed link in the address is the right."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.config import CurrencyTerms
from hov_donate.contacts.queries import identity
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference, normalise
from hov_donate.donations import own_page as donors
from hov_donate.donations.history import RecurringGift, recurring_gift
from hov_donate.gateway.port import GatewayError, GatewayRefusedError, Interval
from hov_donate.payments import processes as payments
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, FieldError, Problem, amount_examples, limits
from hov_donate.public.door import Knock, turned_away
from hov_donate.public.my_giving import overview, words
from hov_donate.public.own_page import contact_of
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def amount_form(token: str, reference: str) -> AnyResponse:
    """Where another amount is typed."""
    gift = _gift(token, reference)
    if not words().standing(gift).may_change or _terms(gift) is None:
        return _back(token)
    return _amount_page(token, gift, key=new_reference())


@open_to_all
def change_amount(token: str, reference: str) -> AnyResponse:
    """Take another amount from the next time on; a higher one only after a second look."""
    gift = _gift(token, reference)
    terms = _terms(gift)
    key = normalise(request.form.get("key", "")) or new_reference()
    if not words().standing(gift).may_change or terms is None:
        return _back(token)
    typed = clean(request.form.get("amount", "")[:LONGEST_KEPT])
    try:
        amount = Checker(parts().settings.campaign, translator()).typed_amount(typed, terms)
        _refuse_same(amount)
    except FieldError as error:
        return _amount_page(token, gift, error.problem, key=key, typed=typed)
    raises = amount > gift.subscription.amount
    if raises and "confirmed" not in request.form:
        return _confirm_page(token, gift, amount, key=key, typed=typed)
    return _do(token, "changed", lambda: _change(gift, amount, key))


def _refuse_same(amount: Money) -> None:
    """The form says what was given when it was opened: by now this very form may have been sent."""
    if request.form.get("given") == str(amount.minor):
        text = translator().gettext("You give this amount already: type another one")
        raise FieldError("amount", text)


def _change(gift: RecurringGift, amount: Money, key: str) -> None:
    donors.change_amount(
        parts().database,
        parts().gateway,
        reference=gift.subscription.reference,
        amount=amount,
        # Another amount on the same form is another change.
        key=f"{key}-{amount.minor}",
        language=translator().language,
    )


@open_to_all
def new_card(token: str, reference: str) -> AnyResponse:
    """On to Stripe's page, where another card can be given."""
    gift = _gift(token, reference)
    if request.method == "GET" or not words().standing(gift).may_change:
        return _back(token)
    # Cards could be tried out on Stripe's page as well as on that of a gift.
    action = address("new_card", token=token, reference=reference)
    if away := turned_away(Knock(f"{token} {reference}", _email(gift), action, reference)):
        return away
    way_back = parts().settings.public_url + address("my_giving", token=token, done="card")
    try:
        return redirect(_card_page(gift, way_back), 303)
    except GatewayError as error:
        return _failed(token, error)


def _email(gift: RecurringGift) -> str:
    with parts().database.reading() as session:
        someone = identity(session, parts().seal, gift.subscription.details_id)
    return someone.email if someone else ""


def _card_page(gift: RecurringGift, way_back: str) -> str:
    return payments.card_page(
        parts().database,
        parts().gateway,
        reference=gift.subscription.reference,
        return_url=way_back,
    )


@open_to_all
def skip(token: str, reference: str) -> AnyResponse:
    """Leave the next time out, or take it after all."""
    gift = _gift(token, reference)
    if request.method == "GET" or not words().standing(gift).may_change:
        return _back(token)
    if "undo" in request.form:
        return _do(token, "taken", lambda: _skip_none(reference))
    return _do(token, "skipped", lambda: _skip_next(reference))


def _skip_next(reference: str) -> None:
    payments.skip_next(parts().database, parts().gateway, reference=reference)


def _skip_none(reference: str) -> None:
    payments.skip_none(parts().database, parts().gateway, reference=reference)


@open_to_all
def cancel_form(token: str, reference: str) -> AnyResponse:
    """The first click has been made; the second is here."""
    gift = _gift(token, reference)
    if not words().standing(gift).may_change:
        return _back(token)
    return page(
        "public/my_giving_cancel.html",
        **_about(token, gift),
        action=address("cancel", **_of(token, gift)),
    )


@open_to_all
def cancel(token: str, reference: str) -> AnyResponse:
    """End a recurring gift, here and at Stripe; should Stripe be silent, the wish stands."""
    _gift(token, reference)
    try:
        donors.cancel(parts().database, parts().gateway, reference=reference)
    except GatewayError:
        return _back(token, "noted")
    return _back(token, "cancelled")


def _gift(token: str, reference: str) -> RecurringGift:
    """The recurring gift, if it is this donor's."""
    contact_id = contact_of(token)
    known = normalise(reference) or abort(404)
    with parts().database.reading() as session:
        return recurring_gift(session, contact_id, known) or abort(404)


def _terms(gift: RecurringGift) -> CurrencyTerms | None:
    """What may be given in its currency; None once the campaign offers it no more."""
    return parts().settings.campaign.currencies.get(gift.subscription.currency)


def _of(token: str, gift: RecurringGift) -> dict[str, str]:
    return {"token": token, "reference": gift.subscription.reference}


def _about(token: str, gift: RecurringGift) -> dict[str, Any]:
    return {
        "gift": words().recurring(gift),
        "yearly": gift.subscription.interval is Interval.YEAR,
        "back": address("my_giving", token=token),
    }


def _amount_page(
    token: str, gift: RecurringGift, *problems: Problem, key: str, typed: str = ""
) -> Response:
    speak, terms = translator(), _terms(gift)
    assert terms is not None  # noqa: S101 (both callers have looked)
    minimum, maximum = (speak.short_money(limit) for limit in limits(terms))
    return page(
        "public/my_giving_amount.html",
        422 if problems else 200,
        **_about(token, gift),
        action=address("change_amount", **_of(token, gift)),
        currency=speak.currency_name(terms.code),
        examples=amount_examples(speak, terms.code),
        minimum=minimum,
        maximum=maximum,
        key=key,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )


def _confirm_page(
    token: str, gift: RecurringGift, amount: Money, *, key: str, typed: str
) -> Response:
    return page(
        "public/my_giving_raise.html",
        **_about(token, gift),
        action=address("change_amount", **_of(token, gift)),
        amount=amount,
        key=key,
        typed=typed,
    )


def _do(token: str, done: str, act: Callable[[], None]) -> AnyResponse:
    """Do it and show the page with what was done; or say that nothing was."""
    try:
        act()
    except GatewayError as error:
        return _failed(token, error)
    return _back(token, done)


def _failed(token: str, error: GatewayError) -> Response:
    _ = translator().gettext
    if isinstance(error, GatewayRefusedError):
        text = _("The card service refused this. Nothing was changed. Write to us and we will help")
        return overview(token, Problem("recurring", text), status=502)
    text = _(
        "The card service did not answer. Try again in a few minutes: pressing twice does it once"
    )
    return overview(token, Problem("recurring", text), status=503)


def _back(token: str, done: str = "") -> AnyResponse:
    more = {"done": done} if done else {}
    return redirect(address("my_giving", token=token, **more), 303)
