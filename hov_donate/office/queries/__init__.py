"""What the office's pages read: every query is bounded, whatever the number of gifts."""
