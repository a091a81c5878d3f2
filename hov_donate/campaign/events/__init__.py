"""Events of the campaign: anyone proposes one, staff publish it, people sign up for it."""
