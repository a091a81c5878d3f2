"""What waits for a person, or for whom a person waits."""

from hov_donate.core.i18n import N_
from hov_donate.reports.rules.facts import Facts
from hov_donate.reports.rules.lights import (
    ANSWER_SOON,
    ENDS,
    LETTERS_WAITING,
    MANY_FAILED_LETTERS,
    SUBSCRIPTIONS,
    UNMATCHED,
    Check,
    Light,
    Subject,
    pile,
)


def unmatched(facts: Facts) -> Check:
    return pile(
        Subject.UNMATCHED,
        facts.unmatched,
        UNMATCHED,
        facts.now,
        N_("To be decided: %(count)s. The oldest was noticed at: %(at)s"),
        N_(
            "Open the room “Reconciliation”, under “Unmatched payments”: attach each to a gift, "
            "make a gift of it, or send it back."
        ),
    )


def subscriptions(facts: Facts) -> Check:
    return pile(
        Subject.SUBSCRIPTIONS,
        facts.overdue_instalments,
        SUBSCRIPTIONS,
        facts.now,
        N_("Without the instalment that was due: %(count)s. The oldest was due at: %(at)s"),
        N_(
            "Look through everything: Stripe is asked about each of them. If one stays, compare "
            "it with Stripe's dashboard."
        ),
        none=N_("None has missed an instalment without our hearing of it."),
    )


def ends(facts: Facts) -> Check:
    return pile(
        Subject.ENDS,
        facts.ends,
        ENDS,
        facts.now,
        N_("Not ended at Stripe yet: %(count)s. The oldest was asked for at: %(at)s"),
        N_(
            "Stripe is told again every ten minutes. If one stays for a day, end it in Stripe's "
            "dashboard, so that the donor is not charged once more."
        ),
    )


def disputes(facts: Facts) -> Check:
    if not facts.disputes:
        return Check(Subject.DISPUTES, Light.GREEN, N_("There is none."))
    values: dict[str, object] = {"count": facts.disputes}
    remedy = N_(
        "Answer it in the room “Disputes”, or accept it in Stripe's dashboard. Without an answer "
        "by that day the money is lost."
    )
    if facts.answer_by is None:
        return Check(Subject.DISPUTES, Light.AMBER, N_("To answer: %(count)s"), remedy, values)
    soon = facts.answer_by - facts.now <= ANSWER_SOON
    return Check(
        Subject.DISPUTES,
        Light.RED if soon else Light.AMBER,
        N_("To answer: %(count)s. The first by: %(at)s"),
        remedy,
        {**values, "at": facts.answer_by},
    )


def waiting_letters(facts: Facts) -> Check:
    pile = facts.waiting_letters
    if pile.oldest_at is None:
        return Check(Subject.LETTERS_WAITING, Light.GREEN, N_("None is waiting."))
    return Check(
        Subject.LETTERS_WAITING,
        LETTERS_WAITING.of(facts.now - pile.oldest_at),
        N_("Waiting: %(count)s. The oldest was put out at: %(at)s"),
        N_(
            "See whether the worker runs and the mail server takes letters. In the room “Letters” "
            "each one says why it could not be sent yet; it is tried again by itself."
        ),
        {"count": pile.count, "at": pile.oldest_at},
    )


def failed_letters(facts: Facts) -> Check:
    pile = facts.failed_letters
    if not pile.count:
        return Check(Subject.LETTERS_FAILED, Light.GREEN, N_("There is none."))
    return Check(
        Subject.LETTERS_FAILED,
        Light.RED if pile.count >= MANY_FAILED_LETTERS else Light.AMBER,
        N_("Failed: %(count)s"),
        N_(
            "Open the room “Letters” and read the reasons. A wrong address cannot be helped; if "
            "the mail server refuses everything, mend that and press “Retry”."
        ),
        {"count": pile.count},
    )
