"""What happens when, one table a file: what a part of the service sets off in the others.

`syncs`      Stripe's event → the object it names → how that is brought up to date
`reactions`  what happened → who answers it
`letters`    kind of letter → who writes it
`jobs`       schedule → job
`beside_fees`  gifts beside fees, between affiliations and the rules by which gifts are looked at
`holding`    whose details are kept when strangers are forgotten
"""
