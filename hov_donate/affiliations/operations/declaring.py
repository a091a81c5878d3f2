"""What is declared for an affiliation; a correction is another declaration, never a change."""

from hov_donate.affiliations.models import Affiliation, Declaration
from hov_donate.affiliations.queries.declared import as_row
from hov_donate.affiliations.rules.declared import Chosen, Declared
from hov_donate.core.db import UnitOfWork


def record_declaration(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    declared: Declared,
    chosen: Chosen,
    actor: str,
) -> Declaration:
    """Write figures down; what was declared before stays as it was."""
    declaration = as_row(affiliation.id, declared, chosen)
    declaration.actor, declaration.declared_at = actor, work.now
    work.session.add(declaration)
    work.session.flush()
    return declaration
