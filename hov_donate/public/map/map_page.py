"""The solidarity map: its table first, then the same drawn; and a page of it for other sites."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request

from hov_donate.campaign.map.queries import world
from hov_donate.campaign.map.rules import Column, Layer, World
from hov_donate.public.addresses import address
from hov_donate.public.events.found import asked_country
from hov_donate.public.map.shown import (
    COLUMNS,
    LAYERS,
    Asked,
    Row,
    others,
    picture,
    rows,
    totals,
)
from hov_donate.web.access import open_to_all
from hov_donate.web.headers import for_other_sites
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

BY_NAME = "country"


@open_to_all
def solidarity_map() -> Response:
    """Every country, in the order that is asked for, and the layer that is asked for."""
    asked, found, speak = _asked(), counted(), translator()
    table = rows(found, asked.sort, speak)
    return page(
        "public/map/map.html",
        asked=asked,
        rows=table,
        others=others(found, speak),
        totals=totals(found, speak),
        columns=[(it, name, _sorted(asked, it)) for it, name in COLUMNS.items()],
        by_name=_sorted(asked, None),
        layers=[(it, name, _layer(asked, it)) for it, name in LAYERS.items()],
        layer_name=LAYERS[asked.layer],
        picture=picture(found, asked, speak),
        pointed=_pointed(asked, table),
        chosen=next((row for row in table if row.code == asked.country), None),
        events=address("events", country=asked.country) if asked.country else "",
        embedded=address("map_for_others", layer=asked.layer.value),
        files={"JSON": address("map_as_json"), "CSV": address("map_as_csv")},
    )


@open_to_all
def map_for_others() -> Response:
    """The map in a frame of another site: no cookie, no script, and links that leave the frame."""
    asked, found, speak = _asked(), counted(), translator()
    answer = page(
        "public/map/embedded.html",
        asked=asked,
        rows=rows(found, Column.SIGNATURES, speak),
        others=others(found, speak),
        totals=totals(found, speak),
        columns=[(it, name, "") for it, name in COLUMNS.items()],
        layers=[
            (it, name, address("map_for_others", layer=it.value)) for it, name in LAYERS.items()
        ],
        layer_name=LAYERS[asked.layer],
        picture=picture(found, replace(asked, country=None), speak),
        whole=address("solidarity_map", layer=asked.layer.value),
    )
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.vary.add("Accept-Language")
    return for_other_sites(answer, parts().settings)


def counted() -> World:
    """What is counted at this moment."""
    house = parts()
    with house.database.reading() as session:
        return world(session, now=house.clock.now())


def _asked() -> Asked:
    layer, sort = request.args.get("layer", ""), request.args.get("sort", "")
    return Asked(
        Layer(layer) if layer in set(Layer) else Layer.SIGNATURES,
        None if sort == BY_NAME else Column(sort) if sort in set(Column) else Column.SIGNATURES,
        asked_country(),
    )


def _sorted(asked: Asked, column: Column | None) -> str:
    return f"{_at(replace(asked, sort=column))}#countries"


def _layer(asked: Asked, layer: Layer) -> str:
    return f"{_at(replace(asked, layer=layer))}#world"


def _pointed(asked: Asked, table: Sequence[Row]) -> dict[str, str]:
    """Where each country of the table is pointed out on the map."""
    here = _at(replace(asked, country=None))
    to = "&" if "?" in here else "?"
    return {row.code: f"{here}{to}country={row.code}#world" for row in table}


def _at(asked: Asked) -> str:
    """The address of the page with what is asked for; what is so anyway is left out."""
    told = {
        "layer": asked.layer.value if asked.layer is not Layer.SIGNATURES else "",
        "sort": "" if asked.sort is Column.SIGNATURES else asked.sort or BY_NAME,
        "country": asked.country or "",
    }
    return address("solidarity_map", **{name: value for name, value in told.items() if value})
