"""The campaign file: what is wrong in it is told by its key, with what to do."""

import json
import re
from pathlib import Path

import pytest

from hov_donate.config import Frequency
from hov_donate.config.campaign import DEFAULT_FILE, Campaign, CampaignError, read_campaign
from hov_donate.core.money import MINIMUM_CHARGE, Money, minimum_charge
from hov_donate.core.spans import YearBegin

EXAMPLE = DEFAULT_FILE.read_text("utf-8")
POUNDS = 'code = "GBP"\npresets = [5, 10, 20, 50]\nminimum = 2\nmaximum = 10000\n'
IBAN = "GB33BUKB20201555555555"


def terms(code: str, presets: str, minimum: object, maximum: object) -> str:
    return f'code = "{code}"\npresets = {presets}\nminimum = {minimum}\nmaximum = {maximum}\n'


def read(
    folder: Path, before: str = "", after: str = "", languages: list[str] | None = None
) -> Campaign:
    assert before in EXAMPLE
    file = folder / "campaign.toml"
    written = EXAMPLE.replace(before, after, 1) if before else EXAMPLE
    if languages is not None:
        written = re.sub(r"(?m)^languages = .*$", f"languages = {json.dumps(languages)}", written)
    file.write_text(written, "utf-8")
    return read_campaign(file)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (terms("gbp", "[5, 10, 20, 50]", 2, 100), "code 'gbp' is no currency: give its three"),
        (terms("QQQ", "[5, 10, 20, 50]", 2, 100), "code 'QQQ' is no currency"),
        (terms("EUR", "[5, 10, 20, 50]", 2, 100), "EUR: is there 2 times: keep one"),
        (terms("GBP", "[5, 10, 10, 50]", 2, 100), "GBP: presets must be different and rise"),
        (terms("GBP", "[10, 5, 20, 50]", 2, 100), "GBP: presets must be different and rise"),
        (terms("GBP", "[5, 10, 20]", 2, 100), "GBP: presets must be four amounts"),
        (terms("GBP", "[5, 10, 20, 500]", 2, 100), "GBP: presets must be amounts between"),
        (terms("GBP", "[5, 10, 20, 50]", 0, 100), "GBP: minimum .*: give 1 or more"),
        (terms("THB", "[50, 100, 200, 500]", 9, 900), "THB: minimum .*: give 10 or more"),
        (terms("DKK", "[50, 100, 200, 500]", 2, 900), "DKK: minimum .*: give 3 or more"),
        (terms("GBP", "[5, 10, 20, 50]", 2, 1_000_000), "GBP: maximum .*: give 999999 or less"),
        (terms("UGX", "[500, 600, 700, 800]", 300, 1_000_000), "UGX: maximum .*: give 999999"),
        (terms("KWD", "[5, 10, 20, 50]", 2, 100_000), "KWD: maximum .*: give 99999 or less"),
        (terms("GBP", "[5, 10, 20, 50]", 60, 40), "GBP: maximum is below minimum"),
        (terms("GBP", "[5, 10, 20, 50]", 2.5, 100), "GBP: .* in whole units: give numbers"),
        (terms("GBP", '["5", 10, 20, 50]', 2, 100), "GBP: .* in whole units: give numbers"),
        (terms("GBP", "[5, 10, 20, 50]", "true", 100), "GBP: .* in whole units"),
    ],
)
def test_a_currency_that_cannot_be_given_in_is_named(
    tmp_path: Path, written: str, told: str
) -> None:
    with pytest.raises(CampaignError, match=told):
        read(tmp_path, POUNDS, written)


@pytest.mark.parametrize(
    "written",
    [
        terms("KWD", "[5, 10, 20, 50]", 1, 99_999),
        terms("UGX", "[5000, 10000, 20000, 50000]", 2000, 999_999),
        terms("TRY", "[50, 100, 200, 500]", 20, 10_000),
        terms("KRW", "[5000, 10000, 20000, 50000]", 50, 99_999_999),
    ],
)
def test_any_currency_of_stripe_may_be_offered(tmp_path: Path, written: str) -> None:
    assert read(tmp_path, POUNDS, written).default_currency == written[8:11]


@pytest.mark.parametrize("iban", ["GB33BUKB20201555555556", "GB33 BUKB", "12345678", ""])
def test_a_mistyped_bank_account_is_told_before_a_transfer_is_lost(
    tmp_path: Path, iban: str
) -> None:
    with pytest.raises(CampaignError, match=r"bank_accounts: iban .* copy it again from the bank"):
        read(tmp_path, IBAN, iban)


@pytest.mark.parametrize(
    "iban", ["GB33 BUKB 2020 1555 5555 55", "ES9121000418450200051332", "NO9386011117947"]
)
def test_a_bank_account_may_be_written_in_groups(tmp_path: Path, iban: str) -> None:
    assert read(tmp_path, IBAN, iban).bank_accounts[0].iban == iban


