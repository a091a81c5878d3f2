"""Pages for strangers: rendered without looking at any session, so they set and need no cookie."""

from collections.abc import Callable

from flask import Response, current_app  # noqa: TID251 (only this layer may)

KEPT = "hov_donate.kept_pages"


def render(template: str, **values: object) -> str:
    """A template in the reader's language, with `values` and its globals only."""
    return current_app.jinja_env.get_template(template).render(values)


def page(template: str, status: int = 200, **values: object) -> Response:
    """A whole page as an answer."""
    return html(render(template, **values), status)


def html(text: str, status: int = 200) -> Response:
    """A text as an answer."""
    return Response(text, status, content_type="text/html; charset=utf-8")


def kept(key: tuple[str, ...], make: Callable[[], str]) -> str:
    """What `make` gave for this key the first time; made anew each time while debugging."""
    store: dict[tuple[str, ...], str] = current_app.extensions.setdefault(KEPT, {})
    if key not in store or current_app.debug:
        store[key] = make()
    return store[key]
