"""The cash box: cash and cheques from when they come until the bank has them.

It knows nothing of gifts or invoices: whoever receives money puts an item in, named by the row
behind it, and asks where the money stands when it turns out not to be there.
"""
