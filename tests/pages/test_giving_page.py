"""The page on which people give."""

import gzip
import re
from html import unescape
from pathlib import Path

import pytest

from hov_donate.app import create_app
from hov_donate.config.campaign import DEFAULT_FILE, read_campaign
from hov_donate.contacts.queries import identity
from hov_donate.core.i18n import translator
from hov_donate.donations.queries import gift
from hov_donate.gateway.port import Interval
from hov_donate.public.checking import Checker
from hov_donate.web.static import FOLDER
from tests.pages.conftest import GOOD, PublicSite, problems, reference_on
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CAMPAIGN = read_campaign()
AMOUNT = {**GOOD, "choice": "other"}


@ONCE
def test_nothing_is_chosen_for_the_donor(site: PublicSite) -> None:
    page = site.get("/donate").text
    assert "checked" not in page
    assert page.count('type="radio"') == 8
    assert page.count('type="checkbox"') == 2


@ONCE
def test_the_page_is_light_and_asks_nothing_of_others(site: PublicSite) -> None:
    page = site.get("/donate")
    css = (FOLDER / "site.css").read_bytes()
    assert len(gzip.compress(page.data + css)) < 30_000
    assert "<script" not in page.text
    assert "style=" not in page.text
    others = page.text.replace(f'href="{site.parts.settings.public_url}/', 'href="/')
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', others)


@ONCE
def test_strangers_get_no_cookie(site: PublicSite) -> None:
    for answer in (site.get("/donate"), site.give(currency="GBP"), site.get("/nowhere")):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


@ONCE
def test_the_page_may_only_send_forms_to_us_and_to_the_card_page(site: PublicSite) -> None:
    policy = site.get("/donate").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000 http://127.0.0.1:9;" in policy
    assert "unsafe" not in policy


@ONCE
def test_our_own_files_may_be_kept_for_a_year(site: PublicSite) -> None:
    address = re.search(r'href="(/static/site.css\?v=\w+)"', site.get("/donate").text)
    assert address
    with site.get(address[1]) as file:
        assert "immutable" in file.headers["Cache-Control"]


@ONCE
@pytest.mark.parametrize(
    ("path", "accepted", "language", "currency"),
    [
        ("/donate", "", "en", "GBP"),
        ("/donate", "es", "es", "GBP"),
        ("/donate", "es-MX,es;q=0.9", "es", "MXN"),
        ("/donate", "en-US", "en", "USD"),
        ("/donate", "de-CH, en;q=0.5", "en", "CHF"),
        ("/donate", "tlh, *;q=0.1", "en", "GBP"),
        ("/donate?currency=jpy", "en-US", "en", "JPY"),
        ("/donate?currency=XXX", "en-US", "en", "USD"),
        ("/donate?lang=es", "en-GB", "es", "GBP"),
        ("/donate?lang=xx", "en-GB", "en", "GBP"),
        ("/es/donate", "en-GB", "es", "GBP"),
        ("/en/donate", "es", "en", "GBP"),
    ],
)
def test_language_and_currency_are_the_readers(
    site: PublicSite, path: str, accepted: str, language: str, currency: str
) -> None:
    page = site.get(path, Accept_Language=accepted).text
    assert f'<html lang="{language}" dir="ltr">' in page
    assert f'<option value="{currency}" selected>' in page
    assert f'value="{currency}-{CAMPAIGN.currencies[currency].presets[0]}"' in page


@ONCE
def test_each_page_leads_to_itself_in_the_other_language(site: PublicSite) -> None:
    for path in ("/donate", "/en/donate", "/en/nowhere"):
        other = re.search(r'href="([^"]+)" hreflang="es"', site.get(path).text)
        assert other
        assert 'hreflang="en"' in site.get(other[1]).text


@ONCE
def test_what_a_page_is_asked_to_show_goes_along_into_the_other_language(site: PublicSite) -> None:
    for path in (
        *("numbers?day=2026-11-02", "map?layer=events&country=FR", "events/past?country=FR"),
        *("supporters?q=rail+%26+road&kind=council", "press?country=FR"),
    ):
        page = site.get(f"/en/{path}").text
        other = re.search(r'href="([^"]+)" hreflang="es" lang="es"', page)
        assert other
        assert unescape(other[1]) == f"/es/{path}"
        assert f'/es/{path.split("?")[0]}">' in page, "search engines are told of the page alone"


