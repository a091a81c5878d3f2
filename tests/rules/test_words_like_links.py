"""What somebody typed is an address of the web or a name; names of many languages are not held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.campaign.appeals.rules import Company, HoldReason, Told, why_hold
from hov_donate.core.linklike import LONGEST_PLAIN, has_link, plain

ADDRESSES = (
    *("https://evil.example/win", "www.pills.example", "t.me/casino", "bit.ly/x1", "casino.vip"),
    *("evil.de", "EVIL.De", "lotto.bet/win", "wa.me/44123", "youtu.be/x", "st.casino", "t.me"),
    *("casino(dot)com", "casino [punto] com", "evil.de.", "Win at evil.co.uk!", "x.co.uk"),
    *("evil．de", "ev\u200bil.de", "evil。com", "казино.рф", "foo.xn--p1ai"),
    *("एक.भारत", "evil[.]com", "ข่าว.ไทย", "뉴스.한국", "خبر.مصر"),
    *("a@b.cz", "10.0.0.1/x", "evil.museum:8080"),
)
HONEST = (
    *("Rosa Quiñones", "St. Denis", "St.Denis", "Sto.Tomas", "Ma.Teresa Reyes", "Md.Abdul Karim"),
    *("J.R.R.Gómez", "J.-P.Martin", "M.-C. Dupont", "K.Ramesh", "J.Li", "Dr.Kumar", "Mohd.Ali"),
    *("U.G.T.", "C.G.T", "C.G.T.-F.O.", "CC.OO.", "CC.OO./UGT", "EE.UU.", "FF.CC.", "CGT/FO"),
    *("ver.di", "E.ON", "S.p.A.", "Co.Ltd", "GmbH & Co.KG", "S.Coop.And.", "e.V.", "Ltd./Inc"),
    *("M.Sc.", "B.Ed", "Ph.D.", "Prof.Dr.Yılmaz", "Öğr.Gör.Ayşe", "Dipl.-Ing.Huber", "Gen.Sec."),
    *("1.Vorsitzende", "UNISON No.5", "Frankfurt a.M.", "Av.Libertad 3.5", "Lic.Gómez", "U.S.A"),
    *("И.И.Иванов", "г.Москва", "ул.Ленина", "Γ.Παπαδόπουλος", "Αγ.Δημήτριος", "TP.HCM"),
    *("د.محمد", "أ.د.أحمد علي", "中华全国总工会。北京", "全国労働組合", "O’Brien", "Nguyễn T.H."),
)
NOBODY_ELSE = Company(0, 0)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_waits_for_a_person_wherever_it_is_written(text):
    for told in (Told(role=text), Told(organisation=f"Union, {text}"), Told(town=text)):
        assert why_hold("Ana Gómez", told, "ana@people.example", NOBODY_ELSE) is HoldReason.LINK
    assert why_hold(f"Ana {text}", Told(), "ana@people.example", NOBODY_ELSE) is HoldReason.LINK
    assert plain(f"Ana {text}") == ""


@pytest.mark.parametrize("text", HONEST)
def test_nobody_waits_for_the_dots_in_a_name(text):
    assert why_hold(text, Told("Secretary", text), "ana@people.example", NOBODY_ELSE) is None
    assert plain(text) == text


def test_a_letter_repeats_no_sermon():
    assert plain("a" * LONGEST_PLAIN)
    assert not plain("a" * (LONGEST_PLAIN + 1))


WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12)
LABELS = st.from_regex(r"[a-z]{4,12}[0-9]{1,2}", fullmatch=True)
ENDINGS = st.sampled_from(
    ("com", "net", "de", "ru", "vip", "bet", "casino", "ly", "me", "co.uk", "com.br", "museum")
)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_words_apart_are_no_address(words):
    assert not has_link(" ".join(words))
    assert not has_link(". ".join(words)), "the end of a sentence"


@given(WORDS, LABELS, ENDINGS, st.sampled_from(("", "/", "/win", ".", "!", ":80")))
def test_whatever_somebody_registered_is_an_address(word, label, ending, more):
    assert has_link(f"{word} {label}.{ending}{more}")


@given(st.from_regex(r"([A-Z]\.){2,6}", fullmatch=True), WORDS)
def test_initials_are_no_address(initials, word):
    assert not has_link(f"{initials} {word}")
