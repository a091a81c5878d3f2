"""Stripe's events, waiting to be applied.

An event says that an object may have changed. Its content is neither believed nor kept: the worker
reads the object itself. So no name or address ever enters this table.
"""
