"""What may become of affiliations, and what they cost. Pure: no database, clock or network."""
