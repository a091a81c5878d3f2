"""Gifts that come again: subscriptions, their invoices, and what happens when a card fails."""
