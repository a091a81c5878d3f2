"""What of an address's domain is one owner's, with all its mailboxes."""

# With whom millions have a mailbox each, so that many signatures of a day tell nothing. A provider
# that is missing costs a press of a person's, no signature.
PROVIDERS = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.es", "hotmail.com"),
        *("hotmail.co.uk", "hotmail.es", "hotmail.fr", "hotmail.it", "live.com", "live.co.uk"),
        *("msn.com", "yahoo.com", "yahoo.co.uk", "yahoo.es", "yahoo.fr", "yahoo.it", "yahoo.de"),
        *("yahoo.com.br", "yahoo.com.mx", "yahoo.com.ar", "ymail.com", "aol.com", "icloud.com"),
        *("me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "gmx.de", "gmx.net"),
        *("gmx.com", "web.de", "t-online.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr"),
        *("libero.it", "btinternet.com", "sky.com", "uol.com.br", "bol.com.br", "terra.com.br"),
        *("cantv.net", "sapo.pt", "mail.ru", "yandex.ru", "qq.com", "163.com", "naver.com"),
    )
)
# What stands between a country's code and what somebody registered. Any other short name is one
# that somebody registered, and everything below it is theirs: `evl.io`.
_KINDS = frozenset(
    (
        *("ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "gub", "gv", "mil", "ne"),
        *("net", "nhs", "nom", "or", "org", "sch"),
    )
)
_COUNTRY, _NAMED = 2, 2


def owned_domain(email: str) -> str | None:
    """What of an address's domain somebody registered; None for the well-known providers.

    Names below it cost nothing and are cut off. Under a country's code, `co`, `com`, `org` and the
    like belong to it; where a kind is missing, a person looks once more than needed.
    """
    names = email.rpartition("@")[2].lower().rstrip(".").split(".")
    below_a_kind = len(names[-1]) == _COUNTRY and names[-_NAMED:][0] in _KINDS
    domain = ".".join(names[-(_NAMED + below_a_kind) :])
    return None if domain in PROVIDERS else domain
