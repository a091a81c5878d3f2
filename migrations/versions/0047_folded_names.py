"""Names and towns are compared without apostrophes, and Łódź as Lodz: what is kept is made anew.

So are pictures: those from before may hold themselves once more, small, with faces as they were.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

from hov_donate.campaign.events.pictures import NoPictureError, cleaned
from hov_donate.core.text import words_in_order

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BATCH = 500
LONGEST_PLACE, LONGEST_KEY, LONGEST_WORD = 120, 400, 60
EVENTS = sa.table("campaign_events", sa.column("id"), sa.column("town"), sa.column("place_key"))
ORGANISATIONS = sa.table(
    "organisations",
    *(sa.column(name) for name in ("id", "name", "branch", "town", "match_key")),
)
WORDS = sa.table("organisation_words", sa.column("word"), sa.column("organisation_id"))
PICTURES = (("campaign_event_pictures", "event_id"), ("endorsement_scans", "endorsement_id"))


def _batches(table):
    """All rows of a table, some at a time, by key."""
    last = 0
    while rows := (
        op.get_bind()
        .execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH))
        .all()
    ):
        yield rows
        last = rows[-1].id


def _write(table, column, values) -> None:
    """Some rows' new values, by key."""
    if values:
        keyed = sa.update(table).where(table.c.id == sa.bindparam("row"))
        rows = [{"row": key, "new": value} for key, value in values.items()]
        op.get_bind().execute(keyed.values({column: sa.bindparam("new")}), rows)


def _key(*texts) -> str:
    return " ".join(words_in_order(" ".join(texts)))


def upgrade() -> None:
    for rows in _batches(EVENTS):
        keys = {it.id: (_key(it.town)[:LONGEST_PLACE], it.place_key) for it in rows}
        _write(EVENTS, "place_key", {row: new for row, (new, old) in keys.items() if new != old})
    for rows in _batches(ORGANISATIONS):
        keys = {it.id: (_key(it.name, it.branch)[:LONGEST_KEY], it.match_key) for it in rows}
        changed = {row: new for row, (new, old) in keys.items() if new != old}
        _write(ORGANISATIONS, "match_key", changed)
        _name_anew(rows)
    for table, key in PICTURES:
        _clean_anew(table, key)


def _clean_anew(name, key) -> None:
    """One picture at a time, since each may have four megabytes."""
    table = sa.table(name, sa.column(key), sa.column("content"), sa.column("digest"))
    connection, own = op.get_bind(), table.c[key]
    for number in connection.scalars(sa.select(own)).all():
        content = connection.scalar(sa.select(table.c.content).where(own == number))
        try:
            clean = cleaned(bytes(content)).content
        except NoPictureError:
            continue
        if clean != content:
            digest = hashlib.sha256(clean).hexdigest()
            change = sa.update(table).where(own == number)
            connection.execute(change.values(content=clean, digest=digest))


def _name_anew(rows) -> None:
    """By which words some organisations are found."""
    keys = [it.id for it in rows]
    op.get_bind().execute(sa.delete(WORDS).where(WORDS.c.organisation_id.in_(keys)))
    words = [
        {"word": word, "organisation_id": it.id}
        for it in rows
        for word in sorted(
            {word[:LONGEST_WORD] for word in words_in_order(f"{it.name} {it.branch} {it.town}")}
        )
    ]
    if words:
        op.get_bind().execute(sa.insert(WORDS), words)


def downgrade() -> None:
    """Older programmes find by these keys as well; what they write anew is as they write it."""
