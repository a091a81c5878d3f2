"""The proof of Stripe's balance, day by day, and months that are closed on the strength of it.

A proof adds up what moved the balance, from what came before to what is there now, and holds it
against the books' own balance and against Stripe's. A month that is proved can be closed: then
nothing is booked in it any more, and its figures stay as they were frozen.
"""
