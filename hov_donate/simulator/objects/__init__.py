"""The objects of Stripe's API as plain JSON: how each is born."""
