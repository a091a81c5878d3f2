"""Countries, by their names in the reader's language."""

from hov_donate.core.countries import COUNTRIES, country_choices, country_name


def test_countries_are_named_in_the_readers_language() -> None:
    assert country_name("GB", "en") == "United Kingdom"
    assert country_name("GB", "es") == "Reino Unido"
    assert country_name("ZZ", "en") == "Unknown Region"


def test_the_list_is_in_the_order_of_its_names_without_minding_accents() -> None:
    names = [name for _, name in country_choices("en")]
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert len(names) == len(COUNTRIES) == 250


def test_what_is_no_country_is_not_offered() -> None:
    assert COUNTRIES.isdisjoint({"EU", "UN", "ZZ", "XA"})
    assert {"PS", "VE", "XK"} <= COUNTRIES
