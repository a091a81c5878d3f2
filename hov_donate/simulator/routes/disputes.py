"""/v1/disputes and /v1/radar/early_fraud_warnings."""

from typing import Any

from hov_donate.simulator import disputing
from hov_donate.simulator.errors import ApiError, refused_late
from hov_donate.simulator.objects.disputes import ANSWERABLE, FILES, TEXTS, Status
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import READING, Schema, flag, metadata, nested, text, texts
from hov_donate.simulator.warnings_of_fraud import KIND as WARNING

DISPUTES, WARNINGS = "/v1/disputes", "/v1/radar/early_fraud_warnings"
ANSWERING: Schema = {
    "evidence": nested(dict.fromkeys((*TEXTS, *FILES), text)),
    "expand": texts,
    "metadata": metadata,
    "submit": flag,
}


def answer(call: Call) -> dict[str, Any]:
    """Say something to the bank; it goes there at once unless `submit` is false."""
    dispute = call.found("dispute", "dispute")
    evidence = call.params.get("evidence", {})
    submitted = call.params.get("submit", bool(evidence))
    if (evidence or submitted) and dispute["status"] not in list(ANSWERABLE):
        raise refused_late("This dispute is already closed or under review.")
    if "metadata" in call.params:
        merged = dispute["metadata"] | call.params["metadata"]
        dispute["metadata"] = {name: value for name, value in merged.items() if value}
        call.world.save(dispute)
    if evidence or submitted:
        disputing.answer(call.world, dispute, evidence, submitted=submitted)
    return call.shown(dispute)


def close(call: Call) -> dict[str, Any]:
    """Dismiss it: it is lost."""
    dispute = call.found("dispute", "dispute")
    if dispute["status"] != Status.NEEDS_RESPONSE:
        raise ApiError("This dispute is already closed.")
    disputing.lose(call.world, dispute)
    return call.shown(dispute)


ROUTES = [
    listing(DISPUTES, "dispute", "charge", "payment_intent"),
    reading(DISPUTES, "dispute", "dispute"),
    Route("POST", f"{DISPUTES}/<key>", answer, ANSWERING),
    Route("POST", f"{DISPUTES}/<key>/close", close, READING),
    listing(WARNINGS, WARNING, "charge", "payment_intent"),
    reading(WARNINGS, WARNING, "early_fraud_warning"),
]
