"""Pages for strangers: rendered without looking at any session, so they set and need no cookie."""

from flask import Response, current_app  # noqa: TID251 (only this layer may)


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page in the reader's language, with `values` and the template's globals only."""
    text = current_app.jinja_env.get_template(template).render(values)
    return Response(text, status, mimetype="text/html")