@ONCE
def test_a_page_that_is_kept_for_everybody_repeats_nothing_of_what_one_reader_asked_for(
    site: PublicSite,
) -> None:
    for path in ("/en/donate?from=a-letter-of-rosa", "/en/donate"):
        assert "rosa" not in site.get(path).text


@ONCE
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"frequency", "currency", "email"}),
        ({"currency": "GBP"}, {"frequency", "choice", "email"}),
        ({**GOOD, "frequency": ""}, {"frequency"}),
        ({**GOOD, "frequency": "week"}, {"frequency"}),
        ({**GOOD, "choice": ""}, {"choice"}),
        ({**GOOD, "choice": "GBP-7"}, {"choice"}),
        ({**GOOD, "choice": "EUR-25"}, {"choice"}),
        ({**GOOD, "currency": "XXX"}, {"currency"}),
        ({**GOOD, "choice": "other"}, {"amount"}),
        ({**GOOD, "amount": "30"}, {"amount"}),
        ({**GOOD, "email": "rosa"}, {"email"}),
        ({**GOOD, "email": "é@example.com"}, {"email"}),
        ({**GOOD, "email": "donación@bücher.example"}, {"email"}),
        ({**GOOD, "email": "a" * 300 + "@example.com"}, {"email"}),
        ({**GOOD, "name": "x" * 201}, {"name"}),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_on_top(
    site: PublicSite, answers: dict[str, str], expected: set[str]
) -> None:
    answer = site.give(**answers)
    assert answer.status_code == 422
    assert "<title>Error: Give" in answer.text
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    told = problems(answer.text)
    assert set(told) == expected
    for field, text in told.items():
        assert f'id="{field}"' in answer.text
        assert f'id="{field}-error"><span class="unseen">Error:</span> {text}' in answer.text
        assert re.search(rf'aria-describedby="[^"]*{field}-error', answer.text)
    assert site.written() == 0


@ONCE
@pytest.mark.parametrize(
    ("path", "currency", "typed", "text"),
    [
        ("/donate", "GBP", "", "Enter an amount"),
        ("/donate", "GBP", "0", "Amount must be £2 or more"),
        ("/donate", "GBP", "-20", "Amount must be £2 or more"),
        ("/donate", "GBP", "1.99", "Amount must be £2 or more"),
        ("/donate", "GBP", "10,001", "Amount must be £10,000 or less"),
        ("/donate", "GBP", "1.234", "Amount must be written like 20 or 20.50"),
        ("/donate", "GBP", "1,0,0", "Amount can be read in two ways: write it without thousands"),
        ("/es/donate", "GBP", "1.0.0", "El importe se puede leer de dos maneras"),
        ("/donate", "GBP", "twenty", "Amount must be a number"),
        ("/donate", "GBP", "€20", "You chose British Pound but typed another currency"),
        ("/donate", "JPY", "500.50", "Amount must be written like 2000 or 2500"),
        ("/donate", "ISK", "500.50", "Amount must be written like 2000 or 2500"),
        ("/es/donate", "GBP", "1,234", "Escribe el importe así: 20 o 20,50"),
        ("/es/donate", "EUR", "1", "El importe debe ser de 2\xa0€ o más"),
    ],
)
def test_a_wrong_amount_is_told_in_the_readers_words(
    site: PublicSite, path: str, currency: str, typed: str, text: str
) -> None:
    answer = site.give(path, **{**AMOUNT, "currency": currency, "amount": typed})
    assert answer.status_code == 422
    assert problems(answer.text)["amount"].startswith(text)


@ONCE
def test_what_was_typed_stays_in_the_form(site: PublicSite) -> None:
    answer = site.give(
        frequency="month",
        currency="EUR",
        choice="other",
        amount='1"x<b>',
        email="rosa",
        name="Ana",
        keep_details="yes",
    )
    assert 'value="1&#34;x&lt;b&gt;"' in answer.text
    assert 'value="rosa"' in answer.text
    assert 'value="Ana"' in answer.text
    assert '<option value="EUR" selected>' in answer.text
    assert 'value="month" checked' in answer.text
    assert 'value="once" checked' not in answer.text
    assert 'value="other" checked' in answer.text
    assert 'name="keep_details" value="yes" checked' in answer.text
    assert 'name="news" value="yes" checked' not in answer.text


