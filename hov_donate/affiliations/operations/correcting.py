"""What members and officers say about themselves on their own page: new figures, and renewal."""

from hov_donate.affiliations.models import Affiliation, ChangeKind, Declaration, Term
from hov_donate.affiliations.operations.declaring import record_declaration
from hov_donate.affiliations.operations.history import Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.redeclaring import make_anew
from hov_donate.affiliations.operations.renewing import renew
from hov_donate.affiliations.queries.affiliations import newest_declaration
from hov_donate.affiliations.rules.declared import Chosen, Declared
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork


def correct_figures(
    work: UnitOfWork, *, affiliation_id: int, declared: Declared, actor: str, settings: Settings
) -> Term | None:
    """Take other figures from an officer: what is paid for stays, what is not is made anew.

    The term that was made anew with its invoice; None where they count from the next term on.
    Whether a term that is paid for is corrected, staff decide (`redeclare`). Raises LookupError,
    QuoteError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    before = newest_declaration(work.session, affiliation_id)
    chosen = Chosen(before.chosen, before.surplus_is_gift)
    declaration = _declare(work, affiliation, declared, chosen, actor)
    return make_anew(
        work,
        affiliation=affiliation,
        declaration=declaration,
        actor=actor,
        settings=settings,
        after=affiliation.paid_until,
    )


def renew_with(  # noqa: PLR0913 (whose, by which figures and class, for how much, by whom)
    work: UnitOfWork,
    *,
    affiliation_id: int,
    declared: Declared,
    chosen: Chosen,
    member_class: str | None,
    actor: str,
    settings: Settings,
) -> Term | None:
    """Ask for the next term by the figures and the class of today. Raises as `make_term` does."""
    affiliation = lock_affiliation(work, affiliation_id)
    affiliation.member_class = member_class
    declaration = _declare(work, affiliation, declared, chosen, actor)
    return renew(
        work, affiliation=affiliation, declaration=declaration, actor=actor, settings=settings
    )


def _declare(
    work: UnitOfWork, affiliation: Affiliation, declared: Declared, chosen: Chosen, actor: str
) -> Declaration:
    declaration = record_declaration(
        work, affiliation=affiliation, declared=declared, chosen=chosen, actor=actor
    )
    note(work, affiliation=affiliation, kind=ChangeKind.DECLARED, why=Why(actor))
    return declaration
