"""People who give: the only home of their names, e-mail addresses and consents.

Everything else knows a contact by an opaque id. A gift reveals a political opinion (UK GDPR and
GDPR, Art. 9), so names and addresses are sealed with a key that the database does not hold.
"""
