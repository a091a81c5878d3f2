"""The first room: where the money is, what needs a person, and whether everything agrees."""
