"""What real bodies charge: every line of the table of fees in the brief, as data."""

from datetime import date

import pytest

from hov_donate.affiliations.rules.quoting import in_force
from hov_donate.affiliations.rules.scale import Approval, Mode
from tests.support.scales import ask, fee, flat, make_scale, per_member, rule


def by_kind(amounts: dict[str, str]) -> str:
    rows = [flat(amount, when=f'{{ kind = "{kind}" }}') for kind, amount in amounts.items()]
    return "".join(rows) + flat("1000.00")


@pytest.mark.parametrize(
    ("members", "due"), [(0, "0.00"), (1, "0.20"), (350, "70.00"), (1234, "246.80")]
)
def test_cambridge_takes_20p_for_each_member(members, due):
    cambridge = make_scale(per_member("0.20"))
    assert fee(cambridge, "union_branch", members) == due


@pytest.mark.parametrize(
    ("members", "due"),
    [
        (0, "10.00"),
        (1, "10.00"),
        (55, "10.00"),
        (56, "10.08"),
        (57, "10.26"),
        (350, "63.00"),
        (10_000, "1800.00"),
    ],
)
def test_aberdeen_takes_18p_and_at_least_10_pounds(members, due):
    aberdeen = make_scale(rule('{ min = "10.00", steps = [ { rate = "0.18" } ] }'))
    assert fee(aberdeen, "union_branch", members) == due
    assert fee(aberdeen, "union_branch", members, first=True) == due


def test_wolverhampton_takes_12p_from_the_day_of_the_motion_and_its_council_approves():
    committee = {"approval": '"committee"'}
    before = make_scale(per_member("0.10", **committee), effective_from="2019-01-01")
    after = make_scale(per_member("0.12", **committee), effective_from="2019-07-01")
    versions = [after, before]
    eve, day = date(2019, 6, 30), date(2019, 7, 1)
    for on, due in ((eve, "35.00"), (day, "42.00")):
        in_use = in_force(versions, on)
        assert in_use is not None
        quoted = ask(in_use, "union_branch", 350, on=on)
        assert str(quoted.fee) == f"GBP {due}"
        assert quoted.approval is Approval.COMMITTEE
    assert in_force(versions, date(2018, 12, 31)) is None


@pytest.mark.parametrize(
    ("members", "due"),
    [
        (1, "100.00"),
        (499, "100.00"),
        (500, "100.00"),
        (501, "250.00"),
        (1000, "250.00"),
        (1001, "500.00"),
        (2500, "500.00"),
        (2501, "1000.00"),
        (5000, "1000.00"),
        (5001, "2000.00"),
        (10_000, "2000.00"),
        (10_001, "2000.00"),
        (250_000, "2000.00"),
    ],
)
def test_acorn_suggests_by_size(members, due):
    acorn = make_scale(
        """
        [[rules]]
        mode = "suggested"
        [rules.fee]
        steps = [
          { upto = 500, base = "100.00" },
          { upto = 1000, base = "250.00" },
          { upto = 2500, base = "500.00" },
          { upto = 5000, base = "1000.00" },
          { upto = 10_000, base = "2000.00" },
          { base = "2000.00" },
        ]
        """
    )
    assert fee(acorn, "union_branch", members) == due
    assert ask(acorn, "union_branch", members).mode is Mode.SUGGESTED


@pytest.mark.parametrize(("top", "at_500"), [(499, "90.00"), (500, "60.00")])
def test_justice_for_colombia_leaves_500_to_whoever_enters_the_scale(top, at_500):
    steps = f'{{ upto = {top}, base = "60.00" }}, {{ base = "90.00" }}'
    colombia = make_scale(rule(f"{{ steps = [ {steps} ] }}"))
    assert fee(colombia, "union_branch", 499) == "60.00"
    assert fee(colombia, "union_branch", 500) == at_500
    assert fee(colombia, "union_branch", 501) == "90.00"


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("individual", "10.00"),
        ("small_group", "30.00"),
        ("organisation", "60.00"),
        ("regional_union", "100.00"),
        ("national_union", "200.00"),
    ],
)
def test_london_hazards_centre_takes_by_kind_of_body(kind, due):
    hazards = make_scale(
        by_kind(
            {
                "individual": "10.00",
                "small_group": "30.00",
                "organisation": "60.00",
                "regional_union": "100.00",
                "national_union": "200.00",
            }
        )
    )
    assert fee(hazards, kind) == due


@pytest.mark.parametrize(
    ("kind", "member_class", "due"),
    [
        ("local_organisation", None, "25.00"),
        ("small_national_organisation", None, "50.00"),
        ("small_regional_organisation", None, "50.00"),
        ("large_national_organisation", None, "100.00"),
        ("large_regional_organisation", None, "100.00"),
        ("individual", "waged", "10.00"),
        ("individual", "unwaged", "5.00"),
    ],
)
def test_hands_off_the_people_of_iran_gives_everybody_one_vote(kind, member_class, due):
    small = 'kind = ["small_national_organisation", "small_regional_organisation"]'
    large = 'kind = ["large_national_organisation", "large_regional_organisation"]'
    vote = {"votes": "{ steps = [ { base = 1 } ] }"}
    hopi = make_scale(
        flat("25.00", when='{ kind = "local_organisation" }', **vote)
        + flat("50.00", when=f"{{ {small} }}", **vote)
        + flat("100.00", when=f"{{ {large} }}", **vote)
        + flat("5.00", when='{ kind = "individual", class = "unwaged" }', **vote)
        + flat("10.00", **vote)
    )
    quoted = ask(hopi, kind, member_class=member_class)
    assert str(quoted.fee) == f"GBP {due}"
    assert quoted.votes == 1


