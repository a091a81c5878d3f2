"""Tokens by which programs read the figures. Made in the office, shown once, kept as a digest."""
