"""The one table of who may do what. A view names a permission; a role holds some."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

# So many wrong passwords in a row close an account for a while: a thousand guesses a day.
MOST_WRONG_PASSWORDS = 10
LOCKED_FOR = timedelta(minutes=15)
# How long a session lasts, and how long it may be left alone.
SIGNED_IN_FOR = timedelta(hours=8)
IDLE_FOR = timedelta(minutes=30)
# How often it is noted that a session is still in use.
NOTED_EVERY = timedelta(minutes=1)
# After the password alone: time enough to fetch the telephone, or to install an app on it.
HALF_WAY_FOR = timedelta(minutes=30)
# Changing how one signs in, or who may, wants the second factor to have been shown so lately.
CONFIRMED_FOR = timedelta(minutes=15)
# A link to choose a new password is good for so long, an invitation for so long.
RESET_WITHIN = timedelta(hours=1)
INVITED_FOR = timedelta(hours=72)
# Invitations that came to nothing are forgotten after so long.
INVITATIONS_KEPT_FOR = timedelta(days=30)
_ACTOR = "staff:"
# How the actors of commands begin.
COMMANDS = "command:"
# Whoever is in the office and has not signed in.
VISITOR = "visitor"
# How long names are open to someone who said why they must be; then the reason is asked anew.
NAMES_OPEN_FOR = timedelta(minutes=30)


class Permission(StrEnum):
    """Something that can be done in the office.

    What begins with `SEE_` changes nothing; `TAKE_EXPORTS` reads too, and lets no names out.
    """

    SEE_OFFICE = "see_office"
    SEE_GIFTS = "see_gifts"
    SEE_IDENTITIES = "see_identities"
    OPEN_NAMES = "open_names"
    EXPORT_NAMES = "export_names"
    CORRECT_GIVERS = "correct_givers"
    CHECK_GIFTS = "check_gifts"
    SEE_LEDGER = "see_ledger"
    SEE_REPORTS = "see_reports"
    TAKE_EXPORTS = "take_exports"
    MANAGE_TOKENS = "manage_tokens"
    MOVE_FUNDS = "move_funds"
    SEE_MACHINERY = "see_machinery"
    SEE_LETTERS = "see_letters"
    RUN_RECONCILIATION = "run_reconciliation"
    RETRY_EVENTS = "retry_events"
    RETRY_MAILS = "retry_mails"
    SEE_ATTEMPTS = "see_attempts"
    STOP_GIVING = "stop_giving"
    SEE_WATCH = "see_watch"
    START_SWEEP = "start_sweep"
    ANSWER_DISPUTES = "answer_disputes"
    END_RECURRING = "end_recurring"
    PLACE_MONEY = "place_money"
    REFUND_UNMATCHED = "refund_unmatched"
    GIVE_BACK = "give_back"
    AGREE_TO_REFUNDS = "agree_to_refunds"
    SEE_AFFILIATES = "see_affiliates"
    EDIT_AFFILIATES = "edit_affiliates"
    DECIDE_APPLICATIONS = "decide_applications"
    END_AFFILIATIONS = "end_affiliations"
    OVERRIDE_FEES = "override_fees"
    EDIT_SCALES = "edit_scales"
    ACTIVATE_SCALES = "activate_scales"
    RECORD_MONEY = "record_money"
    CREDIT_INVOICES = "credit_invoices"
    RUN_RENEWALS = "run_renewals"
    SEE_CONFERENCES = "see_conferences"
    RUN_CONFERENCES = "run_conferences"
    CLOSE_MONTH = "close_month"
    REOPEN_MONTH = "reopen_month"
    MANAGE_STAFF = "manage_staff"
    RECORD_OFFLINE = "record_offline"
    PAY_IN = "pay_in"
    SEE_BANK = "see_bank"
    IMPORT_STATEMENTS = "import_statements"
    SETTLE_LINES = "settle_lines"
    EDIT_PROFILES = "edit_profiles"
    SEE_AUDIT = "see_audit"
    EDIT_REVIEW_RULES = "edit_review_rules"
    DECIDE_REVIEWS = "decide_reviews"
    SEE_CAMPAIGN = "see_campaign"
    RUN_CAMPAIGN = "run_campaign"
    MODERATE_SIGNATURES = "moderate_signatures"


class Role(StrEnum):
    """What someone is in the campaign. Somebody may be several."""

    TREASURER = "treasurer"
    MEMBERSHIP_SECRETARY = "membership_secretary"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class SecondFactor(StrEnum):
    """What somebody shows besides the password."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class InvitationStatus(StrEnum):
    """What became of an invitation. A pending one may be too old; it can be sent again."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class DoorChange(StrEnum):
    """A change of how somebody signs in, of which a letter tells them."""

    PASSWORD = "password"  # noqa: S105 (a kind of change)
    APP = "app"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES = "recovery_codes"
    RECOVERY_CODE_USED = "recovery_code_used"
    RESET = "reset"


READING = frozenset(it for it in Permission if it.name.startswith("SEE_"))
# The table. docs/staff.md says it for people; a test holds them together.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Money, books, refunds, closing, and what is decided about fees. Names need no opening. Lets
    # nobody in: whoever could would be their own second person.
    Role.TREASURER: frozenset(Permission) - {Permission.OPEN_NAMES, Permission.MANAGE_STAFF},
    # Who belongs, who may vote, and what they owe; nothing that is money's alone.
    Role.MEMBERSHIP_SECRETARY: frozenset(
        {
            Permission.SEE_OFFICE,
            Permission.SEE_IDENTITIES,
            Permission.EXPORT_NAMES,
            Permission.SEE_AFFILIATES,
            Permission.EDIT_AFFILIATES,
            Permission.DECIDE_APPLICATIONS,
            Permission.END_AFFILIATIONS,
            Permission.RUN_RENEWALS,
            Permission.SEE_CONFERENCES,
            Permission.RUN_CONFERENCES,
            Permission.SEE_CAMPAIGN,
            Permission.RUN_CAMPAIGN,
            Permission.MODERATE_SIGNATURES,
            Permission.SEE_LETTERS,
            Permission.RETRY_MAILS,
        }
    ),
    # Reads all and changes nothing; names only after saying why, and for a while.
    Role.AUDITOR: READING - {Permission.SEE_IDENTITIES}
    | {Permission.OPEN_NAMES, Permission.TAKE_EXPORTS},
    # The people of the office and the machinery, and nobody's name. The second person who agrees
    # to a refund or to opening a month again, and therefore sees both.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SEE_OFFICE,
            Permission.SEE_MACHINERY,
            Permission.SEE_LETTERS,
            Permission.RETRY_EVENTS,
            Permission.RETRY_MAILS,
            Permission.SEE_ATTEMPTS,
            Permission.STOP_GIVING,
            Permission.SEE_WATCH,
            Permission.START_SWEEP,
            Permission.SEE_AUDIT,
            Permission.MANAGE_STAFF,
            Permission.SEE_GIFTS,
            Permission.AGREE_TO_REFUNDS,
            Permission.SEE_LEDGER,
            Permission.REOPEN_MONTH,
            Permission.EDIT_REVIEW_RULES,
            Permission.SEE_CAMPAIGN,
            Permission.RUN_CAMPAIGN,
        }
    ),
}


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Whether any of the roles holds the permission; a role we do not know holds none."""
    known = (Role(role) for role in roles if role in list(Role))
    return any(permission in PERMISSIONS[role] for role in known)


def actor_of(member_id: int) -> str:
    """What histories call a member: a number, so that no address is kept in them."""
    return f"{_ACTOR}{member_id}"


def actor_of_command(account: int) -> str:
    """Who runs a command: the number of an account of the machine."""
    return f"{COMMANDS}{account}"


def account_of(actor: str) -> int | None:
    """The machine's account that ran a command; None when it was no command."""
    number = actor.removeprefix(COMMANDS)
    return int(number) if actor.startswith(COMMANDS) and number.isdigit() else None


def member_of(actor: str) -> int | None:
    """The member whom a history means; None when it was nobody of the office."""
    number = actor.removeprefix(_ACTOR)
    return int(number) if actor.startswith(_ACTOR) and number.isdigit() else None


def locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether an account is closed because of wrong passwords."""
    return locked_until is not None and now < locked_until


def session_ended(*, whole: bool, begun_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has lasted too long, or was left alone for too long."""
    longest = SIGNED_IN_FOR if whole else HALF_WAY_FOR
    return now - begun_at > longest or now - seen_at > IDLE_FOR
