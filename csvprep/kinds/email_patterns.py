"""What addresses look like and what is wrong with them, as patterns for polars, from the lists of `email_validator`.

The patterns are of ASCII text and of any length: limits of length are looked at apart, where they can be passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from string import ascii_lowercase
from typing import Final

import email_validator
from email_validator.rfc_constants import ATEXT, CASE_INSENSITIVE_MAILBOX_NAMES


def _class(characters: Iterable[str]) -> str:
    """Return the class of some ASCII characters, neighbours as ranges: it is compiled sooner than a difference."""
    codes = enumerate(sorted(map(ord, set(characters))))
    runs = ([chr(code) for _, code in run] for _, run in groupby(codes, key=lambda one: one[1] - one[0]))
    return "[" + "".join(re.escape(run[0]) + f"-{re.escape(run[-1])}" * (len(run) > 1) for run in runs) + "]"


def _other_than(words: Iterable[str], characters: str, *, any_case: bool) -> str:
    """Return a pattern of the texts that are none of some words, nor empty.

    Args:
        words: of ASCII letters in lower case.
        characters: what the texts are made of.
        any_case: the words are told in capitals too.
    """
    ends: dict[str, list[str]] = {}
    for word in words:
        if word:
            ends.setdefault(word[0], []).append(word[1:])
    heads = "".join(f"{head}{head.upper()}" if any_case else head for head in ends)
    ways = [f"{_class(set(characters) - set(heads))}{_class(characters)}*"]
    for head, rest in ends.items():
        tail = _other_than(rest, characters, any_case=any_case)
        ways.append(f"{f'[{head}{head.upper()}]' if any_case else head}{tail}{'' if '' in rest else '?'}")
    return f"(?:{'|'.join(ways)})"


_ATEXT: Final = "".join(one for one in map(chr, range(128)) if re.fullmatch(f"[{ATEXT}]", one))
_NAMES: Final = "|".join(CASE_INSENSITIVE_MAILBOX_NAMES)
# `Info` is written `info` (RFC 2142), `info` and `Info.de` stay
_LOCAL: Final = (
    rf"(?:{_other_than(CASE_INSENSITIVE_MAILBOX_NAMES, _ATEXT, any_case=True)}|{_NAMES}"
    rf"|(?i:{_NAMES})\.[{ATEXT}]+)(?:\.[{ATEXT}]+)*"
)
_RESERVED: Final = email_validator.SPECIAL_USE_DOMAIN_NAMES
_RESERVED_TOPS: Final = sorted({name.rpartition(".")[2] for name in _RESERVED})
TOP: Final = _other_than(_RESERVED_TOPS, ascii_lowercase, any_case=False)
"""The last part of a host name, of letters, that has no special use."""

# no two hyphens together (RFC 5891 4.2.3.1)
_DOMAIN: Final = rf"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+{TOP}"
PLAIN: Final = rf"(?-u)\A{_LOCAL}@{_DOMAIN}\z"
"""A dot-atom (RFC 5322 3.2.3) at a host name (RFC 1123 2.1) that the library returns as it is, if not too long."""

PLAIN_DOMAIN: Final = rf"(?-u)\A{_DOMAIN}\z"
"""A host name, or one in capitals when it is written small, that the library accepts, if not too long."""

OVERLONG_LABEL: Final = r"@[^@]*[^@.]{64}"
"""A part of the domain that is longer than RFC 1035 2.3.1 has it."""

LONGEST_SURE: Final = 65
"""So many bytes of an address, or fewer, have no room for a part of the domain that is too long."""

_SAFE: Final = (
    r"¡-¬®-ɏ\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3a1}\x{3a3}-\x{3ff}\x{400}-\x{482}\x{48a}-\x{52f}"
    r"\x{2010}-\x{2027}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{4e00}-\x{9fa5}\x{ac00}-\x{d7a3}"
)
"""Letters, digits and signs that every Unicode has, that stay in NFC and join with no other of them."""

_SURE_LOCAL: Final = rf'[[\x00-\x7f{_SAFE}]--[@"<]]*'
SURE_SPLIT: Final = rf"\A{_SURE_LOCAL}@"
"""An address that has its local part before the first `@`: none that is quoted, and no name before `<`."""

_QUOTED_NAME: Final = rf'"[[ -~{_SAFE}]--["\\]]*" *'
BRACKETED: Final = rf"(?s)\A(?:[{ATEXT} ]*|{_QUOTED_NAME})<({_SURE_LOCAL}@.*)> *\z"
"""A name that is as it may be, or none, before an address in angle brackets, the group."""

STRANGE_NAME: Final = rf'\A([[ -~{_SAFE}]--[@"<]]*)<(?:[\x00-\x7f{_SAFE}]|\z)'
"""What may be a name that is not quoted, the group."""
NAME_CHARACTERS: Final = f"[{ATEXT} ]"
BARE_BRACKETS: Final = "<a@a.aa>"
"""An address with nothing wrong but that it stands in angle brackets."""

WITHOUT_AT: Final = (("＠", "＠"), ("﹫", "﹫"), ("", "a"))
"""Patterns of what stands for the sign, in the library's order, and beside each one the least that has it."""

DOT_ATOM: Final = rf"\A[{ATEXT}{_SAFE}]+(?:\.[{ATEXT}{_SAFE}]+)*\z"
LOCAL_CHARACTERS: Final = f"[{ATEXT}{_SAFE}.]"
DOMAIN_CHARACTERS: Final = "[a-zA-Z0-9.-]"

LOCAL_TROUBLES: Final = ((r"\A\z", ""), (r"\.\z", "a."), (r"\A\.", ".a"), (r"\.\.", "a..a"))
"""Patterns of local parts of the right characters, and beside each one the least that has the same trouble.

The library looks for them in this order.
"""

OF_IDNA: Final = r"(?i)(?:\A|\.)xn--|[^.]{64}"
"""A domain that the library looks at more closely, or whose parts it measures."""

DOMAIN_TROUBLES: Final = (
    (r"\.\z", "a."),
    (r"\A\.", ".a"),
    (r"\.\.", "a..a"),
    (r"-\z", "a-"),
    (r"\A-", "-a"),
    (r"\.-|-\.", "a.-a"),
    (r"(?:\A|\.)[^.]{2}--", "aa--a"),
    (r"\A[^.]*\z", "a"),
    (r"[0-9]\z", "a.1"),
    *((rf"(?i-u)\.{re.escape(name)}\z", f"a.{name}") for name in _RESERVED),
)
"""The same of domains of the right characters, of at most 253 of them, that are not OF_IDNA."""
