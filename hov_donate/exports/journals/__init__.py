"""The books as text for plain-text accounting: beancount and hledger.

An entry of ours balances in every currency by itself, so it does in theirs, without any price.
What stood before the span comes first as one entry, which balances too; at the end of every month
the balances are asserted from the daily sums, so that the readers prove our totals.
"""
