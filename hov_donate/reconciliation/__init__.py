"""Stripe's balance transactions and payouts, brought into the ledger, and what differs."""
