"""Bringing in a statement: the file, what it would do, and the button."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.money import Money
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.bank.queries import overview as queries
from hov_donate.office.bank.uploads import sent_file
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.queries.people import people
from hov_donate.reconciliation.bank.models import BankAccount, BankImport, BankProfile
from hov_donate.reconciliation.bank.operations import confirm_import, drop_import
from hov_donate.reconciliation.bank.operations.importing import AskedAnewError, ImportRefusedError
from hov_donate.reconciliation.bank.processes import Statements
from hov_donate.reconciliation.bank.queries import balances
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus
from hov_donate.reconciliation.statements.examples import examples
from hov_donate.reconciliation.statements.faults import UnreadableError
from hov_donate.reconciliation.statements.profiles import Profile, unpacked
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/bank/imports/{KEY}import_id>"
# How long one press of the button may keep its page waiting; the worker goes on from there.
PATIENCE_SECONDS = 5
# A file with more lines is left to the worker from the beginning.
AT_ONCE = 5000
OWN, EXAMPLE = "own", "example"


@office.get("/bank/import")
@requires(Permission.IMPORT_STATEMENTS)
def ask_for_statement() -> str:
    """Which file, and of which account."""
    return _page(Form())


@office.post("/bank/import")
@requires(Permission.IMPORT_STATEMENTS)
def look_at_statement() -> ResponseReturnValue:
    """What a file would do. One that cannot be read is not kept."""
    _, form, content = translator().gettext, Form.sent(), sent_file()
    account = read_account(form)
    profile = read_profile(form)
    if not content:
        form.wrong("file", _("Choose the file that you exported at your bank"))
    if account is None or not form.good:
        return _page(form), 422
    account_id = account.id
    # On SQLite this page's session holds the one write lock.
    db.session.remove()
    try:
        kept = statements().look(content, account_id=account_id, profile=profile, actor=acting())
    except UnreadableError as error:
        form.wrong("file", told(error))
        return _page(form), 422
    return _to(kept.id)


@office.get(ROOM)
@requires(Permission.SEE_BANK)
def bank_import(import_id: int) -> str:
    """What a file would do, or what it did."""
    kept = _found(import_id)
    account = db.session().get_one(BankAccount, kept.account_id)
    money = {
        name: None if minor is None else Money(minor, account.currency)
        for name, minor in (
            ("came", kept.came_minor),
            ("went", kept.went_minor),
            ("opening", kept.opening_minor),
            ("closing", kept.closing_minor),
        )
    }
    return render_template(
        "office/bank/import.html",
        kept=kept,
        account=account,
        money=money,
        people=people(db.session(), [kept.looked_by, kept.confirmed_by]),
        under_way=kept.status in {ImportStatus.CONFIRMED, ImportStatus.MATCHING},
    )


@office.post(f"{ROOM}/confirm")
@requires(Permission.IMPORT_STATEMENTS)
def bring_in_statement(import_id: int) -> ResponseReturnValue:
    """Bring a file in; go on with it for a few seconds, and leave the rest to the worker."""
    _, form, kept = translator().gettext, Form.sent(), _found(import_id)
    if (kept.alike or kept.swapped) and not form.ticked("sure"):
        flash(_("Tick that you have looked at what speaks against it."), "wrong")
        return _to(import_id)
    small, seen = kept.fresh <= AT_ONCE, form.number("seen") or 0
    try:
        with changing() as work:
            confirm_import(work, import_id=import_id, actor=acting(), seen=seen)
    except ImportRefusedError:
        return _dropped()
    except AskedAnewError:
        return _asked_anew(import_id)
    ended = small and statements().go_on(import_id, seconds=PATIENCE_SECONDS)
    return _ended(import_id) if ended else _goes_on(import_id)


def _goes_on(import_id: int) -> ResponseReturnValue:
    _ = translator().gettext
    flash(_("The worker brings the statement in. Look again in a minute."), "done")
    return _to(import_id)


def _ended(import_id: int) -> ResponseReturnValue:
    """Whether a file is in the books, or what is asked of its person instead."""
    _, status = translator().gettext, _found(import_id).status
    if status is ImportStatus.DROPPED:
        return _dropped()
    if status is ImportStatus.LOOKED_AT:
        return _asked_anew(import_id)
    flash(_("The statement is brought in."), "done")
    return _to(import_id)


def _asked_anew(import_id: int) -> ResponseReturnValue:
    _ = translator().gettext
    flash(
        _(
            "Another file came in meanwhile. Nothing of this one is in the books yet: look at"
            " what speaks against it."
        ),
        "wrong",
    )
    return _to(import_id)


def _dropped() -> ResponseReturnValue:
    flash(translator().gettext("This file was dropped. Upload it again."), "info")
    return redirect(url_for("office.ask_for_statement"), 303)


@office.post(f"{ROOM}/drop")
@requires(Permission.IMPORT_STATEMENTS)
def drop_statement(import_id: int) -> ResponseReturnValue:
    """Forget a file that is not to be brought in."""
    _ = translator().gettext
    _found(import_id)
    try:
        with changing() as work:
            drop_import(work, import_id=import_id)
    except ImportRefusedError:
        flash(_("This file is brought in already."), "info")
        return _to(import_id)
    flash(_("The file is forgotten. Nothing of it is in the books."), "done")
    return redirect(url_for("office.bank"), 303)


def statements() -> Statements:
    """What reads files into the books."""
    return Statements(parts().settings, parts().database, parts().seal)


def told(error: UnreadableError) -> str:
    """What is wrong with a file, where, and what to do."""
    _, words = translator().gettext, translator()
    values = {
        name: words.money(value) if isinstance(value, Money) else words.number(value)
        for name, value in error.values.items()
    }
    why = _(label(error.fault), **values)
    shown = f" “{error.shown}”" if error.shown else ""
    if not error.line:
        return f"{why}.{shown}"
    where = _("Line %(line)s: %(why)s.", line=error.line, why=why)
    return f"{where}{shown} {_('Nothing of this file was brought in.')}"


def read_account(form: Form, name: str = "account") -> BankAccount | None:
    """The account that was chosen."""
    text = form.shown(name)
    found = None
    if text.isascii() and text.isdigit() and len(text) < 19:
        found = db.session().get(BankAccount, int(text))
    if found is None:
        form.wrong(name, translator().gettext("Choose the account"))
    return found


def read_profile(form: Form) -> Profile | None:
    """The profile that was chosen; None where a file says itself how it is to be read."""
    kind, _, key = form.shown("profile").partition(":")
    if kind == EXAMPLE and key in examples():
        return examples()[key][1]
    if kind == OWN and key.isascii() and key.isdigit() and len(key) < 19:
        kept = db.session().get(BankProfile, int(key))
        return unpacked(kept.form) if kept else None
    return None


def profile_choices() -> list[tuple[str, str]]:
    """One's own profiles first, then the examples."""
    own = [(f"{OWN}:{row.id}", row.name) for row in queries.profiles(db.session())]
    return own + [(f"{EXAMPLE}:{code}", name) for code, (name, _) in examples().items()]


def account_choices() -> list[tuple[str, str]]:
    """Every account, by name and currency."""
    kept = balances.accounts(db.session())
    return [(str(it.account.id), f"{it.account.name} ({it.account.currency})") for it in kept]


def _found(import_id: int) -> BankImport:
    return db.session().get(BankImport, import_id) or abort(404)


def _to(import_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.bank_import", import_id=import_id), 303)


def _page(form: Form) -> str:
    choices = account_choices()
    if len(choices) == 1:
        form.typed.setdefault("account", choices[0][0])
    return render_template(
        "office/bank/upload.html", form=form, accounts=choices, profiles=profile_choices()
    )
