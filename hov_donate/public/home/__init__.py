"""The front page: what the campaign is, what can be done, and what was achieved."""
