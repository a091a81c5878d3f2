"""Gifts whose money Stripe never sees: cash, cheques, transfers, standing orders."""
