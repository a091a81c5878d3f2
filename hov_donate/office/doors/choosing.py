"""A password that is chosen: typed twice, long enough."""

from hov_donate.office.forms import Form
from hov_donate.staff.passwords import LONGEST, SHORTEST
from hov_donate.web.languages import translator


def chosen_password(form: Form) -> str:
    """The new password of a form with the fields `new` and `again`; what is wrong, it tells."""
    _ = translator().gettext
    new = form.typed.get("new", "")
    if len(new) < SHORTEST:
        form.wrong("new", _("Choose a password of at least %(least)s characters", least=SHORTEST))
    elif len(new) > LONGEST:
        form.wrong("new", _("Choose a password of at most %(most)s characters", most=LONGEST))
    elif new != form.typed.get("again", ""):
        form.wrong("again", _("The two passwords are not the same: type the new one twice"))
    return new
