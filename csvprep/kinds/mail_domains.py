"""Near misses of the domains of large mail services: `gmial.com`, `hotmail.con`, `yahoo.comm`.

A domain is a near miss when its name is a service's name but for one slip of the hand, or its ending is but for one:
a letter too many, missing, wrong or swapped with the next. The first letter is right or swapped (`xmail` and `email`
are other services), a name of fewer than five letters must be right, and a domain that is known to be in use is none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import polars as pl

from csvprep.kinds.near import is_one_slip
from csvprep.series import is_true, nulls, rows_of

LARGE_DOMAINS: Final = (
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.fr", "yahoo.de", "yahoo.it",
    "yahoo.es", "yahoo.com.br", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "hotmail.it", "hotmail.de",
    "hotmail.es", "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "icloud.com", "aol.com", "comcast.net",
    "verizon.net", "sbcglobal.net", "bellsouth.net", "protonmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de",
    "freenet.de", "orange.fr", "wanadoo.fr", "laposte.net", "libero.it", "btinternet.com", "rediffmail.com",
)  # fmt: skip
"""The domains that a near miss may mean: free mail services and providers with tens of millions of mailboxes."""

_IN_USE: Final = frozenset({
    "ymail.com", "mail.com", "email.com", "gmx.com", "gmx.at", "gmx.ch", "gmx.us", "gmx.fr", "gmx.es", "live.com",
    "yahoo.ca", "yahoo.co.jp", "yahoo.co.id", "yahoo.co.nz", "yahoo.co.za", "yahoo.co.th", "yahoo.co.kr", "yahoo.cn",
    "yahoo.com.au", "yahoo.com.ar", "yahoo.com.mx", "yahoo.com.sg", "yahoo.com.ph", "yahoo.com.hk", "yahoo.com.tw",
    "yahoo.com.vn", "yahoo.com.cn", "yahoo.com.my", "yahoo.com.co", "yahoo.dk", "yahoo.gr", "yahoo.ie", "yahoo.in",
    "yahoo.no", "yahoo.pl", "yahoo.ro", "yahoo.se", "yahoo.at", "yahoo.be", "yahoo.ch", "yahoo.nl", "yahoo.net",
    "hotmail.be", "hotmail.ch", "hotmail.ca", "hotmail.nl", "hotmail.se", "hotmail.no", "hotmail.dk", "hotmail.gr",
    "hotmail.com.br", "hotmail.com.au", "hotmail.com.ar", "hotmail.com.tr", "hotmail.com.mx", "hotmail.co.nz",
    "hotmail.co.jp", "hotmail.co.za", "hotmail.co.th", "hotmail.at", "hotmail.cl", "hotmail.fi", "hotmail.hu",
    "outlook.it", "outlook.pt", "outlook.at", "outlook.be", "outlook.dk", "outlook.ie", "outlook.in", "outlook.jp",
    "outlook.kr", "outlook.cl", "outlook.cz", "outlook.hu", "outlook.sg", "outlook.sa", "outlook.lv", "outlook.ph",
    "outlook.com.br", "outlook.com.au", "outlook.com.ar", "outlook.com.gr", "outlook.com.tr", "outlook.com.vn",
    "outlook.co.id", "outlook.co.il", "outlook.co.nz", "outlook.co.th", "hotmail.net", "icloud.net", "gmail.de",
    "aol.de", "aol.fr", "aol.it", "aol.es", "aol.nl", "aol.se", "aol.co.uk", "aol.in", "aol.com.br", "verizon.com",
    "comcast.com", "web.com", "web.dk", "web.nl", "orange.es", "orange.pl", "orange.ro", "orange.sk", "orange.be",
    "orange.net", "orange.com", "free.fr", "freenet.at", "libero.eu", "t-online.hu", "protonmail.ch", "yahoomail.com",
    "googlemail.de", "freemail.hu", "freemail.de", "live.de", "live.fr", "live.nl", "live.it", "libera.it",
    "orange.jo", "orange.mg", "orange.sn", "orange.ci", "web.at", "web.id", "laposte.fr",
})  # fmt: skip
_SHORTEST: Final = 5  # letters; names with fewer are near too much
_PARTS: Final = tuple((domain, *domain.split(".", 1)) for domain in LARGE_DOMAINS)


def suggest_addresses(values: pl.Series) -> pl.Series | None:
    """Return for each address whose domain is a near miss the address that may be meant; None when there is none.

    Args:
        values: String; e-mail addresses in their written form, the domain in lower case.

    Returns:
        String of the same height, null where there is nothing to suggest.
    """
    near = is_true(values.str.contains(_suspects()))
    if not near.any():
        return None
    rows = rows_of(near)
    halves = (
        values[rows]
        .to_frame("value")
        .select(local=pl.col("value").str.replace(r"[^@]*\z", ""), domain=pl.col("value").str.extract(r"([^@]*)\z"))
    )
    domains = halves["domain"].unique()
    meant = pl.Series([find_meant(domain) for domain in domains], dtype=pl.String)
    found = halves["domain"].replace_strict(domains, meant, return_dtype=pl.String)
    if found.null_count() == len(found):
        return None
    whole = halves.select(pl.concat_str("local", found)).to_series()
    return nulls(len(values), values.name).scatter(rows, whole)


def find_meant(domain: str) -> str | None:
    """Return the large domain that a near miss of it means; None when it is none, or one of two."""
    domain = domain.lower()
    if domain in LARGE_DOMAINS or domain in _IN_USE:
        return None
    best, found = 3, set[str]()
    for known, name, ending in _PARTS:
        slips = _count_slips(domain, name, ending)
        if slips <= min(best, 2):
            found = {*found, known} if slips == best else {known}
            best = slips
    return found.pop() if len(found) == 1 else None


def _count_slips(domain: str, name: str, ending: str) -> int:
    """Return how many slips apart a domain is from a name and its ending: 1 in each at most; 3: too many."""
    if "." not in domain:
        return 1 if domain == name + ending.replace(".", "") else 3
    own, _, rest = domain.partition(".")
    in_name, in_ending = _slips_of_name(own, name), _slips_of_ending(rest, ending)
    return in_name + in_ending if in_name + in_ending <= 2 else 3


def _slips_of_name(own: str, name: str) -> int:
    if own == name:
        return 0
    same_start = own[:1] == name[:1] or own[:2] == name[1::-1]
    return 1 if len(name) >= _SHORTEST and same_start and is_one_slip(own, name) else 3


def _slips_of_ending(rest: str, ending: str) -> int:
    if rest == ending:
        return 0
    is_country = len(ending.rpartition(".")[2]) == 2
    if is_country and len(rest) == len(ending) and sorted(rest) != sorted(ending):
        return 3  # .de and .ee, .co.in and .co.id: as likely another country
    if len(ending) == 2 and len(rest) < 2:
        return 3
    return 1 if is_one_slip(rest, ending) else 3


@lru_cache(maxsize=1)
def _suspects() -> str:
    """Return a pattern that every address with a near miss matches, and addresses of the large domains don't.

    A name with one slip and any short ending, or a name without slip and an ending that isn't one of its own.
    """
    names: dict[str, list[str]] = {}
    for _, name, ending in _PARTS:
        names.setdefault(name, []).append(ending)
    variants = sorted({_escaped(one) for name in names if len(name) >= _SHORTEST for one in _slips(name)})
    return f"@(?:{'|'.join(variants)})\\.?[a-z.]{{2,7}}\\z|{_odd_endings(names)}"


def _odd_endings(names: dict[str, list[str]]) -> str:
    """Return a pattern of names without slip whose endings have one, or whose dot is missing."""
    slipped = (
        f"@{_escaped(name)}\\.(?:{'|'.join(sorted({_escaped(one) for end in endings for one in _slips(end)}))})\\z"
        for name, endings in names.items()
    )
    undotted = sorted(f"@{name}{end.replace('.', '')}\\z" for name, endings in names.items() for end in endings)
    return "|".join((*slipped, *undotted))


def _escaped(pattern: str) -> str:
    return pattern.replace(".", r"\.").replace("?", "[a-z0-9.-]")


def _slips(name: str) -> set[str]:
    """Return patterns of all that is one slip from a name; `?` is any character."""
    found = set[str]()
    for place in range(len(name)):
        start, end = name[:place], name[place:]
        found |= {start + end[1:], start + "?" + end[1:], start + "?" + end}
        if len(end) > 1:
            found.add(start + end[1] + end[0] + end[2:])
    return {*found, name + "?"}
