"""On which line each key of a TOML text stands, which `tomllib` does not tell.

The text must have been read by `tomllib` before: what is here relies on it being right.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\]|\\.)*"|\'[^\']*\'', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


@dataclass
class Places:
    """Lines by path, such as `("rules", 0, "fee", "min")`; counted from 1."""

    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def places(text: str) -> Places:
    """The places in a text that is right TOML."""
    return _Walk(text.replace("\r\n", "\n")).whole()


class _Walk:
    """Goes through a text once, from the beginning to the end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._breaks = [mark.start() for mark in re.finditer("\n", text)]
        self._places = Places()
        self._sizes: dict[Path, int] = {}

    def whole(self) -> Places:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self._places

    def _header(self) -> Path:
        line = self._line()
        brackets = 2 if self._text.startswith("[[", self._at) else 1
        self._at += brackets
        *parents, last = self._keys()
        self._at += brackets
        path: Path = ()
        for key in parents:
            path = self._newest((*path, key))
            self._note(path, line)
        path = (*path, last)
        self._note(path, line)
        if brackets == 2:
            self._sizes[path] = self._sizes.get(path, 0) + 1
            path = self._newest(path)
            self._note(path, line)
        return path

    def _newest(self, path: Path) -> Path:
        """The last table so far, where the path is an array of tables."""
        size = self._sizes.get(path)
        return path if size is None else (*path, size - 1)

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, line)
        self._take("=")
        self._value(path)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        self._skip()
        while self._peek() == ".":
            self._take(".")
            keys.append(self._key())
            self._skip()
        return keys

    def _key(self) -> str:
        self._skip()
        if self._peek() in {'"', "'"}:
            written = self._match(_STRING)
            return next(iter(tomllib.loads(f"{written} = 0")))
        return self._match(_BARE)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._peek()
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._match(_STRING if opening in {'"', "'"} else _SCALAR)

    def _array(self, path: Path) -> None:
        self._take("[")
        index = 0
        self._skip()
        while self._peek() != "]":
            self._note((*path, index), self._line())
            self._value((*path, index))
            self._skip_comma()
            index += 1
        self._take("]")

    def _inline_table(self, path: Path) -> None:
        self._take("{")
        self._skip()
        while self._peek() != "}":
            self._pair(path)
            self._skip_comma()
        self._take("}")

    def _skip_comma(self) -> None:
        self._skip()
        if self._peek() == ",":
            self._take(",")
            self._skip()

    def _note(self, path: Path, line: int) -> None:
        self._places.lines.setdefault(path, line)

    def _line(self) -> int:
        return bisect_right(self._breaks, self._at) + 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, mark: str) -> None:
        self._skip()
        if self._peek() != mark:  # pragma: no cover (tomllib has read the text)
            raise ValueError(f"{mark} expected on line {self._line()}")
        self._at += 1

    def _skip(self) -> None:
        self._match(_GAP)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:  # pragma: no cover (tomllib has read the text)
            raise ValueError(f"unreadable on line {self._line()}")
        self._at = found.end()
        return found.group()
