"""QR codes, drawn into the page: no style of their own, no request to anyone."""

from markupsafe import Markup
from segno import make_qr

# The quiet zone around a code, in modules (ISO/IEC 18004).
QUIET = 4


def qr_code(text: str) -> Markup:
    """An SVG of a text; its colours and size are the style sheet's, its name the template's."""
    code = make_qr(text, error="m")
    side = code.symbol_size(border=QUIET)[0]
    rows = (
        f"M{QUIET + left} {QUIET + top}h{run}v1h-{run}z"
        for top, row in enumerate(code.matrix)
        for left, run in _dark_runs(row)
    )
    path = "".join(rows)
    return Markup(  # noqa: S704 (numbers of ours alone)
        f'<svg class="qr" viewBox="0 0 {side} {side}" aria-hidden="true" focusable="false">'
        f'<path class="paper" d="M0 0h{side}v{side}H0z"/><path class="ink" d="{path}"/></svg>'
    )


def _dark_runs(row: bytearray | tuple[int, ...]) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many there are side by side."""
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((at, 1))
    return runs
