"""Figures as rows, and rows as figures."""

from hov_donate.affiliations.models import Declaration
from hov_donate.affiliations.rules.declared import Chosen, Declared


def as_row(affiliation_id: int, declared: Declared, chosen: Chosen) -> Declaration:
    """Figures as they would be written down, by nobody yet."""
    amount = chosen.amount
    return Declaration(
        affiliation_id=affiliation_id,
        members_total=declared.members_total,
        members_affiliated=declared.members_affiliated,
        measures=dict(declared.measures),
        declared=dict(declared.declared),
        income_band=declared.income_band,
        overseas=declared.overseas,
        chosen_minor=amount.minor if amount else None,
        chosen_currency=amount.currency if amount else None,
        surplus_is_gift=chosen.surplus_is_gift,
        deciding_body=declared.deciding_body,
        decided_on=declared.decided_on,
        minute_reference=declared.minute_reference,
    )


def declared_in(declaration: Declaration) -> Declared:
    """The figures that were declared, to be declared again."""
    return Declared(
        members_total=declaration.members_total,
        members_affiliated=declaration.members_affiliated,
        measures=declaration.measures,
        declared=declaration.declared,
        income_band=declaration.income_band,
        overseas=declaration.overseas,
        deciding_body=declaration.deciding_body,
        decided_on=declaration.decided_on,
        minute_reference=declaration.minute_reference,
    )
