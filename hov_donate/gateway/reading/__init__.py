"""Stripe's objects, as plain JSON, put into our words. Facts: docs.stripe.com/api."""
