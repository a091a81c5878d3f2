"""What the address asks for: which report, of which days, with which filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from flask import abort, request
from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.office import spans
from hov_donate.office.affiliates.words import actor_name, kind_name
from hov_donate.office.guard import insist_on
from hov_donate.office.labels import dispute_reason, label
from hov_donate.reports.asking import Asked, Names
from hov_donate.reports.catalogue import REPORTS, Entry
from hov_donate.reports.writing.stamp import Stamp
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_FILTER = 200
# Who acts where nobody of the office does.
ACTORS = {"stripe": N_("Stripe"), "donor": N_("the giver")}


@dataclass(frozen=True)
class Found:
    """A report that somebody asks for, and the parameters that ask for it again."""

    code: str
    entry: Entry
    days: spans.Asked
    filters: Mapping[str, str]

    @property
    def query(self) -> dict[str, Any]:
        """For the addresses of its files and pages."""
        own = self.days.chosen.query if self.entry.spanned else {}
        return {**own, **self.filters}

    def asked(self, session: Session | None = None) -> Asked:
        """What the report is read with: the page's own session, or another."""
        return Asked(
            session=session or db.session(),
            span=self.days.span,
            now=parts().clock.now(),
            campaign=parts().settings.campaign,
            speak=translator(),
            names=NAMES,
            filters=self.filters,
        )

    def stamp(self) -> Stamp:
        """What its files say of themselves."""
        campaign = parts().settings.campaign
        return Stamp(
            campaign=campaign.legal_name,
            time_zone=campaign.time_zone,
            made_at=parts().clock.now(),
            speak=translator(),
            asked=urlencode(self.filters),
        )


def found(code: str) -> Found:
    """The report of an address; 404 where there is none, 403 where it is not for the reader."""
    entry = REPORTS.get(code) or abort(404)
    insist_on(entry.permission)
    typed = {each.value: request.args.get(each.value, "").strip() for each in entry.filters}
    filters = {
        name: text.replace("\0", "")[:LONGEST_FILTER] for name, text in typed.items() if text
    }
    return Found(code, entry, spans.asked_span(), filters)


def _label(thing: StrEnum) -> str:
    return translator().gettext(label(thing))


def _dispute_reason(word: str) -> str:
    return translator().gettext(dispute_reason(word))


def _actor(actor: str) -> str:
    return translator().gettext(ACTORS.get(actor, "")) or actor_name(actor) or actor


NAMES = Names(label=_label, dispute_reason=_dispute_reason, actor=_actor, kind=kind_name)
