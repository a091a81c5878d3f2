"""Against card testers, who try out stolen cards on whatever page takes small sums.

Counts what would open a page at Stripe, refuses what is too much, and asks for a second press while
an attack lasts. No address is kept: only keyed digests, for two days at the most.
"""
