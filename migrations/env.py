"""How Alembic reaches the database: the URL comes from `hov_donate.core.migrations`."""

import logging

from alembic import context
from sqlalchemy import event

import hov_donate.affiliations.models
import hov_donate.campaign.appeals.models
import hov_donate.campaign.endorsements.models
import hov_donate.campaign.events.models
import hov_donate.campaign.map.models
import hov_donate.campaign.numbers.models
import hov_donate.campaign.press.models
import hov_donate.cashbox.models
import hov_donate.closing.models
import hov_donate.contacts.models
import hov_donate.core.jobs
import hov_donate.defence.models
import hov_donate.documents.models
import hov_donate.donations.models
import hov_donate.donations.offline.models
import hov_donate.exports.models
import hov_donate.inbox.models
import hov_donate.ledger.models
import hov_donate.ledger.monthly
import hov_donate.outbox.models
import hov_donate.payments.models
import hov_donate.reconciliation.bank.models
import hov_donate.reconciliation.models
import hov_donate.reports.models
import hov_donate.staff.audit.models
import hov_donate.staff.models
import hov_donate.staff.tokens.models  # noqa: F401 (models register their tables by being imported)
from hov_donate.core.db import Base, make_engine

logging.getLogger("alembic").setLevel(logging.WARNING)

engine = make_engine(context.config.attributes["url"])
on_sqlite = engine.dialect.name == "sqlite"
if on_sqlite:
    # It changes a table by making it anew; what refers to it is checked at the end instead.
    event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA foreign_keys=OFF"))
with engine.begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=context.config.attributes.get("include_object"),
    )
    context.run_migrations()
    if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a migration left a row that refers to nothing; nothing was changed")
engine.dispose()
