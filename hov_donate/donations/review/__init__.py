"""Gifts that a person of the campaign has to look at, by rules that a meeting decided."""
