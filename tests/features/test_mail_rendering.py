"""The look of a mail: the same words as text and as a page, in the reader's language."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from hov_donate.core.i18n import Translator
from hov_donate.outbox.rendering import TEMPLATES, render_mail_templates

HTML = """{% extends "emails/layout.html" %}
{% block subject %}{% trans %}Your receipt{% endtrans %}{% endblock %}
{% block content %}
<h1>{% trans name=name %}Thank you, {{ name }}{% endtrans %}</h1>
<p>{% trans count=gifts %}One gift of 100%.{% pluralize %}{{ count }} gifts by {{ name }}.{% endtrans %}</p>
<p><a class="button" href="{{ link }}">{{ _("View") }}</a></p>
{% endblock %}
"""  # noqa: E501
TEXT = """{% extends "emails/layout.txt" %}
{% block content %}
{% trans name=name %}Thank you, {{ name }}{% endtrans %}



{% trans count=gifts %}One gift of 100%.{% pluralize %}{{ count }} gifts by {{ name }}.{% endtrans %}

{{ link }}
{% endblock %}
"""  # noqa: E501
CONTEXT: dict[str, object] = {
    "name": "Ada & <Bob>",
    "gifts": 2,
    "link": "https://give.example.org/thank-you?a=1&b=2",
    "organisation_name": "Example Campaign",
    "organisation_lines": ("1 Example Street",),
}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "emails"
    folder.mkdir()
    for layout in (TEMPLATES / "emails").glob("layout.*"):
        (folder / layout.name).write_text(layout.read_text("utf-8"), "utf-8")
    (folder / "thanks.html").write_text(HTML, "utf-8")
    (folder / "thanks.txt").write_text(TEXT, "utf-8")
    return tmp_path


def written(templates: Path, language: str = "en", **changes: object) -> tuple[str, str]:
    context = {**CONTEXT, **changes}
    return render_mail_templates("thanks", Translator(language), context, templates=templates)


def test_the_text_says_names_as_they_are_and_ends_with_who_writes(templates: Path) -> None:
    text, _ = written(templates)
    assert text == (
        "Thank you, Ada & <Bob>\n\n2 gifts by Ada & <Bob>.\n\n"
        "https://give.example.org/thank-you?a=1&b=2\n\n"
        "-- \nExample Campaign\n1 Example Street\n"
    )


def test_the_page_shows_a_name_that_looks_like_markup_as_text(templates: Path) -> None:
    _, html = written(templates)
    assert "Thank you, Ada &amp; &lt;Bob&gt;" in html
    assert "2 gifts by Ada &amp; &lt;Bob&gt;." in html
    assert "<Bob>" not in html


def test_one_gift_is_written_in_the_singular(templates: Path) -> None:
    text, html = written(templates, gifts=1)
    assert "One gift of 100%." in text
    assert "One gift of 100%." in html


def test_styles_are_in_the_elements_and_dark_screens_keep_their_rules(templates: Path) -> None:
    _, html = written(templates)
    assert '<h1 style="' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_a_mail_fetches_nothing_and_reports_nothing(templates: Path) -> None:
    _, html = written(templates)
    for fetched in ("<img", "<link", "<script", "url(", "@import", "http://"):
        assert fetched not in html


def test_a_mail_tells_its_language_and_direction(templates: Path) -> None:
    assert '<html lang="es" dir="ltr">' in written(templates, "es")[1]
    assert '<html lang="ar" dir="rtl">' in written(templates, "ar")[1]
    assert 'lang="pt-BR"' in written(templates, "pt_BR")[1]


def test_a_template_cannot_leave_a_gap_where_a_value_is_missing(templates: Path) -> None:
    with pytest.raises(UndefinedError, match="organisation_name"):
        render_mail_templates(
            "thanks",
            Translator("en"),
            {key: value for key, value in CONTEXT.items() if key != "organisation_name"},
            templates=templates,
        )
