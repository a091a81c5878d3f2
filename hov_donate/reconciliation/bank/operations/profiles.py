"""Profiles of CSV files."""

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.reconciliation.bank.models import BankProfile
from hov_donate.reconciliation.statements.profiles import Profile


def save_profile(work: UnitOfWork, *, name: str, profile: Profile, actor: str) -> BankProfile:
    """Keep how a bank writes its files; under a name that is there, it is changed.

    What was brought in before keeps the profile it was read by.
    """
    there = select(BankProfile).where(BankProfile.name == name).with_for_update()
    kept = work.session.scalars(there).one_or_none() or BankProfile(name=name)
    kept.form = profile.packed()
    kept.changed_at, kept.changed_by = work.now, actor
    work.session.add(kept)
    work.session.flush()
    return kept


def remove_profile(work: UnitOfWork, *, profile_id: int) -> None:
    """Offer a profile no more; a second time changes nothing."""
    kept = work.session.get(BankProfile, profile_id)
    if kept is not None:
        work.session.delete(kept)
        work.session.flush()
