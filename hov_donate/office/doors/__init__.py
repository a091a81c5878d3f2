"""The way into the office after the password, one's own account, and who else may come in."""
