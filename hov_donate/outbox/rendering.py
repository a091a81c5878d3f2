"""Writes a mail from its two templates, `emails/<name>.txt` and `emails/<name>.html`.

Both extend a layout, which wants `organisation_name` and may have `organisation_lines`. Styles are
written into the elements, since many mail programs read no sheet; rules for dark screens stay.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_TRANSLATOR = "translator"


class Speaker(Protocol):
    """What a mail needs of a language."""

    language: str

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""

    def gettext(self, message: str, **values: object) -> str:
        """The text in this language."""

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """The singular or plural text for `n`."""


def render_mail_templates(
    name: str,
    translator: Speaker,
    context: Mapping[str, object],
    *,
    templates: Path = TEMPLATES,
) -> tuple[str, str]:
    """The mail's text and its HTML.

    The templates see `context`, `language`, `direction` and `translator`. Raises jinja2's
    UndefinedError if they name anything else, and TemplateNotFound if there are none.
    """
    known = {
        **context,
        _TRANSLATOR: translator,
        "language": translator.language.replace("_", "-"),
        "direction": translator.direction,
    }
    environment = _environment(templates)
    text = environment.get_template(f"emails/{name}.txt").render(known)
    html = environment.get_template(f"emails/{name}.html").render(known)
    return _tidy(text), _INLINER.inline(html)


@cache
def _environment(templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)
    return environment


@pass_context
def _gettext(context: Context, message: str, /, **values: object) -> str:
    """The text, its values escaped where the template escapes."""
    text: str = context[_TRANSLATOR].gettext(message)
    return Markup(text) % values if _escapes(context) else text % values  # noqa: S704 - our text


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int, /, **values: object) -> str:
    speaker: Speaker = context[_TRANSLATOR]
    if not _escapes(context):
        return speaker.ngettext(one, many, n, **{"num": n, **values})
    safe = {name: escape(value) for name, value in {"num": n, **values}.items()}
    return Markup(speaker.ngettext(one, many, n, **safe))  # noqa: S704 - values are escaped


def _escapes(context: Context) -> bool:
    return bool(context.eval_ctx.autoescape)


def _tidy(text: str) -> str:
    """No space at the end of a line but the signature's, one empty line at most, one at the end."""
    lines = [line if line == "-- " else line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
