"""Four hundred invented members, in many scripts."""
# ruff: noqa: RUF001 (letters of other alphabets that look like ours)

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

# First names, last names, the countries they live in, and the language that they write in.
PEOPLE = (
    (
        ("Ada", "Bryn", "Cerys", "Dermot", "Elspeth", "Fergus", "Greta", "Hamish", "Isla", "Jago"),
        (
            "Amblethwaite",
            "Byrne-Lowe",
            "Crowther",
            "Daltry",
            "Eastwold",
            "Fenn",
            "Garrick",
            "Holloway",
        ),
        ("GB", "GB", "IE"),
        "en",
    ),
    (
        ("Alba", "Bruno", "Celia", "Darío", "Elisa", "Fermín", "Gema", "Hugo", "Inés", "Joel"),
        ("Fuentes", "Íñiguez", "Montejo", "Peñalver", "Quiroga", "Ríos", "Salcedo", "Úbeda"),
        ("ES", "MX", "AR", "CL"),
        "es",
    ),
    (
        ("Chloé", "Étienne", "Jürgen", "Mareike", "Łucja", "Ottavia", "Ruben", "Søren", "Zoë"),
        (
            "Brandstätter",
            "d’Orval",
            "Kłosek",
            "Lefèvre",
            "Marchetti",
            "Nyqvist",
            "Oberdorf",
            "Vitalini",
            "van Rijswijk",
        ),
        ("FR", "DE", "IT", "NL", "BE"),
        "en",
    ),
    (
        ("Ελένη", "Νίκος", "Σοφία", "Πέτρος", "Μαρία"),
        ("Αλεξίου", "Δημητρίου", "Καραγιάννη", "Παππά"),
        ("GR",),
        "en",
    ),
    (
        ("Олена", "Тарас", "Дарина", "Лев", "Ірина"),
        ("Гончар", "Шевчук", "Коваленко", "Мельник"),
        ("UA",),
        "en",
    ),
    (
        ("سلمى", "يوسف", "ليلى", "كريم", "نور"),
        ("الخطيب", "منصور", "العلوي", "حداد"),
        ("MA", "EG"),
        "en",
    ),
    (
        ("花子", "健", "美咲", "翔", "結衣"),
        ("伊藤", "佐藤", "田中", "鈴木", "髙橋"),
        ("JP",),
        "en",
    ),
    (
        ("Amina", "Chidi", "Folake", "Idris", "Meera", "Priya", "Thabo", "Uğur", "Zanele"),
        ("Adeyemi", "Bello", "Dlamini", "Krishnan", "Mokoena", "Nair", "Okafor", "Raman", "Yıldız"),
        ("NG", "ZA", "IN", "TR", "US", "CA", "AU"),
        "en",
    ),
)
CLASSES = ("waged", "waged", "waged", "unwaged", "student", "retired")
EURO_CLASSES = ("waged", "waged", "unwaged", "student", "pensioner")
EURO = frozenset({"ES", "FR", "DE", "IT", "NL", "BE", "GR"})
COUNT = 400
# Most joined lately: a campaign that grows. In each group, one day for a score of them.
COHORT = 20
JOINED = (
    *(700, 480, 400, 372, 361, 350, 330, 310, 290, 270),
    *(250, 225, 199, 171, 146, 118, 92, 64, 33, 9),
)


@dataclass(frozen=True)
class Person:
    """An invented member, who joined so many days ago."""

    name: str
    email: str
    country: str
    language: str
    member_class: str
    income_band: str | None
    joined: int


def demo_members() -> Iterator[Person]:
    """The members, cohort by cohort, the same every time."""
    for number, (name, country, language) in enumerate(islice(_in_turns(), COUNT)):
        euro = country in EURO
        classes = EURO_CLASSES if euro else CLASSES
        yield Person(
            name=name,
            email=f"member{number + 1}@people.example",
            country=country,
            language=language,
            member_class=classes[number % len(classes)],
            income_band=("low", "middle", "high")[number % 3] if euro else None,
            joined=JOINED[number // COHORT],
        )


def _in_turns() -> Iterator[tuple[str, str, str]]:
    """Names of all scripts, one after another, each once."""
    groups = [_of_group(*group) for group in PEOPLE]
    while groups:
        for group in list(groups):
            someone = next(group, None)
            if someone is None:
                groups.remove(group)
            else:
                yield someone


def _of_group(
    first: tuple[str, ...], last: tuple[str, ...], countries: tuple[str, ...], language: str
) -> Iterator[tuple[str, str, str]]:
    for number, (family, given) in enumerate(product(last, first)):
        name = f"{family} {given}" if countries == ("JP",) else f"{given} {family}"
        yield name, countries[number % len(countries)], language
