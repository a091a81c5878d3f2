"""Reports as mail servers write them, about a letter of ours; written for these tests."""

from pathlib import Path

FOLDER = Path(__file__).with_name("reports")
# How a report says for good that nobody got the letter, and with which status code.
CAME_BACK = {
    "postfix": "5.1.1",
    "exchange": "5.1.10",
    "qmail": "5.1.1",
    "exim": None,
    "given_up": "4.4.1",
    "any_alphabet": "5.1.2",
}
# Reports that are not final, or about more people than one.
NOT_FINAL = ("late", "arrived", "one_of_two", "warning")
# What people and their programs answer.
NO_REPORTS = ("holiday", "person", "was_read")


def report(name: str, token: str) -> bytes:
    """The report of this name, about the letter whose Message-ID is made of `token`."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"TOKEN", token.encode())
