"""Numbered, immutable documents for donors, and their PDF."""
