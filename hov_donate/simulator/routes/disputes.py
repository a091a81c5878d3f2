"""/v1/disputes and /v1/radar/early_fraud_warnings."""

from hov_donate.simulator.routes.route import listing, reading

DISPUTES, WARNINGS = "/v1/disputes", "/v1/radar/early_fraud_warnings"
WARNING = "radar.early_fraud_warning"
ROUTES = [
    listing(DISPUTES, "dispute", "charge", "payment_intent"),
    reading(DISPUTES, "dispute", "dispute"),
    listing(WARNINGS, WARNING, "charge", "payment_intent"),
    reading(WARNINGS, WARNING, "early_fraud_warning"),
]
