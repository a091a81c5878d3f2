"""Whether what somebody typed is a signature, and if not, what to tell them, field by field."""

from dataclasses import dataclass
from datetime import date

from hov_donate.campaign.appeals.consents import ticked
from hov_donate.campaign.appeals.operations import Signing
from hov_donate.campaign.appeals.rules import LONGEST_ANSWER, Capacity, Shown, Told
from hov_donate.contacts.sealing import Identity
from hov_donate.core.countries import COUNTRIES
from hov_donate.public.appeals.typed import TypedSignature
from hov_donate.public.checking import Checker, FieldError, Problem, collect
from hov_donate.public.one_form import one_form


@dataclass(frozen=True)
class Sheet:
    """What a signature is put under: the form's token, the appeal, the day, and whence it came."""

    token: str
    appeal_id: int
    today: date
    place: str | None


@dataclass(frozen=True)
class SignatureChecker:
    """Checks a form as its reader understood it."""

    checker: Checker
    sheet: Sheet

    def check(self, typed: TypedSignature) -> Signing | list[Problem]:
        """The signature that was meant, or every problem, in the order of the page."""
        problems: list[Problem] = []
        name = collect(problems, lambda: self.name(typed.name))
        email = collect(problems, lambda: self.checker.email(typed.email))
        country = collect(problems, lambda: self.country(typed.country))
        capacity = collect(problems, lambda: self.capacity(typed.capacity))
        told = collect(problems, lambda: self.told(typed, capacity))
        decided_on = collect(problems, lambda: self.decided_on(typed.decided_on, capacity))
        shown = collect(problems, lambda: self.shown(typed))
        if problems or name is None or email is None or country is None:
            return problems
        if capacity is None or told is None or shown is None:
            return problems
        return self._signing(
            typed, Identity(name, email), Signed(country, capacity, told, decided_on, shown)
        )

    def _signing(self, typed: TypedSignature, someone: Identity, signed: "Signed") -> Signing:
        speak, campaign = self.checker.speak, self.checker.campaign.name
        return Signing(
            form=one_form(self.sheet.token, someone.email),
            appeal_id=self.sheet.appeal_id,
            identity=someone,
            consents=ticked(
                signed.shown, keep=typed.keep, news=typed.news, speak=speak, campaign=campaign
            ),
            language=speak.language,
            place=self.sheet.place,
            **vars(signed),
        )

    def name(self, typed: str) -> str:
        """The full name. Raises FieldError."""
        if not typed:
            raise FieldError("name", self.checker.speak.gettext("Enter your full name"))
        return self.checker.name(typed)

    def country(self, typed: str) -> str:
        """The country. Raises FieldError."""
        if typed not in COUNTRIES:
            text = self.checker.speak.gettext("Choose your country from the list")
            raise FieldError("country", text)
        return typed

    def capacity(self, typed: str) -> Capacity:
        """For whom somebody signs. Raises FieldError."""
        if typed not in set(Capacity):
            text = self.checker.speak.gettext("Choose for whom you sign")
            raise FieldError("capacity", text)
        return Capacity(typed)

    def told(self, typed: TypedSignature, capacity: Capacity | None) -> Told:
        """What stands beside the name; a body that signs says which it is. Raises FieldError."""
        _ = self.checker.speak.gettext
        fields = ("role", "organisation", "town", "deciding_body")
        for field in fields:
            if len(getattr(typed, field)) > LONGEST_ANSWER:
                text = _("Write no more than %(most)s characters", most=LONGEST_ANSWER)
                raise FieldError(field, text)
        if capacity is Capacity.PERSONAL:
            return Told(typed.role, typed.organisation, typed.town)
        if capacity is Capacity.ORGANISATION and not typed.organisation:
            raise FieldError("organisation", _("Enter the name of your organisation"))
        if capacity is Capacity.ORGANISATION and not typed.deciding_body:
            raise FieldError("deciding_body", _("Enter which body of it decided to sign"))
        return Told(typed.role, typed.organisation, typed.town, typed.deciding_body)

    def decided_on(self, typed: str, capacity: Capacity | None) -> date | None:
        """When a body decided to sign; a person decides alone. Raises FieldError."""
        if capacity is not Capacity.ORGANISATION:
            return None
        _ = self.checker.speak.gettext
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            text = _("Enter the day of the decision as year, month and day, like 2026-05-03")
            raise FieldError("decided_on", text) from None
        if day > self.sheet.today:
            raise FieldError("decided_on", _("The day of the decision must not be in the future"))
        return day

    def shown(self, typed: TypedSignature) -> Shown:
        """What may be shown of what was told; to be shown it is kept. Raises FieldError."""
        shown = Shown(
            name=typed.show_name,
            role=typed.show_role and bool(typed.role),
            organisation=typed.show_organisation and bool(typed.organisation),
            town=typed.show_town and bool(typed.town),
        )
        if (shown.listed or shown.town) and not typed.keep:
            text = self.checker.speak.gettext(
                "To be shown on the list, agree that we keep what you wrote"
            )
            raise FieldError("keep", text)
        return shown


@dataclass(frozen=True)
class Signed:
    """What is right of a form."""

    country: str
    capacity: Capacity
    told: Told
    decided_on: date | None
    shown: Shown
