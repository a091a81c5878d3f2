"""Files of banks are larger than forms; only who is signed in may send them."""

from typing import Any

from flask import request
from flask_security import current_user

from hov_donate.office.blueprint import office
from hov_donate.reconciliation.statements.reading import LARGEST_FILE

# The form around a file.
AROUND = 64 * 1024
UPLOADS = frozenset(
    f"office.{page}"
    for page in ("look_at_statement", "keep_profile", "keep_event_report", "keep_endorsement_scan")
)


@office.url_value_preprocessor
def take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file through, before its form's token is looked for; strangers send nothing large."""
    if endpoint in UPLOADS and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = LARGEST_FILE + AROUND


def sent_file() -> bytes:
    """The file of this form; nothing when none was chosen."""
    file = request.files.get("file")
    if file is None:
        return b""
    with file.stream:
        return file.stream.read(LARGEST_FILE + 1)
