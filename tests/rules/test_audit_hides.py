"""What the audit log says of texts and secrets: declared for each column, and held here."""

from pathlib import Path

from sqlalchemy import Column, LargeBinary, MetaData, String, Table

import hov_donate.app  # noqa: F401 (all tables)
from hov_donate.core.db import Base
from hov_donate.staff.audit.telling import UNWATCHED, may_be_told, told

TABLE = Path(__file__).with_name("audit_columns.txt")
TOLD, HIDDEN = "told", "hidden"
# What stands in columns of these names is a person's, or opens something.
NEVER = ("digest", "email", "password", "payer", "sealed", "secret", "token", "witness", "words")


def declared() -> dict[str, str]:
    """What the file says of each column."""
    lines = TABLE.read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return dict(pairs)


def found() -> dict[str, str]:
    """What the log does with each column that is neither a figure, a day, nor a word of ours."""
    return {
        f"{table.name}.{column.name}": TOLD if may_be_told(table.name, column) else HIDDEN
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name not in UNWATCHED and not _plain(column)
    }


def _plain(column: Column[object]) -> bool:
    """Whether it is a figure, a day, a state from a list of ours, or an opaque key."""
    made_up = Table("made_up", MetaData(), Column("undeclared", column.type))
    return may_be_told(made_up.name, made_up.columns["undeclared"])


def test_every_column_of_text_is_declared_as_the_log_has_it() -> None:
    assert found() == declared()


def test_what_names_somebody_or_opens_something_is_hidden() -> None:
    open_to_all = [name for name, said in declared().items() if said == TOLD]
    assert [name for name in open_to_all if any(word in name for word in NEVER)] == []


def test_a_new_column_is_hidden_until_somebody_says_otherwise() -> None:
    secret: Column[str] = Column("recovery_phrase", String(40))
    sealed: Column[bytes] = Column("box", LargeBinary)
    made_up = Table("made_up", MetaData(), secret, sealed)
    values = {"recovery_phrase": "correct horse", "box": b"battery"}
    assert told(made_up, values) == ({}, ["box", "recovery_phrase"])
