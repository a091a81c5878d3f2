"""A stand-in for Stripe: its HTTP API, its checkout page and its webhooks. Knows nothing of us."""