@ONCE
def test_accents_before_the_at_sign_are_named_as_the_mistake(site: PublicSite) -> None:
    told = problems(site.give(**{**GOOD, "email": "josé@example.com"}).text)
    assert told["email"].startswith("Before the @, an e-mail address can have only letters without")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("rosa@faß.de", "rosa@faß.de"),
        ("rosa@BÜCHER.example", "rosa@bücher.example"),
        ("rosa@xn--fa-hia.de", "rosa@faß.de"),
    ],
)
def test_an_address_in_any_script_after_the_at_sign_is_kept_in_its_normal_form(
    typed: str, kept: str
) -> None:
    assert Checker(CAMPAIGN, translator("en")).email(typed) == kept


@ONCE
def test_another_currency_shows_its_amounts_and_keeps_the_rest(site: PublicSite) -> None:
    answer = site.give(
        frequency="year",
        currency="EUR",
        choice="GBP-20",
        email="rosa@",
        name="Rosa",
        news="yes",
        show_currency="yes",
    )
    assert 'value="year" checked' in answer.text
    assert answer.status_code == 200
    assert "There is a problem" not in answer.text
    assert 'value="EUR-25"' in answer.text
    assert "GBP-20" not in answer.text
    assert 'value="rosa@"' in answer.text
    assert 'name="news" value="yes" checked' in answer.text


def test_without_the_card_service_the_gift_is_kept_and_the_donor_told(site: PublicSite) -> None:
    opened = site.get("/donate").text
    token = re.search(r'name="token" value="([^"]+)"', opened)
    assert token
    answer = site.client.post(
        "/en/donate",
        data={**GOOD, "token": token[1], "name": "Rosa\u202e\x00 Q.", "keep_details": "yes"},
    )
    assert answer.status_code == 503
    assert problems(answer.text)["pay"].startswith("We could not reach the card service")
    assert 'value="GBP-20" checked' in answer.text
    assert reference_on(answer.text) == reference_on(opened)
    with site.parts.database.reading() as session:
        kept = gift(session, reference_on(opened))
        assert kept
        someone = identity(session, site.parts.seal, kept.details_id)
    assert someone
    assert (someone.name, someone.email) == ("Rosa Q.", "rosa@people.example")


def test_pressing_twice_is_one_gift(site: PublicSite) -> None:
    token = site.token()
    for _ in range(2):
        site.client.post("/donate", data={**GOOD, "token": token})
    assert site.written() == 2  # one payment, one set of details


@ONCE
@pytest.mark.parametrize(
    ("path", "language", "heading"),
    [
        ("/nowhere", "en", "Page not found"),
        ("/es/nowhere", "es", "No encontramos esta página"),
        ("/gift/forged", "en", "Page not found"),
    ],
)
def test_an_error_page_speaks_the_readers_language(
    site: PublicSite, path: str, language: str, heading: str
) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.text
    assert f"<h1>{heading}</h1>" in answer.text


@ONCE
def test_while_the_database_is_away_the_donor_learns_of_the_bank(
    site: PublicSite, tmp_path: Path
) -> None:
    token = site.token()
    site.parts.database.engine.dispose()
    (tmp_path / "database.sqlite3").rename(tmp_path / "elsewhere.sqlite3")
    (tmp_path / "database.sqlite3").mkdir()
    answer = site.client.post("/es/donate", data={**GOOD, "token": token})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "El servicio no está disponible en este momento" in answer.text
    assert "GB33 BUKB 2020 1555 5555 55" in answer.text
    assert site.get("/donate").status_code == 200


@ONCE
@pytest.mark.parametrize(
    ("frequency", "told", "interval"),
    [
        ("once", "Once: Nothing will be taken again later.", None),
        ("month", "Every month: We take the amount now and every month", Interval.MONTH),
    ],
)
def test_where_there_is_one_frequency_it_is_told_and_not_asked(
    database_url: str, tmp_path: Path, frequency: str, told: str, interval: Interval | None
) -> None:
    file = tmp_path / "campaign.toml"
    every = '["once", "month", "year"]'
    file.write_text(DEFAULT_FILE.read_text("utf-8").replace(every, f'["{frequency}"]'), "utf-8")
    app = create_app(office_settings(database_url, CAMPAIGN_FILE=str(file)))
    let_everyone_in(app)
    site = PublicSite(app, app.test_client())
    opened = site.get("/en/donate").text
    assert told in opened
    assert 'name="frequency"' not in opened
    token = re.search(r'name="token" value="([^"]+)"', opened)
    assert token
    chosen = {**GOOD, "token": token[1], "frequency": "year"}
    assert site.client.post("/en/donate", data=chosen).status_code == 503
    with site.parts.database.reading() as session:
        begun = gift(session, reference_on(opened))
    assert begun
    assert begun.interval is interval
    site.parts.database.engine.dispose()