def test_everything_wrong_in_the_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CampaignError) as told:
        read(tmp_path, '"Europe/London"', '"Europe/Londres"', languages=["en", "it"])
    for words in ("purpose has no text for language it", "tax_note has", "'Europe/Londres'"):
        assert words in str(told.value)


def test_no_minimum_of_stripe_is_rounded_down() -> None:
    for currency, least in MINIMUM_CHARGE.items():
        assert Money.of_major(least, currency) <= Money.of_major(minimum_charge(currency), currency)


def test_a_campaign_may_take_gifts_once_only(tmp_path: Path) -> None:
    every = 'frequencies = ["once", "month", "year"]'
    assert read(tmp_path, every, 'frequencies = ["once"]').frequencies == (Frequency.ONCE,)
    assert read(tmp_path, every, 'frequencies = ["year", "once"]').frequencies[-1] == "year"
    assert read(tmp_path, every, "").frequencies == tuple(Frequency)


@pytest.mark.parametrize("wrong", ["[]", '["week"]', '["once", "once"]'])
def test_a_frequency_that_is_not_known_is_told(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CampaignError, match="frequencies: "):
        read(tmp_path, '["once", "month", "year"]', wrong)


def test_objectives_have_a_text_in_every_language_and_a_version(tmp_path: Path) -> None:
    assert read(tmp_path).objectives_version == "2026-1"
    for version in ('""', '"the version of the annual meeting of 2026"'):
        with pytest.raises(CampaignError, match="objectives: version must have 1 to 20"):
            read(tmp_path, '"2026-1"', version)
    with pytest.raises(CampaignError, match="objectives has no text for language it"):
        read(tmp_path, languages=["en", "it"])


def test_a_language_that_nobody_translated_is_told_and_the_office_speaks_its_own(tmp_path: Path):
    with pytest.raises(CampaignError, match="languages: nothing is translated into 'it'"):
        read(tmp_path, languages=["en", "it"])
    assert read(tmp_path, languages=["el", "es"]).office_languages == ("es",)
    assert read(tmp_path, languages=["el", "ar"]).office_languages == ("en",)


def test_days_to_pay_in_may_be_left_out_and_must_be_days(tmp_path: Path) -> None:
    given = "[payment_days]\norganisations = 90\nmembers = 30\n"
    assert read(tmp_path, given, "").payment_days == read(tmp_path).payment_days
    for wrong in ("-1", '"90"', "9.5", "true", "400"):
        with pytest.raises(CampaignError, match="payment_days: organisations is no number"):
            read(tmp_path, "organisations = 90", f"organisations = {wrong}")
    with pytest.raises(CampaignError, match="branches"):
        read(tmp_path, "organisations = 90", "branches = 90")


@pytest.mark.parametrize("begins", ["04-06", "01-01", "12-28"])
def test_an_accounting_year_begins_on_any_day_that_every_month_has(tmp_path: Path, begins) -> None:
    campaign = read(tmp_path, 'year_begins = "01-01"', f'year_begins = "{begins}"')
    month, day = begins.split("-")
    assert campaign.year_begin == YearBegin(int(month), int(day))


@pytest.mark.parametrize("begins", ["02-29", "13-01", "6 April", "1-1", "00-10"])
def test_a_year_that_cannot_begin_so_is_told(tmp_path: Path, begins) -> None:
    with pytest.raises(CampaignError, match="is not a month and a day"):
        read(tmp_path, 'year_begins = "01-01"', f'year_begins = "{begins}"')


def test_the_bank_may_keep_another_currency_than_is_offered(tmp_path: Path) -> None:
    assert read(tmp_path, 'base_currency = "GBP"', 'base_currency = "PLN"').base_currency == "PLN"
    with pytest.raises(CampaignError, match="is no currency"):
        read(tmp_path, 'base_currency = "GBP"', 'base_currency = "pounds"')


@pytest.mark.parametrize(
    "wrong", ["GBP = 0", 'GBP = "500"', "GBP = 5.5", "GBP = true", "Pounds = 5"]
)
def test_a_large_gift_is_a_sum_in_whole_units(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CampaignError, match="is no currency with a sum from 1 on"):
        read(tmp_path, "[reports.large_gift]\nGBP = 500", f"[reports.large_gift]\n{wrong}")


def test_a_currency_that_no_large_gift_is_named_in_goes_by_the_sums_that_it_offers(
    tmp_path: Path,
) -> None:
    named = read(tmp_path, "[reports.large_gift]\nGBP = 500", "[reports.large_gift]\nGBP = 700")
    assert named.large_gift["GBP"] == 700
    assert named.large_gift["JPY"] == 50_000
