"""The rooms for bank statements."""
