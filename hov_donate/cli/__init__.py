"""The commands of `hov-donate`."""
