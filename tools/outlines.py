"""Make `hov_donate/campaign/map/outlines.json` from Natural Earth's outlines of countries.

Usage: python3 -m tools.outlines countries-110m.json countries-50m.json zone.tab > outlines.json

The first two are those of the npm package world-atlas 2.0.2: Natural Earth 4.1.0, public domain, as
TopoJSON (github.com/topojson/topojson-specification). The coarse one gives the shapes; the finer
one says where countries are that are too small for it; and of what it draws with another country
the time zone database has a town (tzdata, public domain). The projection is Equal Earth: areas stay
true to each other (Šavrič, Patterson and Jenny 2018, doi 10.1080/13658816.2018.1504949).
"""

import json
import math
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.core import get_global

Point = tuple[float, float]
Ring = list[Point]
# Units of the drawing from its western to its eastern edge.
WIDTH = 2000
# The seam lies in the Bering Strait, so that Russia and Fiji are in one piece.
MIDDLE = 11.0
SEAM = MIDDLE - 180
WEST_OF_THE_SEAM = frozenset({"US"})
# No shape: nobody lives there, or it is drawn with another one, as the United Nations count.
LEFT_OUT = frozenset({"AQ"})
UNNUMBERED = {"N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK"}
# Smaller islands are left away where a country has a larger part; square units of the drawing.
LEAST_ISLAND = 4.0
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2


def projected(point: Point) -> Point:
    """Equal Earth: degrees of longitude from the middle and latitude → x and y, y upwards."""
    longitude, latitude = math.radians(point[0] - MIDDLE), math.radians(point[1])
    theta = math.asin(M * math.sin(latitude))
    square = theta * theta
    sixth = square**3
    y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    return longitude * math.cos(theta) / (M * slope), y


def decoded(topology: dict[str, Any]) -> list[Ring]:
    """The arcs of a topology in degrees."""
    (scale_x, scale_y), (left, low) = (topology["transform"][it] for it in ("scale", "translate"))
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        ring: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            ring.append((x * scale_x + left, y * scale_y + low))
        arcs.append(ring)
    return arcs


def rings(geometry: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """The rings of a geometry; an arc with a negative number runs backwards."""
    polygons = {"Polygon": [geometry["arcs"]], "MultiPolygon": geometry["arcs"]}[geometry["type"]]
    for polygon in polygons:
        for numbers in polygon:
            ring: Ring = []
            for number in numbers:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                ring.extend(arc[1:] if ring else arc)
            yield ring


def code_of(geometry: dict[str, Any]) -> str | None:
    """A country by the two letters of ISO 3166; CLDR knows the numbers as their aliases."""
    if "id" not in geometry:
        return UNNUMBERED.get(geometry["properties"]["name"])
    found = get_global("territory_aliases").get(str(geometry["id"]).zfill(3))
    return found[0] if found else None


def countries(path: str) -> dict[str, list[Ring]]:
    """The projected rings of each country in a file."""
    topology = json.loads(Path(path).read_text())
    arcs = decoded(topology)
    found: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        if code is None or code in LEFT_OUT:
            continue
        for ring in rings(geometry, arcs):
            found.setdefault(code, []).append([projected(it) for it in unseamed(code, ring)])
    return found


def towns(path: str) -> dict[str, list[Ring]]:
    """The first town of each country in the table of time zones, projected."""
    found: dict[str, list[Ring]] = {}
    for line in Path(path).read_text().splitlines():
        code, place, *_ = line.split("\t") if not line.startswith("#") else ("AQ", "")
        if code not in LEFT_OUT:
            latitude, longitude = (_degrees(it) for it in re.findall(r"[+-]\d+", place))
            found.setdefault(code, [unseamed(code, [(longitude, latitude)])])
    return {code: [[projected(ring[0])]] for code, (ring,) in found.items()}


def _degrees(text: str) -> float:
    """Of ISO 6709, with degrees and minutes and perhaps seconds: `+4043` or `-0740023`."""
    sign, digits = -1 if text[0] == "-" else 1, text[1:]
    whole = len(digits) - (len(digits) - 2) // 2 * 2
    rest = [int(digits[it : it + 2]) for it in range(whole, len(digits), 2)]
    return sign * (int(digits[:whole]) + sum(it / 60 ** (n + 1) for n, it in enumerate(rest)))


def unseamed(code: str, ring: Ring) -> Ring:
    """A ring in one piece: what lies west of the seam is drawn in the east."""
    if code in WEST_OF_THE_SEAM:
        return [(x - 360 if x > MIDDLE + 90 else x, y) for x, y in ring]
    return [(x + 360 if x < SEAM else x, y) for x, y in ring]


def area(ring: Iterable[Point]) -> float:
    """What a ring encloses, without its direction."""
    points = list(ring)
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def middle(found: list[Ring]) -> Point:
    """About the middle of a country's largest part."""
    ring = max(found, key=area)
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def drawn(found: list[Ring]) -> str:
    """The path of a country, in whole units and relative steps."""
    kept = [it for it in found if area(it) >= LEAST_ISLAND] or [max(found, key=area)]
    return "".join(_path(ring) for ring in kept)


def _path(ring: Ring) -> str:
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x), round(y))
        if not points or points[-1] != point:
            points.append(point)
    (x, y), path = points[0], f"M{points[0][0]} {points[0][1]}l"
    steps = []
    for bx, by in points[1:-1]:
        steps.append(f"{bx - x} {by - y}")
        x, y = bx, by
    return (path + " ".join(steps)).replace(" -", "-") + "z"


def main(coarse: str, fine: str, zones: str) -> None:
    """Write the drawing to stdout: shapes by country, and dots for what is too small for one."""
    shapes, places = countries(coarse), towns(zones) | countries(fine)
    small = {code: middle(found) for code, found in places.items() if code not in shapes}
    every = [point for found in shapes.values() for ring in found for point in ring]
    every.extend(small.values())
    left, top = min(x for x, _ in every), max(y for _, y in every)
    scale = WIDTH / (max(x for x, _ in every) - left)

    def placed(found: list[Ring]) -> list[Ring]:
        return [[((x - left) * scale, (top - y) * scale) for x, y in ring] for ring in found]

    paths = {code: drawn(placed(found)) for code, found in sorted(shapes.items())}
    dots = {
        code: [round(it) for it in placed([[point]])[0][0]] for code, point in sorted(small.items())
    }
    height = math.ceil(max((top - y) * scale for _, y in every))
    drawing = {"width": WIDTH, "height": height, "shapes": paths, "dots": dots}
    json.dump(drawing, sys.stdout, indent=0, separators=(",", ":"))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
