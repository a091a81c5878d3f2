"""Reading bank lines and what surrounds them."""
