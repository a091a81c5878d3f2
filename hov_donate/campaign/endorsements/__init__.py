"""Who stands by the campaign: motions of organisations, and leaders who speak for themselves."""
