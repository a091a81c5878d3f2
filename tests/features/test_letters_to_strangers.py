"""A letter that asks whether it was you has no word of whoever typed your address."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from hov_donate.affiliations.models import OfficerRole
from hov_donate.affiliations.queries.affiliations import officers_of
from hov_donate.affiliations.rules.declared import Declared
from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.events.rules import Wording
from hov_donate.contacts.letters import mail_to
from hov_donate.contacts.sealing import Identity
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from tests.support.appeals import Petition, an_appeal
from tests.support.events import FACTS, proposed
from tests.support.life import LEEDS
from tests.support.scenes_of_life import lived

BAIT = "YOU WON 500 EUR claim now https://evil.example/win"
VICTIM = Identity(BAIT, "victim@people.example")


def all_of(mail: EmailMessage | None) -> str:
    """What a letter says, as text and as a page, and what stands on its outside."""
    assert mail is not None
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return " ".join([*map(str, mail.values()), *parts])


def test_a_signature_advertises_nothing_to_whose_address_was_typed(post):
    parts = post.parts
    appeal = an_appeal(parts.database)
    petition = Petition(parts.database, parts.settings, parts.seal, post.clock, appeal)
    for someone in (VICTIM, Identity("You have won, call 555 0100", VICTIM.email)):
        number = petition.signs(someone)
        with parts.database.reading() as session:
            again = f"{session.get_one(Signature, number).details_id}/1"
        for kind, about in (
            (MailKind.SIGNATURE_TO_CONFIRM, str(number)),
            (MailKind.SIGNATURE_LINK, again),
        ):
            written = all_of(post.write(kind, about))
            assert "Free the rail workers" in written
            assert not any(word in written for word in ("WON", "You have won", "evil", "555 0100"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_proposed_event_advertises_nothing_either_and_is_known_by_country_and_time(
    post, language
):
    texts = {"en": Wording(BAIT, BAIT)}
    facts = replace(FACTS, organiser=BAIT, town=BAIT, spoken=BAIT, access=BAIT, texts=texts)
    number = proposed(post.parts.database, post.parts.seal, facts, confirmed=False)
    written = all_of(post.write(MailKind.EVENT_TO_CONFIRM, str(number), language))
    assert "WON" not in written
    assert ("United Kingdom" if language == "en" else "المملكة المتحدة") in written
    assert ("5 December 2026" if language == "en" else "ديسمبر 2026") in written


def test_an_application_advertises_nothing_to_the_officers_that_it_names(post):
    life = lived(post)
    told = Declared(members_affiliated=350, deciding_body=BAIT)
    branch = life.applies(organisation=replace(LEEDS, name=BAIT), declared=told)
    about = f"{branch.id}/{life.officers(branch)[OfficerRole.CHAIR].id}"
    assert "WON" not in all_of(post.write(MailKind.OFFICER_NAMED, about))


def test_the_link_to_an_own_page_advertises_nothing_either(post):
    life = lived(post)
    branch = life.applies(organisation=replace(LEEDS, name="Win at evil.com"))
    with post.parts.database.reading() as session:
        officer = officers_of(session, branch.id)[OfficerRole.CORRESPONDENCE]
    written = all_of(post.write(MailKind.AFFILIATION_LINK, f"{officer.details_id}/1"))
    assert "evil" not in written
    assert branch.number in written


@pytest.mark.parametrize(("name", "greeted"), [("Rosa Quiñones", True), (BAIT, False)])
def test_nobody_is_greeted_by_a_link(post, name, greeted):
    claim = Claim(1, 1, MailKind.EVENT_CALLED_OFF, "1/1", None, "en", "0" * 32)
    mail = mail_to(
        Identity(name, VICTIM.email),
        letter=claim,
        campaign=post.parts.settings.campaign,
        subject="An event is cancelled",
        facts={"title": "T", "where": "Leeds", "when": "soon", "link": "https://our.example"},
        pdfs={},
    )
    assert ("Dear" in mail.text, mail.to_name) == (greeted, name if greeted else "")
