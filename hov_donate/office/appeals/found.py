"""The appeal that an address names, and what it is called."""

from flask import abort
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Appeal
from hov_donate.campaign.appeals.queries.standing import text_of
from hov_donate.office.affiliates.found import KEY
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/appeals/{KEY}appeal_id>"


def found(appeal_id: int) -> Appeal:
    """The appeal of this page."""
    return db.session().get(Appeal, appeal_id) or abort(404)


def called(session: Session, appeal: Appeal) -> str:
    """What an appeal is called in the reader's language, or the next best."""
    languages = (translator().language, parts().settings.campaign.default_language)
    text = text_of(session, appeal, languages)
    return text.title if text else appeal.slug
