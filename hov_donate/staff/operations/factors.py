"""Second factors: set up, shown, lost. Whatever changes ends every other session of the member."""

from sqlalchemy import delete, select, update

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.staff import passkeys, queries
from hov_donate.staff.models import Passkey, RecoveryCode, TotpKey
from hov_donate.staff.operations.letters import tell_of
from hov_donate.staff.operations.sessions import end_sessions
from hov_donate.staff.passkeys import Held, Place
from hov_donate.staff.recovery import new_codes, tidy_code
from hov_donate.staff.rules import DoorChange
from hov_donate.staff.secrets import Kept, StaffSecrets
from hov_donate.staff.totp import matched_step


class LastFactorError(UserError):
    """The last app or passkey cannot be taken away: nobody is in the office without one."""


class PasskeyKnownError(UserError):
    """Somebody has this passkey already."""


def set_up_app(
    work: UnitOfWork, *, member_id: int, sealed: bytes, step: int, but: int | None
) -> None:
    """From now on the app with this secret is a member's, and no other.

    `step` is that of the code by which they showed that it works. `but` is the session that stays.
    """
    work.session.execute(delete(TotpKey).where(TotpKey.member_id == member_id))
    work.session.add(
        TotpKey(member_id=member_id, sealed=sealed, last_step=step, created_at=work.now)
    )
    _changed(work, member_id, DoorChange.APP, but)


def add_passkey(
    work: UnitOfWork, *, member_id: int, made: Held, name: str, but: int | None
) -> None:
    """One more passkey of a member's. Raises PasskeyKnownError."""
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if work.session.scalar(known) is not None:
        raise PasskeyKnownError("this passkey is in use already")
    work.session.add(
        Passkey(member_id=member_id, name=name, created_at=work.now, used_at=None, **vars(made))
    )
    _changed(work, member_id, DoorChange.PASSKEY_ADDED, but)


def remove_app(work: UnitOfWork, *, member_id: int, but: int | None) -> None:
    """A member's app opens nothing any more. Raises LastFactorError."""
    if not queries.passkeys_of(work.session, member_id):
        raise LastFactorError("add a passkey first: the office needs a second factor")
    work.session.execute(delete(TotpKey).where(TotpKey.member_id == member_id))
    _changed(work, member_id, DoorChange.APP, but)


def remove_passkey(work: UnitOfWork, *, member_id: int, passkey_id: int, but: int | None) -> None:
    """A passkey opens nothing any more. Raises LastFactorError."""
    held = queries.passkeys_of(work.session, member_id)
    gone = [it for it in held if it.id == passkey_id]
    if not gone:
        return
    if len(held) == 1 and queries.totp_key(work.session, member_id) is None:
        raise LastFactorError("set up an app or another passkey first")
    work.session.delete(gone[0])
    _changed(work, member_id, DoorChange.PASSKEY_REMOVED, but)


def make_recovery_codes(
    work: UnitOfWork, *, member_id: int, keys: StaffSecrets, but: int | None
) -> list[str]:
    """Ten new codes, told this once; those of before open nothing any more."""
    codes = new_codes()
    first = not queries.recovery_codes(work.session, member_id)
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    work.session.add_all(
        RecoveryCode(
            member_id=member_id,
            digest=keys.digest(Kept.RECOVERY_CODE, _whose(member_id, code)),
            created_at=work.now,
        )
        for code in codes
    )
    work.session.flush()
    if not first:
        _changed(work, member_id, DoorChange.RECOVERY_CODES, but)
    return codes


def show_code(work: UnitOfWork, *, member_id: int, code: str, keys: StaffSecrets) -> bool:
    """Whether a code is the app's and was not used before; from now on it is used."""
    held = queries.totp_key(work.session, member_id, to_change=True)
    if held is None:
        return False
    secret = keys.open(held.sealed)
    step = matched_step(secret, code, now=work.now, last_step=held.last_step)
    if step is None:
        return False
    held.last_step = step
    work.session.flush()
    return True


def show_recovery_code(work: UnitOfWork, *, member_id: int, code: str, keys: StaffSecrets) -> bool:
    """Whether a recovery code is one of a member's that is not used; from now on it is."""
    digests = keys.digests(Kept.RECOVERY_CODE, _whose(member_id, code))
    used = work.session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.member_id == member_id,
            RecoveryCode.digest.in_(digests),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=work.now)
        .returning(RecoveryCode.id)
    )
    if used.one_or_none() is None:
        return False
    tell_of(work, member_id=member_id, change=DoorChange.RECOVERY_CODE_USED)
    return True


def show_passkey(
    work: UnitOfWork, *, member_id: int, answer: str, challenge: bytes, place: Place
) -> bool:
    """Whether a browser's answer shows one of a member's passkeys."""
    held = queries.passkey(work.session, member_id, passkeys.named_in(answer) or b"")
    if held is None:
        return False
    known = Held(held.credential_id, held.public_key, held.uses)
    uses = passkeys.uses_shown(place, answer, challenge=challenge, held=known)
    if uses is None:
        return False
    held.uses, held.used_at = uses, work.now
    work.session.flush()
    return True


def reset_second_factor(work: UnitOfWork, *, member_id: int) -> None:
    """Everything is lost: at the next sign-in a member sets up a second factor anew."""
    for table in (TotpKey, Passkey, RecoveryCode):
        work.session.execute(delete(table).where(table.member_id == member_id))
    _changed(work, member_id, DoorChange.RESET, None)


def _changed(work: UnitOfWork, member_id: int, change: DoorChange, but: int | None) -> None:
    work.session.flush()
    end_sessions(work, member_id=member_id, but=but)
    tell_of(work, member_id=member_id, change=change)


def _whose(member_id: int, code: str) -> str:
    return f"{member_id}|{tidy_code(code)}"
