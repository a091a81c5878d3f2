"""The fee scale that most tests of affiliations live by, and the same with years of one's own."""

SCALE = """
[scale]
id = "example"
currency = "GBP"
effective_from = 2020-01-01
decided_by = "AGM 2019, motion 3"

[year]
kind = "fixed"
starts = "01-01"
grace_days = 60
reminder_days = [-30, 0, 30, 60]

[[rules]]
when = { kind = ["union_branch", "trades_council"] }
mode = "fixed"
fee = { min = "10.00", steps = [ { rate = "0.18" } ] }
delegates = { max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }
votes = { steps = [ { base = 1 } ] }
rights = ["speak", "vote", "motions"]
approval = "committee"

[[rules]]
when = { kind = ["local_group"] }
mode = "suggested"
fee = { steps = [ { base = "30.00" } ] }

[[rules]]
when = { kind = ["individual"], class = ["unwaged"] }
fee = { steps = [ { base = "0" } ] }

[[rules]]
when = { kind = ["individual"] }
mode = "minimum"
fee = { steps = [ { base = "20.00" } ] }

[[rules]]
fee = { steps = [ { base = "50.00" } ] }

[[arrears]]
after_months = 3
effect = "no_vote"

[[arrears]]
after_months = 6
effect = "no_voice"

[[arrears]]
after_months = 12
effect = "lapse_may_be_proposed"
"""
ANNIVERSARY = SCALE.replace('kind = "fixed"\nstarts = "01-01"', 'kind = "anniversary"')
