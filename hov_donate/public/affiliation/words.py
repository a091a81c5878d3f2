"""What members and affiliates read about their affiliation: its standing in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.models import Invoice, Term
from hov_donate.affiliations.queries.marks import HeldMark
from hov_donate.affiliations.queries.own_page import InvoiceOnPage, OwnPage
from hov_donate.affiliations.rules.scale import ArrearsStage, Effect
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.i18n import N_, Translator

_S = AffiliationStatus
# In one word, and what it means; of people and organisations alike.
STANDING = {
    _S.DRAFT: (N_("Not sent yet"), ""),
    _S.SUBMITTED: (
        N_("Waits for an officer"),
        N_("A second officer has yet to confirm it, by the link that we sent to them."),
    ),
    _S.CONFIRMED: (N_("Waits for the committee"), N_("The committee decides and we write to you.")),
    _S.APPROVED: (N_("Accepted"), N_("The invoice comes by e-mail.")),
    _S.INVOICED: (N_("Waits for the fee"), N_("It holds from the day on which the fee is here.")),
    _S.ACTIVE: (N_("Paid up"), N_("Paid until %(until)s.")),
    _S.DUE: (N_("Paid up"), N_("Paid until %(until)s. The time after that is not paid yet.")),
    _S.GRACE: (N_("Due"), N_("It was paid until %(until)s. For now, everything stays as it was.")),
    _S.ARREARS: (N_("In arrears"), N_("It was paid until %(until)s.")),
    _S.LAPSED: (
        N_("Lapsed"),
        N_("It was decided so. It holds again as soon as today is paid for."),
    ),
    _S.RESIGNED: (
        N_("Ended"),
        N_("It was ended as you asked, or because it was never paid or never decided."),
    ),
    _S.REJECTED: (N_("Not accepted"), N_("The committee's reasons came by e-mail.")),
}
EFFECTS = {
    Effect.NO_VOTE: N_("Until it is paid, there is a voice but no vote."),
    Effect.NO_VOICE: N_("Until it is paid, there is neither voice nor vote."),
    Effect.LAPSE_MAY_BE_PROPOSED: N_(
        "It has been unpaid for so long that its end may be proposed."
    ),
}


@dataclass(frozen=True)
class ShownInvoice:
    """A line about an invoice: `state` in words, `owed` empty where nothing is.

    `settle` is where an instalment that failed is paid or confirmed; empty where there is none.
    """

    id: int
    number: str
    reference: str
    term: str
    amount: str
    owed: str
    state: str
    due: str
    settle: str
    credit_notes: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Words:
    """Puts an affiliation into words of one language, as it stands on a day."""

    speak: Translator
    today: date

    def standing(self, own: OwnPage, stages: Sequence[ArrearsStage]) -> tuple[str, str]:
        """How it stands: in a word, and what that means."""
        affiliation, _ = own.affiliation, self.speak.gettext
        word, meaning = STANDING[affiliation.status]
        until = self.speak.date(affiliation.paid_until) if affiliation.paid_until else ""
        told = [_(meaning, until=until) if meaning else ""]
        in_arrears = affiliation.status is _S.ARREARS
        if in_arrears and 0 < affiliation.arrears_stage <= len(stages):
            told.append(_(EFFECTS[stages[affiliation.arrears_stage - 1].effect]))
        return _(word), " ".join(filter(None, told))

    def term(self, term: Term | None) -> str:
        """A term's two days; empty where there is none."""
        if term is None:
            return ""
        first, last = self.speak.date(term.starts_on), self.speak.date(term.ends_on)
        return self.speak.gettext("%(first)s to %(last)s", first=first, last=last)

    def held(self, mark: HeldMark) -> str:
        """That a term stays paid for until the difference of a correction is due."""
        return self.speak.gettext(
            "The numbers were corrected. It stays paid up until %(day)s; please pay the difference"
            " of %(sum)s by then.",
            day=self.speak.date(mark.until),
            sum=self.speak.money(mark.owed),
        )

    def member_class(self, own: OwnPage) -> str:
        """The class of a member; empty where there is none."""
        word = own.affiliation.member_class
        return class_name(word, self.speak) if word else ""

    def invoice(self, found: InvoiceOnPage) -> ShownInvoice:
        """An invoice as it is listed."""
        standing, invoice = found.standing, found.standing.invoice
        instalment = found.instalment
        return ShownInvoice(
            id=invoice.id,
            number=invoice.full_number,
            reference=invoice.reference,
            term=self.invoiced_term(invoice),
            amount=self.speak.money(invoice.amount),
            owed=self.speak.money(standing.owed) if standing.owed.minor else "",
            state=self.invoice_state(found),
            due=self.speak.date(invoice.due_on),
            settle=(instalment.hosted_url or "") if instalment else "",
            credit_notes=tuple((note.id, note.full_number) for note in found.credit_notes),
        )

    def invoiced_term(self, invoice: Invoice) -> str:
        """The days that an invoice is for, as it was issued."""
        first, last = map(date.fromisoformat, invoice.snapshot["term"])
        return self.speak.gettext(
            "%(first)s to %(last)s", first=self.speak.date(first), last=self.speak.date(last)
        )

    def invoice_state(self, found: InvoiceOnPage) -> str:
        """How far an invoice has come."""
        _, standing = self.speak.gettext, found.standing
        if standing.owed.minor:
            return self._owed_state(found)
        if standing.credited == standing.invoice.amount:
            return _("Not asked for any more")
        return _("Paid")

    def _owed_state(self, found: InvoiceOnPage) -> str:
        _, standing = self.speak.gettext, found.standing
        if found.debited:
            return _("A debit is on its way")
        owed = self.speak.money(standing.owed)
        if standing.settled.minor:
            return _("Partly paid, %(owed)s to pay", owed=owed)
        return _("%(owed)s to pay", owed=owed)
