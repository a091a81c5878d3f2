"""Reading what mail servers report about our letters: pure, and without trust in what is read."""
