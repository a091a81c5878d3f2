"""What may stand in an address in place of a number or a word."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

# The largest key that PostgreSQL looks for without an error in tables whose keys are plain
# integers; those with wider keys will not have more rows than that either.
LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """A number that a database can look for; a longer one is no page of ours."""

    regex = "[0-9]{1,10}"

    def __init__(self, found: Map, fixed_digits: int = 0, **limits: Any) -> None:
        """Like Werkzeug's own, with an end."""
        super().__init__(found, fixed_digits, **{"max": LARGEST, **limits})


class Word(UnicodeConverter):
    """Some text without controls: PostgreSQL refuses to look for one that has NUL."""

    def __init__(self, found: Map, minlength: int = 1, **lengths: Any) -> None:
        """Like Werkzeug's own."""
        super().__init__(found, minlength, **lengths)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


def set_up_converters(app: Flask) -> None:
    """Read all addresses so, in whatever way a route names its parts."""
    app.url_map.converters |= {"int": Number, "default": Word, "string": Word}
