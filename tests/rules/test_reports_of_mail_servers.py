"""What a mail says about a letter of ours: mail servers' reports, people's answers, forgeries."""

import pytest

from hov_donate.outbox.rules.parts import MOST_BYTES
from hov_donate.outbox.rules.reports import NotAMailError, Verdict, read_report
from tests.support.reports_of_servers import CAME_BACK, FOLDER, NO_REPORTS, NOT_FINAL, report

TOKEN = "5c0ffee" * 4 + "5c0f"
# The reader must be done with it long before a mail server loses patience.
FORGED_HEAD = b"From: MAILER-DAEMON@mx.example\nContent-Type: "


def test_every_report_is_said_to_be_something():
    names = {file.stem for file in FOLDER.iterdir()}
    assert names == {*CAME_BACK, *NOT_FINAL, *NO_REPORTS}


@pytest.mark.parametrize("name", CAME_BACK)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_letter_that_failed_for_good_is_told_with_its_code(name, line_end):
    found = read_report(report(name, TOKEN).replace(b"\n", line_end))
    assert found.verdict is Verdict.CAME_BACK
    assert list(found.tokens) == [TOKEN]
    assert found.status_code == CAME_BACK[name]


@pytest.mark.parametrize("name", NOT_FINAL)
def test_a_letter_that_is_late_or_reached_somebody_did_not_come_back(name):
    found = read_report(report(name, TOKEN))
    assert found.verdict is Verdict.NOT_FINAL
    assert found.status_code is None


@pytest.mark.parametrize("name", NO_REPORTS)
def test_what_people_and_their_programs_answer_is_no_report(name):
    assert read_report(report(name, TOKEN)).verdict is Verdict.NO_REPORT


def test_a_report_that_gives_no_letter_back_is_known_by_what_it_answers():
    whole = report("exchange", TOKEN)
    begin, _, _ = whole.partition(b"Content-Type: text/rfc822-headers")
    assert list(read_report(begin).tokens) == [TOKEN]
    assert read_report(whole).tokens == read_report(begin).tokens


def test_a_report_about_a_large_letter_is_read_as_far_as_it_matters():
    whole = report("postfix", TOKEN)
    attached = whole.replace(b"Good morning, Sam", b"JVBERi0xLjQK" * MOST_BYTES)
    assert read_report(attached) == read_report(whole)


def test_a_report_that_a_volunteer_forwards_as_an_attachment_is_read():
    inside = report("postfix", TOKEN).partition(b"\n")[2]
    forwarded = b"From: Pat <pat@campaign.example>\nContent-Type: message/rfc822\n\n" + inside
    assert read_report(forwarded).verdict is Verdict.CAME_BACK


@pytest.mark.parametrize(
    ("fields", "back"),
    [
        (b"Action: failed (mailbox unavailable)", True),
        (b"Status: 5.2.2", True),
        (b"Action: delayed\nStatus: 5.2.2", False),
        (b"Action: sings\nStatus: 4.2.2", False),
        (b"Action: expanded\nStatus: 2.0.0", False),
    ],
)
def test_the_action_decides_and_the_code_where_there_is_none(fields, back):
    whole = report("given_up", TOKEN).replace(b"Action: failed\nStatus: 4.4.1", fields)
    found = read_report(whole)
    assert (found.verdict is Verdict.CAME_BACK) is back
    assert found.tokens


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"\0" * MOST_BYTES,
        FORGED_HEAD + b"multipart/report; boundary*=a\0b''x\n\nx",
        FORGED_HEAD
        + b"multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: message/rfc822\n\n" * 99,
        FORGED_HEAD + b"message/delivery-status\n\n" + b"a\n\n" * MOST_BYTES,
    ],
    ids=["empty", "text", "zeros", "unknown alphabet", "deep", "long"],
)
def test_what_no_mail_server_writes_is_refused_in_words(raw):
    with pytest.raises(NotAMailError, match=r"^it (has|is)"):
        read_report(raw)


@pytest.mark.parametrize(
    "raw",
    [
        FORGED_HEAD + b"multipart/report; boundary*=punycode''a" + b"-zz9" * MOST_BYTES,
        FORGED_HEAD + b";" * MOST_BYTES,
        FORGED_HEAD + b"text/plain; charset=utf-7\n\nMessage-ID: +ADw-\xff\xfe",
        FORGED_HEAD + b"text/plain\n\n" + b"5.1.1.5." * MOST_BYTES,
        FORGED_HEAD + b"text/plain\nContent-Transfer-Encoding: base64\n\n" + b"A" * MOST_BYTES,
        FORGED_HEAD + b"text/plain\n\n" + b"\n> > > Message-ID:\n <" * 1000,
    ],
    ids=["alphabet", "semicolons", "utf-7", "digits", "base64", "quotes"],
)
def test_strange_mails_say_nothing(raw):
    assert read_report(raw).verdict is Verdict.NO_REPORT
