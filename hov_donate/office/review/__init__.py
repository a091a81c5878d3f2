"""Gifts that somebody has to look at, and the rules that say so."""
