"""What makes pressing twice one signature, one proposal, one sign-up."""

from hashlib import sha256


def one_form(token: str, email: str) -> str:
    """A form as it was opened, for one mailbox.

    Who mistyped the address has written to somebody else, or nobody. Mended after going back, the
    same page is another form, and a letter goes out; for one address it is one, however often sent.
    """
    return sha256(f"{token} {email.lower()}".encode()).hexdigest()
