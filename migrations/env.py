"""How Alembic reaches the database: the URL comes from `hov_donate.core.migrations`."""

import logging

from alembic import context

import hov_donate.contacts.models
import hov_donate.core.jobs
import hov_donate.defence.models
import hov_donate.documents.models
import hov_donate.donations.models
import hov_donate.inbox.models
import hov_donate.ledger.models
import hov_donate.outbox.models
import hov_donate.payments.models
import hov_donate.reconciliation.models
import hov_donate.staff.models  # noqa: F401 (models register their tables by being imported)
from hov_donate.core.db import Base, make_engine

logging.getLogger("alembic").setLevel(logging.WARNING)

engine = make_engine(context.config.attributes["url"])
with engine.begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=context.config.attributes.get("include_object"),
    )
    context.run_migrations()
engine.dispose()
