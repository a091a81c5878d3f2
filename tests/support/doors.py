"""The second factor of people in tests: an app whose secret the tests know."""

from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update
from werkzeug.routing import Rule

from hov_donate.core.db import Database, UnitOfWork
from hov_donate.staff.models import StaffSession, TotpKey
from hov_donate.staff.queries import member_by_email
from hov_donate.staff.rules import SecondFactor
from hov_donate.staff.secrets import StaffSecrets
from hov_donate.staff.totp import begin_of, code_at, step_of
from hov_donate.web.parts import KEY, Parts

# What answers somebody who is not signed in: links of letters, and how to ask for one.
DOORS = {
    "office.forgotten",
    "office.send_password_letter",
    "office.new_password",
    "office.set_new_password",
    "office.invited",
    "office.come_in",
}
# Parts of addresses that are chosen from a list.
CHOSEN = {"ending": "csv"}
# A slow browser takes so long from the code to the button.
TYPED_WITHIN = timedelta(seconds=12)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TREASURER = "treasurer@campaign.example"
PASSWORD = "a very long password"


def give_app(work: UnitOfWork, keys: StaffSecrets, member_id: int) -> None:
    """Somebody has set up an app."""
    work.session.add(
        TotpKey(member_id=member_id, sealed=keys.seal(SECRET), last_step=0, created_at=work.now)
    )
    work.session.flush()


def next_code(app: Flask, email: str = TREASURER) -> str:
    """A code of somebody's app that is good now and was not used; there are three at a moment.

    Rather one that is still good once it has been typed.
    """
    parts: Parts = app.extensions[KEY]
    now = parts.clock.now()
    oldest, newest = step_of(now) - 1, step_of(now) + 1
    with parts.database.reading() as session:
        member = member_by_email(session, email)
        assert member is not None
        held = session.get(TotpKey, member.id)
    assert held is not None
    unused = [it for it in range(oldest, newest + 1) if it > held.last_step]
    lasting = [it for it in unused if it >= step_of(now + TYPED_WITHIN) - 1]
    return code_of_step((lasting or unused)[0])


def keys_of_nothing(rule: Rule) -> dict[str, str]:
    """Keys for an address of a view, of things that are not there."""
    return {name: CHOSEN.get(name, "7") for name in rule.arguments}


def code_of_step(step: int, secret: str = SECRET) -> str:
    """The code of one half minute."""
    return code_at(secret, begin_of(step))


def make_sessions_whole(database: Database, member_id: int) -> None:
    """Whoever gave the password has shown the second factor too: the quick way, for other tests."""
    with database.writing() as work:
        work.session.execute(
            update(StaffSession)
            .where(StaffSession.member_id == member_id)
            .values(second_factor=SecondFactor.APP, confirmed_at=work.now)
        )


def sign_in_on(page: Page, app: Flask, office: str) -> None:
    """The treasurer signs in, by keyboard, with both factors; `office` is its address."""
    page.goto(f"{office}/sign-in")
    fill_both(page, app)
    page.wait_for_url(f"{office}/")


def fill_both(page: Page, app: Flask) -> None:
    """Both steps, from a page that asks for the password."""
    page.locator("#email").fill(TREASURER)
    page.locator("#password").fill(PASSWORD)
    page.press(":focus", "Enter")
    page.locator("#code").fill(next_code(app))
    page.press(":focus", "Enter")
