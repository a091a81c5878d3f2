"""How a proof adds up, what a month needs to be closed, and what is frozen of it. Pure."""
