"""How banks write their CSV files: kept, changed, and tried out on a file before that."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.words import choices
from hov_donate.office.bank.importing import account_choices, read_account, statements, told
from hov_donate.office.bank.queries import overview as queries
from hov_donate.office.bank.uploads import sent_file
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.people import people
from hov_donate.reconciliation.bank.looking import Read
from hov_donate.reconciliation.bank.models import BankProfile
from hov_donate.reconciliation.bank.operations import remove_profile, save_profile
from hov_donate.reconciliation.statements.decoding import AUTOMATIC, ENCODINGS
from hov_donate.reconciliation.statements.examples import examples
from hov_donate.reconciliation.statements.faults import UnreadableError
from hov_donate.reconciliation.statements.profiles import Profile, unpacked
from hov_donate.reconciliation.statements.values import DayFormat
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

LINES_SHOWN = 10
# The account of the file; `account` is the column that names it.
TRIED_ON = "tried_on"
LONGEST_NAME = 120
MARKS = (("point", N_("Point: 1,234.56")), ("comma", N_("Comma: 1.234,56")))
BETWEEN = (
    ("comma", N_("Comma")),
    ("semicolon", N_("Semicolon")),
    ("tab", N_("Tab")),
    ("pipe", N_("Vertical bar")),
)
TEXTS = (
    *("day", "value_day", "amount", "money_in", "money_out", "direction", "out_words", "in_words"),
    *("payer", "reference", "bank_id", "balance", "currency", "account"),
)
MENDS = {
    "day": N_("Name the column with the day"),
    "amount": N_("Name the column with the amount, or one for money in and one for money out"),
    "money_in": N_("Name the column with money that came"),
    "money_out": N_("Name the column with money that went"),
    "direction": N_("A column for the direction needs one with the amount"),
    "out_words": N_(
        "Write the words that stand for money out, other ones than for money in, and name their"
        " column"
    ),
    "in_words": N_("Write the words that stand for money in, and name their column"),
    "delimiter": N_("Choose what stands between columns"),
    "encoding": N_("Choose the encoding"),
    "decimal_mark": N_("Choose the decimal mark"),
    "header_rows": N_("Enter a number from 0 to 50"),
    "footer_rows": N_("Enter a number from 0 to 50"),
}


@office.get("/bank/profiles")
@requires(Permission.SEE_BANK)
def bank_profiles() -> str:
    """Profiles of one's own, and the examples to begin from."""
    own = queries.profiles(db.session())
    return render_template(
        "office/bank/profiles.html",
        own=own,
        examples=[(code, name) for code, (name, _) in examples().items()],
        people=people(db.session(), [row.changed_by for row in own]),
    )


@office.get("/bank/profiles/edit")
@requires(Permission.EDIT_PROFILES)
def ask_for_profile() -> str:
    """A profile to be changed, or a new one that begins as an example does."""
    own = request.args.get("own", "")
    if own.isascii() and own.isdigit() and len(own) < 19:
        kept = db.session().get(BankProfile, int(own)) or abort(404)
        return _page(_shown(kept.name, unpacked(kept.form)))
    code = request.args.get("example", "")
    if code in examples():
        return _page(_shown(*examples()[code]))
    return _page(_shown("", Profile(day="")))


@office.post("/bank/profiles/edit")
@requires(Permission.EDIT_PROFILES)
def keep_profile() -> ResponseReturnValue:
    """Try a profile out on a file, or keep it."""
    _, form = translator().gettext, Form.sent()
    name = form.line("name", most=LONGEST_NAME, missing=_("Write what you call it"))
    profile = _read(form)
    if not form.good:
        return _page(form), 422
    if "try" in form.typed:
        tried = _try_out(form, profile)
        return _page(form, tried), 200 if tried else 422
    with changing() as work:
        save_profile(work, name=name, profile=profile, actor=acting())
    flash(_("The profile is kept."), "done")
    return redirect(url_for("office.bank_profiles"), 303)


@office.post(f"/bank/profiles/{KEY}profile_id>/remove")
@requires(Permission.EDIT_PROFILES)
def drop_profile(profile_id: int) -> ResponseReturnValue:
    """Offer a profile no more."""
    with changing() as work:
        remove_profile(work, profile_id=profile_id)
    flash(translator().gettext("The profile is removed."), "done")
    return redirect(url_for("office.bank_profiles"), 303)


def _try_out(form: Form, profile: Profile) -> Read | None:
    _, content = translator().gettext, sent_file()
    account = read_account(form, TRIED_ON)
    if not content:
        form.wrong("file", _("Choose a file to try it out on"))
    if account is None or not form.good:
        return None
    try:
        return statements().try_out(content, account_id=account.id, profile=profile)
    except UnreadableError as error:
        form.wrong("file", told(error))
        return None


def _read(form: Form) -> Profile:
    _ = translator().gettext
    form.choice("day_format", DayFormat, missing=_("Choose the order of a day"))
    typed: dict[str, Any] = {name: form.line(name) for name in TEXTS}
    typed |= {name: form.shown(name) for name in ("delimiter", "encoding", "decimal_mark")}
    typed |= {name: form.number(name) or 0 for name in ("header_rows", "footer_rows")}
    order = form.choice("day_format", DayFormat) or DayFormat.DAY_MONTH_YEAR
    profile = unpacked({**typed, "day_format": order, "turned": form.ticked("turned")})
    for name in profile.mends:
        form.wrong(name, _(MENDS[name]))
    return profile


def _shown(name: str, profile: Profile) -> Form:
    typed = {key: str(value) for key, value in profile.packed().items() if key != "turned"}
    return Form({**typed, **({"turned": "yes"} if profile.turned else {}), "name": name})


def _page(form: Form, tried: Read | None = None) -> str:
    _ = translator().gettext
    accounts = account_choices()
    if len(accounts) == 1:
        form.typed.setdefault(TRIED_ON, accounts[0][0])
    encodings = [(code, _("As the file says") if code == AUTOMATIC else code) for code in ENCODINGS]
    return render_template(
        "office/bank/profile.html",
        form=form,
        accounts=accounts,
        delimiters=[(code, _(name)) for code, name in BETWEEN],
        marks=[(code, _(name)) for code, name in MARKS],
        day_formats=choices(DayFormat),
        encodings=encodings,
        tried=tried.statement if tried else None,
        shown=LINES_SHOWN,
    )
