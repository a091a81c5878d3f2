"""What newspapers and stations reported of the campaign."""
