"""The office's rooms for money that Stripe never sees: gifts, cash box, batches, orders."""
