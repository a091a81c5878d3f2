"""Invented bodies in thirty countries, under the three scales that come as examples."""
# ruff: noqa: RUF001 (letters of other alphabets that look like ours)

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product

from hov_donate.cli.demo.affiliates.fates import APPLICANTS, JOINED, Fate

NEWEST, OLDEST = 45, 1_000
# A double is this row's, typed by somebody else.
THE_SAME = 5


@dataclass(frozen=True)
class Body:
    """An invented body; `parent` is the name of the one above it. It joined so many days ago."""

    name: str
    branch: str
    kind: str
    country: str
    town: str
    language: str
    members: int
    fate: Fate = Fate.PAYS
    parent: str = ""
    joined: int = 0

    @property
    def affiliated(self) -> int:
        """How many it pays for; not every branch affiliates with all that it has."""
        return self.members if self.members < 200 else self.members * 4 // 5


# Name, kind, country, town, language, members, and for a branch what it is called.
Row = tuple[str, str, str, str, str, int, str]
UNIONS = (
    "Union of Lamplighters and Signal Workers",
    "Kite and Sail Makers’ Federation",
    "National Association of Bell Founders",
    "Ferry and Lighthouse Workers’ Alliance",
    "Windmill Keepers’ Union",
)
PLACES = (
    ("GB", "Ambleford"),
    ("GB", "Wherrydale"),
    ("IE", "Kilbarran"),
    ("GB", "Port Gannet"),
    ("GB", "Cwm Derwen"),
    ("GB", "Inverlochty"),
)
COUNCILS = ("Thistlewick", "Netherbourne", "Saltmarsh", "Oxenholt", "Dunmere")
EURO = (
    ("Sindicato de Fareras y Fareros", "national_union", "ES", "Madrid", "es", 41_000, ""),
    (
        "Sindicato de Fareras y Fareros",
        "union_branch",
        "ES",
        "Cádiz",
        "es",
        640,
        "Sección de Cádiz",
    ),
    ("Sindicato de Fareras y Fareros", "union_branch", "ES", "Vigo", "es", 310, "Sección de Vigo"),
    ("Cooperativa El Telar Azul", "cooperative", "ES", "Toledo", "es", 88, ""),
    ("Mutualidad de Jardineras", "mutual", "ES", "Murcia", "es", 1_250, ""),
    ("Colectivo La Mecha", "local_group", "ES", "Gijón", "es", 35, ""),
    ("Sindicato de Campaneros", "union_branch", "ES", "Sevilla", "es", 190, "Sección de Sevilla"),
    ("Federación del Vidrio Soplado", "federation", "ES", "Palma", "es", 7_300, ""),
    ("Syndicat des Allumeurs de Réverbères", "national_union", "FR", "Paris", "en", 28_000, ""),
    ("Syndicat des Allumeurs de Réverbères", "union_branch", "FR", "Nantes", "en", 420, "Nantes"),
    ("Syndicat des Allumeurs de Réverbères", "union_branch", "FR", "Lille", "en", 530, "Lille"),
    ("Coopérative du Moulin aux Rouges-gorges", "cooperative", "FR", "Dijon", "en", 61, ""),
    ("Mutuelle des Souffleurs de Verre", "mutual", "FR", "Nancy", "en", 900, ""),
    ("Comité des Trois Horloges", "local_group", "FR", "Brest", "en", 24, ""),
    ("Bund der Laternenanzünder", "national_union", "DE", "Berlin", "en", 52_000, ""),
    ("Bund der Laternenanzünder", "union_branch", "DE", "Bremen", "en", 710, "Ortsgruppe Bremen"),
    ("Bund der Laternenanzünder", "union_branch", "DE", "Kassel", "en", 260, "Ortsgruppe Kassel"),
    ("Genossenschaft Blauer Webstuhl", "cooperative", "DE", "Jena", "en", 45, ""),
    ("Verein der Glockengießerinnen", "union_branch", "DE", "Apolda", "en", 130, "Mitte"),
    ("Freundeskreis Windmühle", "local_group", "DE", "Husum", "en", 18, ""),
    ("Sindacato dei Fanalisti", "national_union", "IT", "Roma", "en", 33_000, ""),
    ("Sindacato dei Fanalisti", "union_branch", "IT", "Genova", "en", 480, "Sezione di Genova"),
    ("Sindacato dei Fanalisti", "union_branch", "IT", "Torino", "en", 350, "Sezione di Torino"),
    ("Cooperativa Il Mulino a Vento", "cooperative", "IT", "Trapani", "en", 72, ""),
    ("Mutuo Soccorso fra Vetrai", "mutual", "IT", "Empoli", "en", 610, ""),
    ("Circolo La Lanterna", "local_group", "IT", "Livorno", "en", 29, ""),
    ("Sindicato dos Faroleiros", "national_union", "PT", "Lisboa", "en", 9_800, ""),
    ("Sindicato dos Faroleiros", "union_branch", "PT", "Porto", "en", 220, "Secção do Porto"),
    ("Cooperativa O Tear", "cooperative", "PT", "Évora", "en", 54, ""),
    ("Coletivo da Maré", "local_group", "PT", "Aveiro", "en", 21, ""),
    ("Σωματείο Φαροφυλάκων", "national_union", "GR", "Αθήνα", "en", 6_400, ""),
    ("Σωματείο Φαροφυλάκων", "union_branch", "GR", "Πάτρα", "en", 180, "Τμήμα Πάτρας"),
    ("Συνεταιρισμός Ο Αργαλειός", "cooperative", "GR", "Βόλος", "en", 39, ""),
    ("Επιτροπή του Φάρου", "local_group", "GR", "Καβάλα", "en", 16, ""),
    ("Verein der Uhrwerkerinnen", "union_branch", "AT", "Linz", "en", 240, "Linz"),
    ("Werkstatt Drehorgel", "cooperative", "AT", "Graz", "en", 33, ""),
    ("Bond van Lantaarnopstekers", "union_branch", "BE", "Gent", "en", 370, "Gent"),
    ("Coöperatie De Weefstoel", "cooperative", "BE", "Luik", "en", 48, ""),
    ("Kring Het Baken", "local_group", "BE", "Oostende", "en", 27, ""),
    ("Bond van Molenaars", "national_union", "NL", "Utrecht", "en", 11_500, ""),
    ("Bond van Molenaars", "union_branch", "NL", "Zaandam", "en", 150, "Zaandam"),
    ("Onderling Fonds Het Zeil", "mutual", "NL", "Delft", "en", 700, ""),
    ("Majakanvartijain Liitto", "union_branch", "FI", "Turku", "en", 210, "Turun osasto"),
    ("Osuuskunta Sininen Lyhty", "cooperative", "FI", "Oulu", "en", 26, ""),
)
WORLD = (
    ("Guild of Weathervane Makers", "trade_union", "US", "Portland", "en", 2_300, ""),
    ("Lantern Brigade", "local_group", "US", "Duluth", "en", 22, ""),
    ("Night Ferry Crews United", "trade_union", "US", "Galveston", "en", 830, ""),
    ("Campus Lamplighters", "student_society", "US", "Ithaca", "en", 60, ""),
    ("Union of Ice Road Pilots", "trade_union", "CA", "Yellowknife", "en", 410, ""),
    ("Lighthouse Study Circle", "community_group", "CA", "Halifax", "en", 31, ""),
    ("Syndicat des Tisserandes du Fleuve", "trade_union", "CA", "Rimouski", "en", 560, ""),
    ("Sindicato de Organilleros", "trade_union", "MX", "Puebla", "es", 1_700, ""),
    ("Colectivo Papel Picado", "local_group", "MX", "Oaxaca", "es", 40, ""),
    ("Unión de Relojeras", "trade_union", "MX", "Zacatecas", "es", 370, ""),
    ("Gremio de Faroleros del Sur", "trade_union", "AR", "Ushuaia", "es", 290, ""),
    ("Círculo La Veleta", "local_group", "AR", "Rosario", "es", 28, ""),
    ("Sindicato dos Sineiros", "trade_union", "BR", "Ouro Preto", "en", 950, ""),
    ("Coletivo Pipa Solta", "community_group", "BR", "Olinda", "en", 55, ""),
    ("União das Rendeiras do Mar", "trade_union", "BR", "Fortaleza", "en", 3_100, ""),
    ("Sindicato de Tejedoras de Niebla", "trade_union", "CO", "Tunja", "es", 480, ""),
    ("Grupo El Farol", "local_group", "CO", "Pasto", "es", 19, ""),
    ("Sindicato de Guardafaros", "trade_union", "CL", "Valdivia", "es", 640, ""),
    ("Comité Volantín", "community_group", "CL", "Ancud", "es", 33, ""),
    ("Kite Riggers’ Union", "trade_union", "AU", "Fremantle", "en", 1_150, ""),
    ("Southern Lantern Group", "local_group", "AU", "Hobart", "en", 26, ""),
    ("Bell Ringers and Ferrymen", "trade_union", "NZ", "Timaru", "en", 220, ""),
    ("灯台守労働組合", "trade_union", "JP", "函館", "en", 1_900, ""),
    ("凧づくりの会", "community_group", "JP", "長崎", "en", 23, ""),
    ("Fenerciler Sendikası", "trade_union", "TR", "Sinop", "en", 780, ""),
    ("Vindusmakernes Forbund", "trade_union", "NO", "Bodø", "en", 340, ""),
    ("Профспілка ліхтарників", "trade_union", "UA", "Одеса", "en", 510, ""),
    ("Union of Lamp and Kite Makers", "trade_union", "ZA", "Gqeberha", "en", 2_750, ""),
    ("Drum Carvers’ Assembly", "trade_union", "NG", "Jos", "en", 1_300, ""),
    ("Handloom and Lantern Union", "trade_union", "IN", "Pune", "en", 4_400, ""),
    ("نقابة صانعي الفوانيس", "trade_union", "MA", "الصويرة", "en", 690, ""),
    ("رابطة عمال الأشرعة", "trade_union", "EG", "رشيد", "en", 860, ""),
)
# By the place in the whole list; the first of each country's rows go on paying.
FATES = {
    3: Fate.STOPPED_LONG_AGO,
    8: Fate.PAYS_HALF,
    10: Fate.FEE_OVERRIDDEN,
    12: Fate.SENT,
    15: Fate.CHEQUE_BOUNCES,
    17: Fate.STOPPED_LAST_YEAR,
    19: Fate.PAYS_TOO_MUCH,
    22: Fate.CONFIRMED,
    25: Fate.RESIGNED,
    27: Fate.FIGURES_CORRECTED,
    30: Fate.OBJECTED_TO,
    33: Fate.NEVER_PAID,
    36: Fate.FEE_WAIVED,
    39: Fate.PAYS_BY_CARD,
    42: Fate.DOUBLE,
    46: Fate.STOPPED_LAST_YEAR,
    50: Fate.CONFIRMED,
    51: Fate.PAYS_HALF,
    54: Fate.ASKED,
    56: Fate.REJECTED,
    60: Fate.STOPPED_LONG_AGO,
    63: Fate.SENT,
    66: Fate.RESIGNED,
    68: Fate.PAYS_BY_CARD,
    72: Fate.NEVER_PAID,
    75: Fate.BEGUN,
    78: Fate.ACCEPTED,
    88: Fate.DUE,
    90: Fate.IN_GRACE,
    92: Fate.IN_ARREARS,
    95: Fate.STOPPED_LONG_AGO,
    97: Fate.LAPSED,
    98: Fate.CAME_BACK,
    100: Fate.PROMISES,
    102: Fate.DUE,
    104: Fate.OUT_OF_REACH,
    105: Fate.LAPSED,
    107: Fate.PAYS_BY_CARD,
    109: Fate.CONFIRMED,
    111: Fate.IN_GRACE,
    113: Fate.NEVER_PAID,
    115: Fate.PAYS_TOO_MUCH,
    117: Fate.REJECTED,
}


