"""What the payer sees: the card form, the bank's page, the receipt. Works without JavaScript."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import format_currency
from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from hov_donate.simulator import charging, money, passing, paying, paying_by_debit, typed
from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.objects.accounts import CARD
from hov_donate.simulator.outcomes import Outcome
from hov_donate.simulator.texts import LANGUAGES, spoken
from hov_donate.simulator.typed import Typed
from hov_donate.simulator.world import World

Json = dict[str, Any]

SEE_OTHER = 303
UNPROCESSABLE = 422


@dataclass
class Pages:
    """The pages of one world."""

    world: World

    def blueprint(self) -> Blueprint:
        """Their addresses."""
        found = Blueprint("pages", __name__)
        found.add_url_rule("/pay/<key>", "pay", self.checkout, methods=["GET", "POST"])
        found.add_url_rule("/3ds/<key>", "bank", self.bank, methods=["GET", "POST"])
        found.add_url_rule("/receipt/<key>", "receipt", self.receipt)
        found.add_url_rule("/mandate/<key>", "mandate", self.mandate)
        return found

    def checkout(self, key: str) -> ResponseReturnValue:
        """The form. Pressing twice pays once: the second finds the page closed."""
        with self.world.changing():
            passing.catch_up(self.world)
            session = self._found("checkout.session", key)
            if session["status"] != "open":
                return self._closed(session)
            if request.method == "GET":
                return self._form(session, Typed({"email": session["customer_email"] or ""}))
            entered = self._entered(session)
            if entered.errors:
                return self._form(session, entered)
            outcome = self._pay(key, entered)
            if outcome.url:
                return redirect(outcome.url, SEE_OTHER)
            return self._form(session, entered, outcome)

    def _entered(self, session: Json) -> Typed:
        email, method = session["customer_email"], _chosen(session)
        if method == CARD:
            return typed.read(request.form, self.world.clock.now(), email)
        return typed.read_account(request.form, method, email)

    def _pay(self, key: str, entered: Typed) -> Outcome:
        payer = charging.Payer(entered.values["email"], entered.values["name"] or None)
        if entered.account is not None:
            return paying_by_debit.pay(self.world, key, entered.account, payer)
        assert entered.card is not None  # noqa: S101 - without errors, there is one of the two
        return paying.pay(self.world, key, entered.card, payer)

    def bank(self, key: str) -> ResponseReturnValue:
        """Where the payer approves or refuses."""
        with self.world.changing():
            intent = self._found("payment_intent", key)
            session = paying.session_of(self.world, key)
            if intent["status"] != "requires_action":
                return self._closed(session)
            if request.method == "GET":
                return self._page("bank.html", session, intent=intent, target=f"/3ds/{key}")
            approve = request.form.get("answer") == "approve"
            outcome = paying.authenticate(self.world, key, approve=approve)
            if outcome.url:
                return redirect(outcome.url, SEE_OTHER)
            values = Typed({"email": session["customer_email"] or ""})
            return self._form(session, values, outcome)

    def receipt(self, key: str) -> ResponseReturnValue:
        """What was paid."""
        with self.world.store.lock:
            charge = self._found("charge", key)
            day = as_datetime(charge["created"]).date().isoformat()
            return self._page("receipt.html", None, charge=charge, day=day)

    def mandate(self, key: str) -> ResponseReturnValue:
        """What a payer gave leave for."""
        with self.world.store.lock:
            mandate = self._found("mandate", key)
            day = as_datetime(mandate["customer_acceptance"]["accepted_at"]).date().isoformat()
            return self._page("mandate.html", None, mandate=mandate, day=day)

    def _form(
        self, session: Json, entered: Typed, outcome: Outcome | None = None
    ) -> ResponseReturnValue:
        wrong = bool(entered.errors or outcome)
        method = _chosen(session)
        page = self._page("pay.html", session, entered=entered, outcome=outcome, method=method)
        page.status_code = UNPROCESSABLE if wrong else 200
        return page

    def _closed(self, session: Json) -> ResponseReturnValue:
        """Someone came back to a page that is over, or pressed its button twice."""
        paid = session["status"] == "complete"
        if paid and request.method == "POST":
            return redirect(paying.way_back(session), SEE_OTHER)
        onward = paying.way_back(session) if paid else session["cancel_url"]
        return self._page("closed.html", session, paid=paid, onward=onward)

    def _page(
        self, template: str, session: Json | None, back: str | None = None, **context: object
    ) -> Response:
        preferred = request.accept_languages.best_match(list(LANGUAGES))
        language = spoken((session or {}).get("locale"), preferred)
        html = render_template(
            f"simulator/{template}",
            language=language,
            say=LANGUAGES[language],
            session=session,
            shown=partial(_priced, language=language),
            **context,
        )
        response = make_response(html)
        response.headers["Content-Security-Policy"] = policy(
            session["success_url"] if session else back
        )
        return response

    def _found(self, kind: str, key: str) -> Json:
        row = self.world.store.find(kind, key)
        if row is None:
            raise NotFound
        return row


def _chosen(session: Json) -> str:
    """The way to pay that the payer picked, else the first there is."""
    kinds: list[str] = session["payment_method_types"]
    wanted = request.args.get("method", "")
    return wanted if wanted in kinds else kinds[0]


def _priced(amount: int, currency: str, *, language: str) -> str:
    """An amount as it is written in the page's language."""
    major = Decimal(amount).scaleb(-money.exponent(currency))
    return format_currency(major, currency.upper(), locale=language)


def policy(back: str | None = None) -> str:
    """Nothing but our own style; forms may end at the site that sent the payer."""
    parts = urlsplit(back or "")
    site = f" {parts.scheme}://{parts.netloc}" if back else ""
    return (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{site}"
    )
