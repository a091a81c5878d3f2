"""Who may enter the office, and what they may do there."""
