"""What the rooms for affiliations show."""
