"""Whom real bodies send and how they vote: every line of that table in the brief, as data."""

import pytest

from tests.support.scales import ask, flat, make_scale, per_member


def delegates(steps: str, **bounds: int) -> str:
    kept = "".join(f"{key.removesuffix('_')} = {value}, " for key, value in bounds.items())
    return f"{{ {kept}steps = [ {steps} ] }}"


@pytest.mark.parametrize(
    ("members", "sent"),
    [
        (0, 2),
        (1, 2),
        (50, 2),
        (51, 3),
        (100, 3),
        (101, 3),
        (199, 3),
        (200, 4),
        (201, 4),
        (299, 4),
        (300, 5),
        (399, 5),
        (400, 6),
        (499, 6),
        (500, 6),
        (20_000, 6),
    ],
)
def test_cambridge_adds_a_delegate_for_each_whole_hundred_up_to_six(members, sent):
    steps = (
        "{ upto = 50, base = 2 }, { upto = 100, base = 3 }, "
        '{ base = 3, rate = 1, origin = 100, per = 100, round = "floor" }'
    )
    cambridge = make_scale(per_member("0.20", delegates=delegates(steps, max_=6)))
    assert ask(cambridge, "union_branch", members).delegates == sent


@pytest.mark.parametrize(
    ("members", "sent"),
    [
        *[(0, 0), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (101, 3)],
        *[(350, 7), (450, 9), (451, 10), (500, 10), (501, 10), (9999, 10)],
    ],
)
def test_aberdeen_sends_one_for_each_50_or_part_up_to_ten(members, sent):
    steps = '{ rate = 1, per = 50, round = "ceil" }'
    aberdeen = make_scale(per_member("0.18", delegates=delegates(steps, max_=10)))
    assert ask(aberdeen, "union_branch", members).delegates == sent


@pytest.mark.parametrize(
    ("members", "sent"),
    [
        *[(1, 1), (50, 1), (51, 2), (150, 3), (151, 4), (199, 4), (200, 4), (201, 5), (300, 5)],
        *[(301, 6), (400, 6), (401, 7), (800, 10), (801, 11), (900, 11), (901, 11), (5000, 11)],
    ],
)
def test_wolverhampton_goes_by_50_up_to_200_and_by_100_from_there(members, sent):
    steps = (
        '{ upto = 200, rate = 1, per = 50, round = "ceil" }, '
        '{ base = 4, rate = 1, origin = 200, per = 100, round = "ceil" }'
    )
    wolverhampton = make_scale(per_member("0.12", delegates=delegates(steps, max_=11)))
    assert ask(wolverhampton, "union_branch", members).delegates == sent


@pytest.mark.parametrize(
    ("members", "votes"),
    [
        *[(1, 0), (2, 1), (9, 1), (10, 2), (14, 2), (15, 3), (19, 3), (20, 4), (24, 4)],
        *[(25, 5), (26, 5), (400, 5)],
    ],
)
def test_cnd_groups_have_votes_by_size(members, votes):
    steps = (
        "{ upto = 1, base = 0 }, { upto = 9, base = 1 }, { upto = 14, base = 2 }, "
        "{ upto = 19, base = 3 }, { upto = 24, base = 4 }, { base = 5 }"
    )
    cnd = make_scale(flat("30.00", votes=delegates(steps)))
    assert ask(cnd, "local_group", members).votes == votes


@pytest.mark.parametrize(
    ("kind", "members", "votes"),
    [
        ("national_body", 99_999, 1),
        ("national_body", 100_000, 1),
        ("national_body", 100_001, 3),
        ("union_branch", 100_001, 1),
        ("local_group", 12, 1),
    ],
)
def test_the_palestine_campaign_gives_three_votes_to_large_national_bodies(kind, members, votes):
    steps = "{ upto = 100_000, base = 1 }, { base = 3 }"
    campaign = make_scale(
        flat(
            "100.00",
            when='{ kind = "national_body" }',
            measure='"total_members"',
            votes=delegates(steps),
        )
        + flat("25.00", votes=delegates("{ base = 1 }"))
    )
    assert ask(campaign, kind, total_members=members).votes == votes


@pytest.mark.parametrize(
    ("kind", "rights"),
    [
        ("individual", ("speak", "vote")),
        ("local_group", ("speak", "vote", "motions")),
        ("union_branch", ("speak", "vote", "motions")),
    ],
)
def test_hands_off_venezuela_gives_one_vote_each_and_motions_to_groups_and_affiliates(kind, rights):
    vote = {"votes": delegates("{ base = 1 }")}
    hov = make_scale(
        flat("10.00", when='{ kind = "individual" }', rights='["speak", "vote"]', **vote)
        + flat("30.00", rights='["speak", "vote", "motions"]', **vote)
    )
    quoted = ask(hov, kind)
    assert (quoted.votes, quoted.rights) == (1, rights)
