"""Reports: the list, one on the screen, and its files."""
