"""What follows for affiliations from what happened elsewhere."""
