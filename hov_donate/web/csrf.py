"""Forms of signed-in staff carry a token bound to their session; public forms have signed ones."""

from flask_wtf import CSRFProtect  # type: ignore[import-untyped]

csrf = CSRFProtect()