def demo_bodies() -> Iterator[Body]:
    """The bodies, the same every time."""
    rows = (*_islands(), *EURO, *WORLD)
    above = {name for name, kind, *_ in rows if kind == "national_union"}
    spread = cycle(range(0, OLDEST - NEWEST, 83))
    shift = 0
    for number, ((name, kind, country, town, language, members, branch), later) in enumerate(
        zip(rows, spread, strict=False)
    ):
        shift += later == 0
        fate = FATES.get(number, Fate.PAYS)
        if fate is Fate.DOUBLE:
            name, kind, country, town, language, members, branch = rows[THE_SAME]
            branch = f"{town} branch"
        anyhow = OLDEST - later - 7 * shift % 83
        yield Body(
            name=name,
            branch=branch,
            kind=kind,
            country=country,
            town=town,
            language=language,
            members=members,
            fate=fate,
            parent=name if branch and name in above else "",
            joined=APPLICANTS.get(fate) or JOINED.get(fate) or anyhow,
        )


def _islands() -> Iterator[Row]:
    """Great Britain and Ireland: five unions with their branches, councils, students, a group."""
    for number, union in enumerate(UNIONS):
        yield union, "national_union", "GB", "London", "en", 9_000 + 31_000 * number, ""
    for number, (union, (country, town)) in enumerate(product(UNIONS, PLACES)):
        yield union, "union_branch", country, town, "en", 90 + number * 37, f"{town} {number + 1}"
    for number, town in enumerate(COUNCILS):
        name = f"{town} & District Trades Council"
        yield name, "trades_council", "GB", town, "en", 1_400 + 450 * number, ""
    for town, country in (("Hartsea", "GB"), ("Ballycarn", "IE")):
        yield f"Students’ Union of {town}", "student_union", country, town, "en", 2_600, ""
    yield "Friends of the Old Pier", "local_group", "GB", "Hartsea", "en", 27, ""
    yield "Ambleford Women’s Choir", "community_group", "GB", "Ambleford", "en", 38, ""
