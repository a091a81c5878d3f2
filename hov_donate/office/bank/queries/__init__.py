"""Reads of the rooms for bank statements."""
