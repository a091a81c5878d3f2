"""Which version of Stripe's API the pinned library speaks; a webhook endpoint keeps its own."""

API_VERSION = "2026-10-28.endive"
