"""Elements with the line on which they begin; what both CAMT.053 and OFX are made of.

The standard library's ElementTree forgets lines, so expat is asked directly. A document type is
refused: entities are what bombs and theft are made of, and no bank's statement has one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from hov_donate.reconciliation.statements.faults import Fault, UnreadableError

# Statements are about ten deep.
DEEPEST = 64


@dataclass
class Node:
    """An element: its name without a namespace, its text, and what is in it."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> list["Node"]:
        """Every element at the end of a path like `Acct/Id/IBAN`."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *paths: str) -> "Node | None":
        """The first element at the end of the first path that leads somewhere."""
        return next((node for path in paths for node in self.all(path)), None)

    def said(self, *paths: str) -> str:
        """The text at the end of the first path that leads to some; blanks count as one."""
        texts = (" ".join(node.text.split()) for path in paths for node in self.all(path))
        return next((text for text in texts if text), "")

    def anywhere(self, name: str) -> Iterator["Node"]:
        """Every element of a name, however deep, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            else:
                yield from child.anywhere(name)


def read_xml(text: str) -> Node:
    """The tree of an XML document. Raises UnreadableError with the line of what is wrong."""
    builder = _Builder()
    try:
        builder.parser.Parse(text.encode(), True)  # noqa: FBT003 (expat takes no names)
    except expat.ExpatError as error:
        raise UnreadableError(Fault.NOT_WELL_FORMED, error.lineno) from error
    return builder.root


class _Builder:
    def __init__(self) -> None:
        # Text is UTF-8 by now, whatever the file says that it is.
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say
        self.root = Node("", 0)
        self._open = [self.root]
        # Put together at the end: a text between many elements comes in many pieces.
        self._said: list[list[str]] = [[]]

    def _refuse(self, *_: object) -> None:
        raise UnreadableError(Fault.DEFINES_ENTITIES, self.parser.CurrentLineNumber)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if len(self._open) > DEEPEST:
            raise UnreadableError(Fault.NOT_WELL_FORMED, line)
        node = Node(name.rpartition(" ")[2], line, attributes)
        self._open[-1].children.append(node)
        self._open.append(node)
        self._said.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._said.pop())

    def _say(self, text: str) -> None:
        self._said[-1].append(text)
