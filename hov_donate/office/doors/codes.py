"""Recovery codes: made, shown once, printed."""

from flask import render_template
from flask_security import current_user

from hov_donate.office.blueprint import office
from hov_donate.office.doors.way_on import wanted
from hov_donate.office.guard import freshly
from hov_donate.office.presence import desk, keys
from hov_donate.staff.operations import make_recovery_codes
from hov_donate.staff.queries import factors_of
from hov_donate.web.access import signed_in
from hov_donate.web.parts import parts


@office.get("/recovery-codes")
@signed_in
@freshly
def recovery_codes() -> str:
    """What they are for, how many are left, and a button that makes new ones."""
    with parts().database.reading() as looking:
        held = factors_of(looking, current_user.id)
    return render_template("office/doors/recovery_codes.html", held=held, wanted=wanted())


@office.post("/recovery-codes")
@signed_in
@freshly
def new_recovery_codes() -> str:
    """New codes, on the one page that ever shows them; the old ones open nothing any more."""
    with parts().database.writing() as work:
        codes = make_recovery_codes(work, member_id=current_user.id, keys=keys(), but=desk().id)
    return render_template("office/doors/new_codes.html", codes=codes, wanted=wanted())
