"""E-mail and web addresses made by chance: built by the grammars, of parts that are traps, and spoilt."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence

import email_validator
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

Chance = random.Random
_ATEXT = string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~"
_STRANGE = (
    " \t\n\0\x7f\x85\xa0@@@..,;:\"'<>()[]\\_-é\u0301\u0338ß㎏ａＺ．。＠﹫İıſK‐\u200b\u200d\u2028\ufeffאا٣中😀\U00010400"
)

USUAL_DOMAINS = ("gmail.com", "acme.com", "mail.acme.co.uk", "a-b.de", "x1.io", "ACME.COM", "Acme.Co.Uk")
TRAP_LABELS = (
    "a", "1", "a-b", "a--b", "ab--c", "abc--d", "xn--mnchen-3ya", "XN--MNCHEN-3YA", "xn--a", "xn--", "xn--zzzzzzzz99",
    "-a", "a-", "-", "", "A", "ü", "MÜNCHEN", "straße", "a_b", "a b", "אב", "1א", "a\u200db", "ﷺ", "．", "127", "0x7f",
    "xn--4dbc", "xn--p1ai", "faß", "☃", "🙂", "a\u0301", "ＡＢ", "ab--", "xnn--a", "x--n", "test", "local", "arpa",
)  # fmt: skip
TRAP_TOPS = (
    "com", "COM", "c", "1", "c1", "1c", "1c1", "c-d", "co--m", "xn--p1ai", "xn--", "", "com.", "ü", "рф", "中国", "co-",
    "-co", "com..", "tests", "tes", "locals", "localhos", "arp", "onions", "K",
    *email_validator.SPECIAL_USE_DOMAIN_NAMES, *map(str.upper, email_validator.SPECIAL_USE_DOMAIN_NAMES),
)  # fmt: skip
TRAP_LOCALS = (
    ".a", "a.", "a..b", ".", "..", "", '"a b"', '"a@b"', '"a', 'a"', '"a"', r'"a\"b"', "a\\b", "a b", " a", "é",
    "e\u0301", "\u0301", "a<b", "Ann <ann", "<ann", "a,b", "(a)b", "a@", "@", "a@b", "中", "ａ",
    "a" * 64, "a" * 65, "a" * 250,
    "info.a", "Info.x", "infos", "INFO-", "ſales", "WWW", "Ftp",
)  # fmt: skip
TRAP_NAMES = (
    "Bob ", "", "Dr. Bob ", '"Smith, Bob" ', '"Bob"', '"B\\"b" ', "José ", "O’Brien ", '"José" ', " Bob  ", "Bob\t",
    "a.b", "Bob (x) ", '"é\u0301"', '"Bob" x ', "\u0338", "Bob\x85", "名前 ", "«Bob» ", "ﬁ ", "Bob, ",
)  # fmt: skip
_TYPOGRAPHIC = "abc.'’‘“–…éßıſÄЖя中한あ·\xad\xa0\u0301\u0387\u2011"
LITERALS = ("[1.2.3.4]", "[IPv6:::1]", "[", "]", "[]", "[a", "1.2.3.4", "[x].com", "a@b.com", "@b.com", "b.com>", "")
HOST_LITERALS = (
    "[::1]",
    "[::FF]",
    "[v1.a]",
    "[1.2.3.4]",
    "[",
    "]",
    "[]",
    "1.2.3.4",
    "1.2.3",
    "256.1.1.1",
    "0x7f.1",
    "",
)


def make_email(chance: Chance) -> str:
    """Return an address, or what was one once."""
    address = f"{_make_local(chance)}@{_make_domain(chance, LITERALS)}"
    if chance.random() < 0.15:
        address = f"{chance.choice(TRAP_NAMES)}<{address}{chance.choice(('>', '>', '>', '> ', '>x', ''))}"
    return _spoil(address, chance)


def make_url(chance: Chance) -> str:
    """Return a web address, or what was one once."""
    scheme = _one(
        chance, ("http://", "https://"), ("HTTP://", "Https://", "http:/", "http:", "//", "", "htp://", "ftp://")
    )
    before = _one(chance, ("",), ("www.", "WWW.", "u@", "u:p@", "httpſ://", "http://", "<", " "))
    port = _one(chance, ("", ""), (":80", ":0", ":", ":65535", ":65536", ":a", ":080", ":9999", ":10000", ":٣", ":-1"))
    path = _one(
        chance,
        ("", "/", "/a/b?c=d#e"),
        ("?q=1", "#f", "/a--b", "/[x]", "/a b", "/ü", "/@:", "//x", "\\x", "/" + "a" * 300),
    )
    return _spoil(f"{scheme}{before}{_make_domain(chance, HOST_LITERALS)}{port}{path}", chance)


def make_column(make: Callable[[Chance], str], count: int, seed: int) -> list[str]:
    """Return so many values, none of them empty."""
    chance = Chance(seed)
    return [value for value in (make(chance) for _ in range(count)) if value]


def _one(chance: Chance, usual: Sequence[str], traps: Sequence[str]) -> str:
    return chance.choice(usual if chance.random() < 0.6 else traps)


def _atom(chance: Chance, letters: str = _ATEXT) -> str:
    return "".join(chance.choices(letters, k=chance.randint(1, 8)))


def _make_local(chance: Chance) -> str:
    share = chance.random()
    if share < 0.4:
        return ".".join(_atom(chance) for _ in range(chance.randint(1, 3)))
    if share < 0.5:
        return _atom(chance, _TYPOGRAPHIC)
    if share < 0.65:
        name = chance.choice(CASE_INSENSITIVE_MAILBOX_NAMES)
        return chance.choice((name, name.upper(), name.title(), name + "x", f"{name}.x"))
    if share < 0.75:
        quoted = "".join(chance.choices(_ATEXT + ' .@<>"\\é', k=chance.randint(0, 5)))
        return f'"{quoted}"'
    if share < 0.8:
        return chance.choice(("a", "Info")) * chance.randint(1, 130)
    return chance.choice(TRAP_LOCALS)


def _make_domain(chance: Chance, literals: Sequence[str]) -> str:
    share = chance.random()
    if share < 0.25:
        return chance.choice(USUAL_DOMAINS)
    if share < 0.3:
        return chance.choice(literals)
    labels = [_make_label(chance) for _ in range(chance.randint(0, 3))]
    if share < 0.34:
        labels = ["b" * chance.randint(1, 64) for _ in range(chance.randint(1, 5))]
    return ".".join([*labels, _one(chance, ("com", "de", "CO", "io"), TRAP_TOPS)])


def _make_label(chance: Chance) -> str:
    share = chance.random()
    if share < 0.55:
        return _atom(chance, string.ascii_letters + string.digits)
    if share < 0.65:
        return _atom(chance, string.ascii_letters + string.digits + "--")
    if share < 0.7:
        return "b" * chance.randint(60, 66)
    return chance.choice(TRAP_LABELS)


def _spoil(value: str, chance: Chance) -> str:
    """Return a value with some of its characters left out, doubled, changed or swapped; two of three stay."""
    while value and chance.random() < 0.33:
        at = chance.randrange(len(value) + 1)
        other = chance.choice(_STRANGE)
        value = chance.choice(
            (
                value[:at] + value[at + 1 :],
                value[:at] + other + value[at:],
                value[:at] + other + value[at + 1 :],
                value[:at] + value[at : at + 1] + value[at:],
                value[:at] + value[at + 1 : at + 2] + value[at : at + 1] + value[at + 2 :],
                value.swapcase(),
            )
        )
    return value