@pytest.mark.parametrize("kind", ["union_branch", "trades_council"])
def test_the_shop_stewards_network_takes_50_pounds_of_everybody(kind):
    network = make_scale(flat("50.00"))
    assert fee(network, kind) == "50.00"
    assert fee(network, kind, 4000) == "50.00"


@pytest.mark.parametrize(
    ("kind", "member_class", "due", "from_overseas"),
    [
        ("household", None, "26.00", "28.00"),
        ("individual", "waged", "21.00", "23.00"),
        ("individual", "low_waged", "12.00", "14.00"),
        ("individual", "pensioner", "8.00", "10.00"),
        ("individual", "unwaged", "8.00", "10.00"),
        ("individual", "student", "6.00", "8.00"),
        ("individual", "youth", "6.00", "8.00"),
    ],
)
def test_cnd_takes_by_class_and_two_pounds_more_from_overseas(
    kind, member_class, due, from_overseas
):
    overseas = {"addons": '[{ when = { overseas = true }, amount = "2.00" }]'}
    cnd = make_scale(
        flat("26.00", when='{ kind = "household" }', **overseas)
        + flat("12.00", when='{ class = "low_waged" }', **overseas)
        + flat("8.00", when='{ class = ["pensioner", "unwaged"] }', **overseas)
        + flat("6.00", when='{ class = ["student", "youth"] }', **overseas)
        + flat("21.00", **overseas)
    )
    assert fee(cnd, kind, member_class=member_class) == due
    assert fee(cnd, kind, member_class=member_class, overseas=True) == from_overseas


PEACE_BUREAU = {"federation": (800, 200), "national_body": (450, 100), "local_group": (110, 55)}


@pytest.mark.parametrize(
    ("kind", "band", "due"),
    [
        ("federation", "high", "800.00"),
        ("federation", "middle", "400.00"),
        ("federation", "low", "200.00"),
        ("federation", "lowest", "200.00"),
        ("national_body", "high", "450.00"),
        ("national_body", "middle", "225.00"),
        ("national_body", "low", "112.50"),
        ("national_body", "lowest", "100.00"),
        ("local_group", "high", "110.00"),
        ("local_group", "middle", "55.00"),
        ("local_group", "low", "55.00"),
    ],
)
def test_the_peace_bureau_has_a_normal_fee_and_a_floor_below_which_no_band_goes(kind, band, due):
    bands = '{ by = "income_band", lowest = "0.1", low = "0.25", middle = "0.5", high = "1" }'
    rows = [
        rule(
            f'{{ min = "{floor}.00", steps = [ {{ base = "{normal}.00" }} ] }}',
            when=f'{{ kind = "{kind}" }}',
            multiplier=bands,
        )
        for kind, (normal, floor) in PEACE_BUREAU.items()
    ]
    bureau = make_scale("".join(rows) + flat("0.00"), currency="CHF")
    quoted = ask(bureau, kind, income_band=band)
    assert str(quoted.fee) == f"CHF {due}"


@pytest.mark.parametrize(("kind", "least"), [("federation", "200"), ("local_group", "55")])
def test_the_peace_bureau_may_also_ask_its_floor_as_the_least(kind, least):
    rows = [
        flat(f"{floor}.00", when=f'{{ kind = "{kind}" }}', mode='"minimum"')
        for kind, (_, floor) in PEACE_BUREAU.items()
    ]
    bureau = make_scale("".join(rows) + flat("0.00"), currency="CHF")
    assert ask(bureau, kind).mode is Mode.MINIMUM
    assert fee(bureau, kind) == f"{least}.00"


@pytest.mark.parametrize(
    ("band", "due"), [("low", "30.00"), ("middle", "60.00"), ("high", "125.00")]
)
def test_ifsa_takes_by_income_of_the_country_and_nothing_in_the_first_year(band, due):
    free = {"first_term_free": "true"}
    ifsa = make_scale(
        flat("30.00", when='{ income_band = "low" }', **free)
        + flat("60.00", when='{ income_band = "middle" }', **free)
        + flat("125.00", **free),
        currency="EUR",
    )
    assert fee(ifsa, "student_union", income_band=band, first=True) == "0.00"
    assert fee(ifsa, "student_union", income_band=band) == due


@pytest.mark.parametrize(
    ("kind", "member_class", "due", "mode"),
    [
        ("individual", "waged", "1.00", Mode.MINIMUM),
        ("individual", "unwaged", "0.00", Mode.FIXED),
        ("group", None, "60.00", Mode.FIXED),
    ],
)
def test_the_peoples_assembly_takes_5_pounds_a_month_of_groups(kind, member_class, due, mode):
    assembly = make_scale(
        flat("0.00", when='{ kind = "individual", class = "unwaged" }')
        + flat("1.00", when='{ kind = "individual" }', mode='"minimum"')
        + flat("5.00", per='"month"')
    )
    quoted = ask(assembly, kind, member_class=member_class)
    assert (str(quoted.fee), quoted.mode) == (f"GBP {due}", mode)
