"""Gifts: who gives, how much, and the receipt and letter that follow the money."""
