"""Which language a reader gets, and what templates need to speak it."""

import re
from functools import lru_cache
from urllib.parse import urlencode

from babel.numbers import get_territory_currencies
from flask import Flask, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from hov_donate.core.i18n import Translator, best_language
from hov_donate.core.i18n import translator as translator_of
from hov_donate.core.references import grouped, spaced
from hov_donate.web.parts import parts

LONGEST_HEADER = 300
# How the addresses of pages for the staff begin.
OFFICE = "office"
_TERRITORY = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})(?:-.*)?", re.IGNORECASE)


def translator() -> Translator:
    """Speaks the language of this request: the address's, the one asked for, or the browser's."""
    speak: Translator | None = g.get("translator")
    if speak is None:
        speak = g.translator = translator_of(_language())
    return speak


def use_language(language: str) -> None:
    """Speak `language` for the rest of this request, whatever the browser asks for."""
    g.translator = translator_of(language)


def asked_browser() -> bool:
    """Whether this answer depends on what the browser says of its reader's language."""
    return bool(g.get("asked_browser"))


def likely_currency() -> str | None:
    """The currency of the country that the browser names, if it names one."""
    return _currency(_accepted())


def likely_country() -> str | None:
    """The country that the browser names, if it names one."""
    return _country(_accepted())


def _language() -> str:
    spoken = _spoken()
    for named in (_first(), request.args.get("lang")):
        if named in spoken:
            return named
    return _negotiated(_accepted(), spoken)


def _spoken() -> tuple[str, ...]:
    """The languages in which there are pages of the kind that is asked for."""
    campaign = parts().settings.campaign
    return campaign.office_languages if _first() == OFFICE else campaign.languages


def _first() -> str:
    return request.path.split("/", 2)[1]


def _accepted() -> str:
    """What the browser asks for; that it was asked is noted, for caches."""
    g.asked_browser = True
    return request.headers.get("Accept-Language", "")[:LONGEST_HEADER]


@lru_cache(maxsize=1024)
def _tags(header: str) -> tuple[str, ...]:
    return tuple(parse_accept_header(header, LanguageAccept).values())


@lru_cache(maxsize=1024)
def _negotiated(header: str, spoken: tuple[str, ...]) -> str:
    tags = [tag for tag in _tags(header) if re.fullmatch("[A-Za-z0-9-]+", tag)]
    return best_language(tags, spoken, spoken[0])


@lru_cache(maxsize=1024)
def _currency(header: str) -> str | None:
    country = _country(header)
    return next(iter(get_territory_currencies(country)), None) if country else None


def _country(header: str) -> str | None:
    named = (_TERRITORY.fullmatch(tag) for tag in _tags(header))
    return next((found[1].upper() for found in named if found), None)


def same_page_in(language: str) -> str:
    """The address of the page being shown, in another language."""
    languages = parts().settings.campaign.languages
    first, slash, rest = request.path[1:].partition("/")
    rest = slash + rest if first in languages else request.path
    return f"/{language}{rest}"


def view_asked_for() -> str:
    """What the address asks a page to show, to be repeated in its links to other languages.

    Only for pages that are made anew for each request: a kept one would show it to everybody.
    """
    asked = [(name, text) for name, text in request.args.items(multi=True) if name != "lang"]
    return f"?{urlencode(asked)}" if asked else ""


def home_address() -> str:
    """The front page, in the language of this request."""
    return f"/{translator().language}/"


def map_address() -> str:
    """The solidarity map, in the language of this request."""
    return f"/{translator().language}/map"


def giving_address() -> str:
    """Where one gives, in the language of this request."""
    return f"/{translator().language}/donate"


def my_giving_address() -> str:
    """Where donors ask for the link to their own page, in the language of this request."""
    return f"/{translator().language}/my-giving"


def affiliate_address() -> str:
    """Where organisations affiliate, in the language of this request."""
    return f"/{translator().language}/affiliate"


def join_address() -> str:
    """Where people become members, in the language of this request."""
    return f"/{translator().language}/join"


def appeals_address() -> str:
    """Where appeals are read and signed, in the language of this request."""
    return f"/{translator().language}/appeals"


def events_address() -> str:
    """Where events are listed, in the language of this request."""
    return f"/{translator().language}/events"


def press_address() -> str:
    """Where reports of the press are listed, in the language of this request."""
    return f"/{translator().language}/press"


def supporters_address() -> str:
    """Where organisations that stand by the campaign are listed, in this request's language."""
    return f"/{translator().language}/supporters"


def numbers_address() -> str:
    """Where the campaign's figures are told, in the language of this request."""
    return f"/{translator().language}/numbers"


def accessibility_address() -> str:
    """The accessibility statement, in the language of this request."""
    return f"/{translator().language}/accessibility"


def news_address() -> str:
    """The news for feed readers, in the language of this request."""
    return f"/{translator().language}/news.atom"


def affiliation_address() -> str:
    """Where members and officers ask for their own page, in the language of this request."""
    return f"/{translator().language}/affiliation"


def other_languages() -> list[Translator]:
    """The languages in which this page can also be read."""
    return [translator_of(tag) for tag in _spoken() if tag != translator().language]


def _gettext(message: str, **values: object) -> str:
    return translator().gettext(message, **values)


def _ngettext(one: str, many: str, n: int, **values: object) -> str:
    return translator().ngettext(one, many, n, **values)


def set_up_languages(app: Flask) -> None:
    """Give every template the words, numbers and links of the reader's language."""
    app.jinja_env.globals.update(
        _=_gettext,
        ngettext=_ngettext,
        speak=translator,
        home_address=home_address,
        map_address=map_address,
        giving_address=giving_address,
        my_giving_address=my_giving_address,
        affiliate_address=affiliate_address,
        affiliation_address=affiliation_address,
        join_address=join_address,
        appeals_address=appeals_address,
        events_address=events_address,
        press_address=press_address,
        supporters_address=supporters_address,
        numbers_address=numbers_address,
        accessibility_address=accessibility_address,
        news_address=news_address,
        other_languages=other_languages,
        same_page_in=same_page_in,
        view_asked_for=view_asked_for,
    )
    app.jinja_env.filters.update(spaced=spaced, grouped=grouped)
