"""An invoice's own page and the customer portal, both without JavaScript."""

from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from hov_donate.simulator import passing, typed
from hov_donate.simulator.billing import changing, hosted
from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.objects import subscriptions
from hov_donate.simulator.outcomes import NotPayableError, Outcome, declined
from hov_donate.simulator.pages import SEE_OTHER, UNPROCESSABLE, Pages
from hov_donate.simulator.typed import Typed

Json = dict[str, Any]

OPEN_FOR = 3600
NOTHING = Typed({})


class BillingPages(Pages):
    """The pages of those who pay by instalments."""

    def blueprint(self) -> Blueprint:
        """Their addresses."""
        found = Blueprint("billing_pages", __name__)
        both = ["GET", "POST"]
        found.add_url_rule("/invoice/<key>", "invoice", self.invoice, methods=both)
        found.add_url_rule("/invoice/<key>/pdf", "invoice_pdf", self.invoice)
        found.add_url_rule("/invoice/<key>/bank", "invoice_bank", self.invoice_bank, methods=both)
        found.add_url_rule("/portal/<key>", "portal", self.portal, methods=both)
        return found

    def invoice(self, key: str) -> ResponseReturnValue:
        """What is owed, and a form to pay it with any card."""
        with self.world.changing():
            passing.catch_up(self.world)
            invoice = self._found("invoice", key)
            if request.method == "GET" or invoice["status"] not in hosted.PAYABLE:
                return self._invoice(invoice)
            entered = typed.read(request.form, self.world.clock.now(), invoice["customer_email"])
            if entered.card is None:
                return self._invoice(invoice, entered)
            outcome = hosted.pay(self.world, key, entered.card)
            if outcome.url:
                return redirect(outcome.url, SEE_OTHER)
            return self._invoice(invoice, entered, outcome)

    def invoice_bank(self, key: str) -> ResponseReturnValue:
        """Where the payer approves or refuses what an invoice asks for."""
        with self.world.changing():
            invoice = self._found("invoice", key)
            intent = self._found("payment_intent", invoice["_intent"] or "")
            if request.method == "GET" and intent["status"] == "requires_action":
                target = f"/invoice/{key}/bank"
                return self._page("bank.html", None, intent=intent, target=target)
            try:
                approve = request.form.get("answer") == "approve"
                outcome = hosted.authenticate(self.world, key, approve=approve)
            except NotPayableError:
                return redirect(f"/invoice/{key}", SEE_OTHER)
            if outcome.url:
                return redirect(outcome.url, SEE_OTHER)
            return self._invoice(invoice, NOTHING, outcome)

    def _invoice(
        self, invoice: Json, entered: Typed = NOTHING, outcome: Outcome | None = None
    ) -> ResponseReturnValue:
        intent = self.world.store.find("payment_intent", invoice["_intent"])
        page = self._page(
            "invoice.html",
            None,
            invoice=invoice,
            entered=entered,
            outcome=outcome,
            payable=invoice["status"] in hosted.PAYABLE,
            waits=intent is not None and intent["status"] == "requires_action",
        )
        page.status_code = UNPROCESSABLE if entered.errors or outcome else 200
        return page

    def portal(self, key: str) -> ResponseReturnValue:
        """The customer's own page: another card, an end. It closes after an hour."""
        with self.world.changing():
            passing.catch_up(self.world)
            visit = self._found("billing_portal.session", key)
            if self.world.clock.now() > visit["created"] + OPEN_FOR:
                return self._page("closed.html", None, paid=False, onward=visit["return_url"])
            if request.method == "GET":
                return self._portal(visit)
            if request.form.get("action") == "card":
                return self._new_card(visit)
            return self._other_end(visit)

    def _new_card(self, visit: Json) -> ResponseReturnValue:
        customer = self._found("customer", visit["customer"])
        entered = typed.read(request.form, self.world.clock.now(), customer["email"])
        if entered.card is None:
            return self._portal(visit, entered)
        if decline := changing.refusal(entered.card):
            return self._portal(visit, entered, declined("", decline))
        changing.keep_card(self.world, customer, entered.card)
        return self._done(visit)

    def _other_end(self, visit: Json) -> ResponseReturnValue:
        asked = request.form.get("subscription", "")
        for subscription in changing.running(self.world, visit["customer"]):
            if subscription["id"] == asked:
                ends = request.form.get("action") == "cancel"
                changing.change(self.world, subscription, {"cancel_at_period_end": ends})
        return self._done(visit)

    def _done(self, visit: Json) -> ResponseReturnValue:
        after = visit["flow"]["after_completion"] if visit["flow"] else {}
        if after.get("redirect"):
            return redirect(after["redirect"]["return_url"], SEE_OTHER)
        return redirect(f"/portal/{visit['id']}", SEE_OTHER)

    def _portal(
        self, visit: Json, entered: Typed = NOTHING, outcome: Outcome | None = None
    ) -> ResponseReturnValue:
        running = self._offered(visit)
        products = self.world.store.table("product").rows
        page = self._page(
            "portal.html",
            None,
            back=_way_back(visit),
            visit=visit,
            running=running,
            names={key: products[key]["name"] for key in map(_product, running)},
            days={row["id"]: _day(subscriptions.end_of_period(row)) for row in running},
            card=self._card(visit["customer"], running),
            entered=entered,
            outcome=outcome,
        )
        page.status_code = UNPROCESSABLE if entered.errors or outcome else 200
        return page

    def _offered(self, visit: Json) -> list[Json]:
        """Those that run; where the visit is about one of them, that one."""
        running = changing.running(self.world, visit["customer"])
        only = (visit["flow"] or {}).get("subscription_cancel")
        return [row for row in running if not only or row["id"] == only["subscription"]]

    def _card(self, customer: str, running: list[Json]) -> Json | None:
        settings = self._found("customer", customer)["invoice_settings"]
        keys = [row["default_payment_method"] for row in running]
        known = settings["default_payment_method"] or next(iter(keys), None)
        method = self.world.store.find("payment_method", known)
        return method.get("card") if method else None


def _way_back(visit: Json) -> str | None:
    """Where a form of the visit may end."""
    after = visit["flow"]["after_completion"] if visit["flow"] else {}
    target: str | None = (after.get("redirect") or {}).get("return_url", visit["return_url"])
    return target


def _product(subscription: Json) -> str:
    return str(subscriptions.item_of(subscription)["price"]["product"])


def _day(moment: int) -> str:
    return as_datetime(moment).date().isoformat()
