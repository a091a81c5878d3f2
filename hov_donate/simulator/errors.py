"""Stripe's error envelope. Facts: docs.stripe.com/api/errors."""

from typing import Any

DOCS = "https://docs.stripe.com/error-codes"


class ApiError(Exception):
    """An answer other than 200. `executed` says that work had begun, so the answer is kept."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        param: str = "",
        status: int = 400,
        kind: str = "invalid_request_error",
    ) -> None:
        """`code` and `param` as Stripe names them."""
        super().__init__(message)
        self.message, self.code, self.param = message, code, param
        self.status, self.kind = status, kind
        self.executed = False

    def envelope(self) -> dict[str, Any]:
        """What the caller is told."""
        error = {"message": self.message, "type": self.kind}
        if self.code:
            error |= {"code": self.code, "doc_url": f"{DOCS}/{self.code.replace('_', '-')}"}
        if self.param:
            error["param"] = self.param
        return {"error": error}


def refused_late(message: str, *, code: str = "", param: str = "") -> ApiError:
    """A refusal after work had begun: the same key gets the same answer again."""
    error = ApiError(message, code=code, param=param)
    error.executed = True
    return error


def missing(thing: str, key: str, param: str = "id") -> ApiError:
    """There is no such object; 404 when the address named it, 400 when a parameter did."""
    return ApiError(
        f"No such {thing}: '{key}'",
        code="resource_missing",
        param=param,
        status=404 if param == "id" else 400,
    )
