"""The certificate of affiliation, as a branch hangs it on its wall."""

import io
import re
from datetime import date
from typing import Any

import pypdf

from hov_donate.affiliations.certificates import certificate_pdf
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.sealing import Identity
from hov_donate.documents.certificates import CertificateText, render_certificate
from tests.support.assembly import Assembly


def drawn(
    assembly: Assembly, affiliation_id: int, today: date = date(2026, 6, 1), *, ahead: bool = False
) -> tuple[str, bytes] | None:
    with assembly.database.reading() as session:
        return certificate_pdf(session, affiliation_id, assembly.parts.settings, today, ahead=ahead)


def words(pdf: bytes) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", page.extract_text().replace("\u200b", ""))


def paid_up(assembly: Assembly, name: str = "Dock 7", language: str = "en") -> int:
    branch = assembly.branch(branch=name, language=language)
    assembly.term(branch)
    with assembly.database.writing() as work:
        affiliation = work.session.get_one(Affiliation, branch)
        affiliation.paid_until = date(2026, 12, 31)
        work.session.get_one(Organisation, affiliation.organisation_id).town = "Cardiff"
    return branch


def test_it_says_who_is_affiliated_since_when_and_for_which_term(assembly: Assembly) -> None:
    branch = paid_up(assembly, name="Γιώργος & Søn Branch")
    file, pdf = drawn(assembly, branch) or ("", b"")
    assert file == f"A-{branch:05d}-2026.pdf"
    for expected in (
        *("Certificate of affiliation", "Example Union, Γιώργος & Søn Branch"),
        *("Cardiff, United Kingdom", "is affiliated to Hands Off Venezuela", f"A-{branch:05d}"),
        *("1 January 2024", "1 January 2026 – 31 December 2026"),
    ):
        assert expected in words(pdf)
    assert drawn(assembly, branch) == (file, pdf)


def test_it_speaks_the_organisation_s_language(assembly: Assembly) -> None:
    _, pdf = drawn(assembly, paid_up(assembly, language="es")) or ("", b"")
    assert "1 de enero de 2026" in words(pdf)
    assert "Reino Unido" in words(pdf)
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "es"


def test_there_is_none_for_a_person_nor_for_who_is_not_paid_up(assembly: Assembly) -> None:
    branch = paid_up(assembly)
    assembly.moved(branch, AffiliationStatus.GRACE, date(2026, 11, 1))
    member = assembly.member(Identity("Ana", "ana@people.example"))
    assembly.term(member)
    assert drawn(assembly, branch) is None
    assert drawn(assembly, member) is None


def test_after_an_early_renewal_each_term_has_a_certificate_of_its_own(assembly: Assembly) -> None:
    branch = paid_up(assembly)
    assembly.term(branch, 2027)
    with assembly.database.writing() as work:
        work.session.get_one(Affiliation, branch).paid_until = date(2027, 12, 31)
    file, pdf = drawn(assembly, branch) or ("", b"")
    assert file == f"A-{branch:05d}-2026.pdf"
    assert "1 January 2026 – 31 December 2026" in words(pdf)
    file, pdf = drawn(assembly, branch, ahead=True) or ("", b"")
    assert file == f"A-{branch:05d}-2027.pdf"
    assert "1 January 2027 – 31 December 2027" in words(pdf)
    file, _ = drawn(assembly, branch, date(2027, 1, 1)) or ("", b"")
    assert file == f"A-{branch:05d}-2027.pdf"
    assert drawn(assembly, branch, date(2027, 1, 1), ahead=True) is None


def test_a_next_term_that_is_not_paid_has_none(assembly: Assembly) -> None:
    branch = paid_up(assembly)
    assembly.term(branch, 2027, paid=None)
    assert drawn(assembly, branch)
    assert drawn(assembly, branch, ahead=True) is None


def test_the_longest_name_stays_on_one_sheet() -> None:
    text = CertificateText(
        title="Certificate of affiliation",
        opening="This certifies that",
        name="W" * 400,
        place="W" * 120,
        statement="is affiliated",
        facts=(("Number", "A-00001"), ("Since", "1 May 2026"), ("Term", "2026")),
        thanks="Thanks",
        issuer="Example",
    )
    assert words(render_certificate(text)).count("W") == 520
