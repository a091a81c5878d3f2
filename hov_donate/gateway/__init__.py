"""What we need of a payment provider, in our words, and the adapter that speaks to Stripe."""
