"""What a mail says about our letters, be it a mail server's report or anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.outbox.rules import plain, standard
from hov_donate.outbox.rules.parts import (
    Mail,
    NotAMailError,
    answered_tokens,
    mail_of,
    returned_tokens,
)

__all__ = ["NotAMailError", "Report", "Verdict", "read_report"]


class Verdict(StrEnum):
    """What a mail is."""

    CAME_BACK = "came_back"
    NOT_FINAL = "not_final"
    NO_REPORT = "no_report"


@dataclass(frozen=True)
class Report:
    """What a mail says of a letter: whether it came back, with which status code (RFC 3463).

    `tokens` are what its Message-ID may be made of, the likeliest first; whether it is one of ours
    only the outbox knows.
    """

    verdict: Verdict
    tokens: Sequence[str] = ()
    status_code: str | None = None


NO_REPORT = Report(Verdict.NO_REPORT)


def read_report(raw: bytes) -> Report:
    """What the mail of these bytes says. Raises NotAMailError, whatever it is that is read."""
    try:
        return _read(mail_of(raw))
    except NotAMailError:
        raise
    except Exception as error:
        # Forged mails bring the standard library's reader down in more ways than can be listed.
        raise NotAMailError("it is not written as mails are") from error


def _read(mail: Mail) -> Report:
    parts = list(mail.walk())
    told = standard.fates(parts)
    if told:
        tokens = returned_tokens(parts) or answered_tokens(mail)
        return _report(tokens, [it.code for it in told if it.failed], back=standard.came_back(told))
    if not plain.is_from_a_server(mail):
        return NO_REPORT
    words = plain.words(mail, parts)
    return _report(words.tokens, [words.code], back=words.failed)


def _report(tokens: Sequence[str], codes: Sequence[str | None], *, back: bool) -> Report:
    if not tokens:
        return NO_REPORT
    if not back:
        return Report(Verdict.NOT_FINAL, tokens)
    return Report(Verdict.CAME_BACK, tokens, next(iter(codes), None))
