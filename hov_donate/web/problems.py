"""Errors for programs: RFC 9457, application/problem+json."""

import json
from http import HTTPStatus

from flask import Response, request

API = "/api"
TYPE = "application/problem+json"


def for_a_program() -> bool:
    """Whether this request is a program's."""
    return request.path == API or request.path.startswith(f"{API}/")


def problem(status: int, detail: str = "", **more: object) -> Response:
    """What is wrong, in English; the title is the status's own."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **more}
    if detail:
        told["detail"] = detail
    answer = Response(json.dumps(told), status, mimetype=TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer
