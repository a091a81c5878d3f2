"""Answers as their giver reads them again."""

from datetime import date

from hov_donate.public.affiliate.draft import Draft
from hov_donate.public.affiliate.fields import Control, Field


def shown(field: Field, answer: str, draft: Draft) -> str:
    """An answer in words; lines stay lines, and what was not given says so."""
    speak = draft.setting.speak
    match field.control:
        case Control.TICK:
            return speak.gettext("Yes") if answer else speak.gettext("No")
        case _ if not answer:
            return speak.gettext("Not given")
        case Control.CHOICE | Control.LIST:
            labels = {option.value: option.label for option in field.options}
            return labels.get(answer, answer)
        case Control.COUNT:
            return speak.number(int(answer))
        case Control.DAY:
            return speak.date(date.fromisoformat(answer))
        case _:
            return answer
