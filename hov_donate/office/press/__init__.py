"""The room of the press: what was reported, noted, mended and removed."""
