"""The questions of an application, in their order."""

from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.questions.about import Before, Kind, Name, Place
from hov_donate.public.affiliate.questions.agreeing import Consents, Listing
from hov_donate.public.affiliate.questions.decision import Decision
from hov_donate.public.affiliate.questions.fee import Fee, Surplus
from hov_donate.public.affiliate.questions.figures import Circumstances, Members, Numbers
from hov_donate.public.affiliate.questions.officers import Chair, Delegates, Secretary, You
from hov_donate.public.affiliate.questions.paying import Invoice, Payer

__all__ = ["BY_NAME", "QUESTIONS", "after", "asked", "before", "first_open", "is_ahead", "question"]

QUESTIONS: tuple[Question, ...] = (
    Kind(),
    Name(),
    Place(),
    Before(),
    Circumstances(),
    Members(),
    Numbers(),
    Fee(),
    Surplus(),
    Decision(),
    You(),
    Secretary(),
    Chair(),
    Delegates(),
    Invoice(),
    Payer(),
    Listing(),
    Consents(),
)
BY_NAME = {each.name: each for each in QUESTIONS}


def question(name: str, draft: Draft) -> Question | None:
    """The question of a name; None where there is none, or not for them."""
    found = BY_NAME.get(name)
    return found if found and found.applies(draft) else None


def asked(draft: Draft) -> list[Question]:
    """Every question that is put to them."""
    return [each for each in QUESTIONS if each.applies(draft)]


def first_open(draft: Draft) -> Question | None:
    """The first question that is not answered; None when all are."""
    return next((each for each in asked(draft) if not each.settled(draft)), None)


def after(this: Question, draft: Draft) -> Question | None:
    """The question that comes next; None at the end."""
    later = QUESTIONS[QUESTIONS.index(this) + 1 :]
    return next((each for each in later if each.applies(draft)), None)


def before(this: Question, draft: Draft) -> Question | None:
    """The question that came before; None at the beginning."""
    earlier = reversed(QUESTIONS[: QUESTIONS.index(this)])
    return next((each for each in earlier if each.applies(draft)), None)


def is_ahead(this: Question, draft: Draft) -> bool:
    """Whether something before it is still open: what it asks may hang on that."""
    earlier = QUESTIONS[: QUESTIONS.index(this)]
    return any(each.applies(draft) and not each.settled(draft) for each in earlier)
