"""The books: double entry, append-only, balanced per currency by the database itself.

Money at Stripe comes into the books from its balance transactions and from nowhere else: one
balance transaction is one entry, with gross, fee and net as Stripe states them. What Stripe never
sees is one entry for each row behind it. Amounts in postings are signed: a debit is positive, a
credit negative, and an entry adds up to zero in every currency. An entry holds two books: the
settlement currency that reaches the bank, and the currency that was given; the `currency_exchange`
account stands between them.
"""
