"""The proof of Stripe's balance, and the months that are closed on it."""

from hov_donate.office.months import closing, one, printed, proof, reopening, together

__all__ = ["closing", "one", "printed", "proof", "reopening", "together"]
