"""The one catalogue of finding codes: each with its severity, what it means, why an upload fails, and how it is fixed.

`x-error` (error) means that the value is not a good x as it stands; `x-format` (warning, fixable) that it is good
but not in the schema's written form. Codes that Frictionless has too keep its names and meaning.
"""

from __future__ import annotations

from csvprep.catalogue.code import Code
from csvprep.catalogue.damage import DAMAGE_CODES
from csvprep.catalogue.rules import FORM_CODES, RULE_CODES
from csvprep.catalogue.structure import STRUCTURE_CODES
from csvprep.catalogue.values import VALUE_CODES
from csvprep.errors import UsageError

_CODES = (*STRUCTURE_CODES, *DAMAGE_CODES, *VALUE_CODES, *FORM_CODES, *RULE_CODES)
CATALOGUE: dict[str, Code] = {code.name: code for code in _CODES}


def find_code(name: str) -> Code:
    """Return the catalogue's entry of a code.

    Raises:
        UsageError: there is no such code.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        raise UsageError(f"no code '{name}'; `csvprep explain` lists all codes") from None


def message_of(code: str, why: str = "") -> str:
    """Return a finding's message from its template and the reason."""
    template = CATALOGUE[code].message
    if "{why}" not in template:
        return template
    if not why:
        return template.replace(": {why}", "").replace("{why}", "")
    is_sentence = why[:1].isupper() and not why[1:2].isupper()
    words = f"{why[0].lower()}{why[1:]}" if is_sentence else why
    return template.replace("{why}", words.rstrip("."))


__all__ = ["CATALOGUE", "Code", "find_code", "message_of"]
