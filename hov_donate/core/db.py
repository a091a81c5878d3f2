"""The database: one base class, one set of column types, and what makes SQLite safe.

SQLite silently loses updates unless every writing transaction starts with BEGIN IMMEDIATE, and a
reply of 200 to Stripe is only honest with `synchronous=FULL`; both are set here for every engine.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from hov_donate.core.clock import Clock
from hov_donate.core.events import Event

# Constraint names read as sentences in error messages and are the same on both engines.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_SECONDS = 20


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values; gives back aware ones on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, which for SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class not_by_index(FunctionElement[bool]):  # noqa: N801 (reads as a function of SQL)
    """A condition on rows that are found by another one, which alone should lead to them.

    SQLite knows nothing of how often a value comes. It would rather find the gifts of one giver by
    an index of two columns, in which all gifts are alike, than by their giver.
    """

    type = Boolean()
    inherit_cache = True


@compiles(not_by_index)
def _as_it_is(element: not_by_index, compiler: SQLCompiler, **more: Any) -> str:
    return f"({compiler.process(element.clauses, **more)})"


@compiles(not_by_index, "sqlite")
def _as_an_expression(element: not_by_index, compiler: SQLCompiler, **more: Any) -> str:
    """The unary plus does nothing but keep a term from indexes (sqlite.org/optoverview.html)."""
    return f"+({compiler.process(element.clauses, **more)})"


def one_of(choices: type[StrEnum], column: str = "") -> Enum:
    """A column for an enum, with a CHECK of its values on both engines.

    Name the `column` where a table has two of one enum, to tell their constraints apart.
    """
    return Enum(
        choices,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=f"{column or choices.__name__.lower()}_is_known",
        values_callable=lambda members: [member.value for member in members],
    )


def listed(choices: type[StrEnum]) -> Enum:
    """A column for an enum whose values are the rows of another table."""
    return Enum(
        choices,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


CURRENCY = String(3)
LANGUAGE = String(12)
STRIPE_ID = String(255)


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """An engine for `url`, ready for concurrent writers. `postgresql://` means psycopg 3."""
    options: dict[str, Any] = {}
    if make_url(url).get_backend_name() == "postgresql":
        options = {"pool_size": pool_size, "max_overflow": 5, "pool_pre_ping": True}
    return prepare_engine(create_engine(url, **options))


def prepare_engine(engine: Engine) -> Engine:
    """Attach what SQLite needs; other engines are left as they are."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def of_one_moment(engine: Engine) -> Engine:
    """The same engine and pool, with transactions that only look and see one moment throughout.

    Figures that several queries read agree, whatever others commit between them. SQLite reads so
    by itself, as long as no write lock is taken; PostgreSQL must be asked.
    """
    options: dict[str, Any] = {"readonly": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    return engine.execution_options(**options)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # Without it, REPLACE would remove rows past the triggers that forbid it.
        "recursive_triggers=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly", False)
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def insert_ignoring_twins(connection: Connection | Session, table: Any) -> Any:
    """An INSERT of `table` that skips rows whose unique key is already there."""
    bind = connection if isinstance(connection, Connection) else connection.connection()
    if bind.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def alone_with(session: Session, table: type[Base]) -> None:
    """Let one writer at a time look at a whole table and then change it; readers are not kept.

    SQLite has one writer anyway. What the session remembers is read anew.
    """
    if session.get_bind().dialect.name == "postgresql":
        name = table.__tablename__
        session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))
    session.flush()
    session.expire_all()


@dataclass
class UnitOfWork:
    """One transaction's worth of work: where to write, what time it is, and what happened.

    Operations write through `session` and state facts with `tell`; they never commit.
    """

    session: Session
    now: datetime
    events: list[Event] = field(default_factory=list)

    def tell(self, happened: Event) -> None:
        """State a fact; handlers answer it before the transaction commits."""
        self.events.append(happened)


# Looks at a unit of work from its beginning; what it gives back is called before the commit.
Witness = Callable[[UnitOfWork], Callable[[], None]]


def unwatched(_work: UnitOfWork) -> Callable[[], None]:
    """The witness that sees nothing."""
    return lambda: None


class Database:
    """Opens transactions. Calls to other systems happen between them, never inside one."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        react: Callable[[UnitOfWork], None],
        witness: Witness = unwatched,
    ) -> None:
        """Transactions on `engine`; `react` lets handlers answer a unit of work's events.

        The `witness` may note what each changed, in the same transaction.
        """
        self.engine = engine
        self.clock = clock
        self.react = react
        self.witness = witness
        self._readonly = engine.execution_options(readonly=True)
        self._of_one_moment = of_one_moment(engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; on SQLite it takes no write lock."""
        with Session(self._readonly, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """As `reading`, and whatever others commit meanwhile is not seen: for long looks."""
        with Session(self._of_one_moment, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work: its events are answered, then it commits whole or not at all."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            work = UnitOfWork(session, self.clock.now())
            write_down = self.witness(work)
            yield work
            self.react(work)
            write_down()
