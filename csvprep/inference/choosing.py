"""From what is known of a column to a field: the most telling kind that its values are of, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from csvprep.inference.patterns import NUMBER_FORMS, DateForm, date_forms
from csvprep.inference.tallies import MOST_DISTINCT, Tally
from csvprep.schema.labels import fold_label

_SURE, _ENOUGH_VALUES = 0.95, 20
_FEW, _TIMES_EACH, _LONGEST_CHOICE = 12, 8, 40
_MOST_COUNTRIES: Final = 300
_LONGEST_NUMBER: Final = 15  # digits; longer ones are codes, and no number that a spreadsheet keeps
_LENGTHS: Final = (10, 20, 30, 40, 50, 80, 100, 150, 200, 255, 500, 1000, 2000, 5000, 10_000, 32_000)
_FIXED_VALUES, _LONGEST_CODE = 20, 100
_KEY_HINT: Final = re.compile(r"(?:^|[^A-Za-z])(?i:id|key|uuid|guid|sku)(?:$|[^A-Za-z])|[a-z](?:Id|ID|Key|Uuid|UUID)$")
_PHONE_HINT: Final = re.compile(r"phone|tel(?!l)|fax|mobil|cell|handy|móvil|movil|celular|rufnummer")
_COUNTRY_HINT: Final = re.compile(r"country|^land$|pays|país|^pais$|paese|nation|nazione|kraj")
_BOOLEANS: Final = (
    ("true", "false"), ("t", "f"), ("yes", "no"), ("y", "n"), ("on", "off"), ("1", "0"), ("ja", "nein"), ("oui", "non"),
    ("sí", "no"), ("si", "no"), ("sì", "no"), ("ja", "nee"), ("tak", "nie"), ("sim", "não"),
)  # fmt: skip
_DAY_FIRST, _MONTH_FIRST = "%d/%m", "%m/%d"
_NO_KIND: Final = ("text", "choice")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be.

    Attributes:
        label: of the column.
        kind: in a word, for people.
        settings: of the field's descriptor, without name and constraints.
        constraints: of the field's descriptor.
        own: settings under `csvprep`.
        share: of the values that are of the kind, from 0 to 1.
        remarks: what is worth knowing of the column.
        empties: cells without a value, words for none that the schema takes as such included.
        words: words in place of a value that the kind doesn't take.
    """

    label: str
    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    constraints: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    share: float = 1.0
    remarks: tuple[str, ...] = ()
    empties: int = 0
    words: tuple[str, ...] = ()

    def misfits(self, tally: Tally) -> int:
        """Return how many of the values are not of the kind."""
        return round((1 - self.share) * tally.values)


def choose_fields(tallies: Sequence[Tally], region: str) -> tuple[tuple[Guess, ...], tuple[str, ...]]:
    """Return a guess for each column, and the words that all of them take for an empty cell."""
    guesses = [_guess(one, region) for one in tallies]
    missing = tuple(sorted({word for one in guesses for word in one.words}))
    return tuple(_settle(one, tally, missing) for one, tally in zip(guesses, tallies, strict=True)), missing


def _guess(tally: Tally, region: str) -> Guess:
    """Return the first of the kinds that enough of the values are of."""
    if not tally.values:
        return Guess(tally.label, "text", {"type": "string"}, remarks=("no value was seen",))
    tried = (_email, _url, _boolean, _date, _country, _phone, _number, _choice)
    found = next((guess for one in tried if (guess := one(tally, region)) is not None), None) or _text(tally)
    words = tuple(tally.words) if found.kind != "text" else ()
    return replace(found, words=words)


def _settle(guess: Guess, tally: Tally, missing: Sequence[str]) -> Guess:
    """Add the constraints that hold whatever the kind is."""
    empties = tally.empty + sum(tally.words[word] for word in missing)
    empties += tally.many_words and bool(missing)
    constraints, own, remarks = dict(guess.constraints), dict(guess.own), list(guess.remarks)
    if not empties and tally.records:
        constraints = {"required": True, **constraints}
    is_email = guess.kind == "e-mail"
    repeats = tally.repeats_ignoring_case if is_email else tally.repeats
    kept = [word for word in tally.words if word not in missing]
    if any(tally.words[word] > 1 for word in kept):
        repeats = True
    if repeats is False and tally.values > 1 and guess.share == 1 and guess.kind in {"text", "whole number", "e-mail"}:
        if is_email or _KEY_HINT.search(tally.label):
            constraints["unique"] = True
            own |= {"ignore_case": True} if is_email else {}
        elif tally.values >= _ENOUGH_VALUES:
            remarks.append("each value is there once; for a key add unique: true")
    if not guess.words and kept:
        shown = ", ".join(map(repr, kept[:3]))
        remarks.append(f"holds {shown} in place of a value; missingValues can say so")
    return replace(guess, constraints=constraints, own=own, remarks=tuple(remarks), empties=empties)


def _share(tally: Tally, key: object) -> float:
    """Return the share of the values that fit; 0 where they are too few."""
    share = tally.fits[key] / tally.values
    return share if share == 1 or (share >= _SURE and tally.values >= _ENOUGH_VALUES) else 0


def _email(tally: Tally, _region: str) -> Guess | None:
    share = _share(tally, "email") if tally.looked["email"] else 0
    return Guess(tally.label, "e-mail", {"type": "string", "format": "email"}, share=share) if share else None


def _url(tally: Tally, _region: str) -> Guess | None:
    share = _share(tally, "url") if tally.looked["url"] else 0
    return Guess(tally.label, "web address", {"type": "string", "format": "uri"}, share=share) if share else None


def _boolean(tally: Tally, _region: str) -> Guess | None:
    """Return a yes or no where both were seen, and nothing else; the most frequent spelling is the written one."""
    seen = tally.distinct or Counter[str]()
    folded = {word.casefold() for word in seen}
    pair = next((one for one in _BOOLEANS if folded == set(one)), None)
    if pair is None:
        return None
    true, false = (
        sorted((word for word in seen if word.casefold() == one), key=lambda word: (-seen[word], word)) for one in pair
    )
    return Guess(tally.label, "yes or no", {"type": "boolean", "trueValues": true, "falseValues": false})


def _date(tally: Tally, region: str) -> Guess | None:
    families = {key: count for key, count in tally.fits.items() if isinstance(key, tuple) and len(key) == 2}
    if not tally.looked["date"] or not families:
        return None
    chosen, total, remarks = [], 0, []
    for key in sorted(families, key=lambda one: (not one[1], -families[one], one[0])):
        form, count, said = _form_of(tally, key, region)
        if count:
            chosen.append(form)
            total += count
            remarks += said
    share = total / tally.values
    if share < 1 and (share < _SURE or tally.values < _ENOUGH_VALUES):
        return None
    timed = any(form.timed for form in chosen)
    formats = list(dict.fromkeys(form.format for form in chosen if form.format))
    settings: dict[str, Any] = {"type": "datetime" if timed else "date"}
    own: dict[str, Any] = {}
    if any(not form.format for form in chosen) and formats:
        formats = ["%Y-%m-%dT%H:%M:%S", *formats]
    if formats and formats != ["%Y-%m-%d"]:
        settings["format"] = formats[0]
        own = {"formats": formats} if len(formats) > 1 else {}
    if len(formats) > 1:
        remarks.append("written in the first of the formats")
    if timed and not all(form.timed for form in chosen):
        return None
    return Guess(tally.label, "date and time" if timed else "date", settings, {}, own, share, tuple(remarks))


def _form_of(tally: Tally, key: tuple[str, bool], region: str) -> tuple[DateForm, int, list[str]]:
    """Return of the forms that may write the same values the one that most are in, and how many are."""
    forms = [form for form in date_forms() if (form.family, form.timed) == key and tally.fits[form]]
    best = max((tally.fits[form] for form in forms), default=0)
    equal = [form for form in forms if tally.fits[form] == best]
    if len(equal) < 2 or equal[0].format.startswith("%b"):
        return equal[0] if equal else date_forms()[0], best, []
    wanted = "%m" if region == "US" else "%d"
    form = next((one for one in equal if one.format.startswith(wanted)), equal[0])
    if {one.format[:2] for one in equal} != {"%d", "%m"}:
        return form, best, []
    order = "month first, as in the US" if form.format.startswith("%m") else "day first"
    return form, best, [f"AMBIGUOUS: no value tells day and month apart; read {order} (--region)"]


def _country(tally: Tally, _region: str) -> Guess | None:
    seen = tally.distinct
    if seen is None or len(seen) > _MOST_COUNTRIES or not tally.looked["country"]:
        return None
    share = _share(tally, "country")
    lengths = {len(word) for word in seen}
    hinted = _COUNTRY_HINT.search(fold_label(tally.label)) or _COUNTRY_HINT.search(tally.label.lower())
    if not share or not (hinted or (len(seen) > 2 and min(lengths) > 3)):
        return None
    counts = {
        form: sum(count for word, count in seen.items() if matches(word))
        for form, matches in (
            ("alpha_2", lambda word: re.fullmatch("[A-Z]{2}", word)),
            ("alpha_3", lambda word: re.fullmatch("[A-Z]{3}", word)),
            ("name", lambda word: len(word) > 3),
        )
    }
    form = max(counts, key=lambda one: counts[one])
    return Guess(tally.label, "country", {"type": "string"}, {}, {"kind": "country", "form": form}, share)


def _phone(tally: Tally, _region: str) -> Guess | None:
    share = _share(tally, "phone") if tally.looked["phone"] else 0
    hinted = _PHONE_HINT.search(tally.label.lower())
    if not share or not (hinted or tally.signed >= _SURE * tally.values):
        return None
    is_e164 = tally.plain_plus == tally.values
    if not (hinted or is_e164) and tally.looked["number"] and _best_number(tally) is not None:
        return None
    form = "e164" if tally.plain_plus > tally.values / 2 else "national"
    return Guess(tally.label, "phone", {"type": "string"}, {}, {"kind": "phone", "form": form}, share)


def _best_number(tally: Tally) -> tuple[str, str, bool] | None:
    """Return the form that all values are in, or nearly all; the first of those that fit as many."""
    forms = [(*form, whole) for whole in (True, False) for form in NUMBER_FORMS]
    most = max(tally.fits[form] for form in forms)
    return next((form for form in forms if tally.fits[form] == most and _share(tally, form)), None)


def _number(tally: Tally, _region: str) -> Guess | None:
    if not tally.looked["number"] or (form := _best_number(tally)) is None:
        return None
    if tally.zeros or tally.longest > _LONGEST_NUMBER:
        return None
    decimal, group, whole = form
    rivals = [one for one in NUMBER_FORMS if one != (decimal, group) and tally.fits[*one, False] == tally.fits[form]]
    remarks = []
    if group and group in {",", "."} and (group, "") in rivals:
        remarks.append(f"AMBIGUOUS: '{group}' may be the decimal character; no value tells")
    settings: dict[str, Any] = {"type": "integer" if whole else "number"}
    settings |= {"decimalChar": decimal} if decimal != "." and not whole else {}
    settings |= {"groupChar": group} if group else {}
    return Guess(
        tally.label, "whole number" if whole else "number", settings, share=_share(tally, form), remarks=tuple(remarks)
    )


def _choice(tally: Tally, _region: str) -> Guess | None:
    """Return a list of allowed values where few were seen, each often enough."""
    seen = tally.distinct
    if not seen or len(seen) > _FEW or tally.values < _TIMES_EACH * len(seen) or tally.values < _ENOUGH_VALUES:
        return None
    if max(map(len, seen)) > _LONGEST_CHOICE or len(seen) == 1:
        return None
    listed = sorted(seen, key=lambda word: (-seen[word], word))
    return Guess(tally.label, "choice", {"type": "string"}, {"enum": listed})


def _text(tally: Tally) -> Guess:
    remarks = [f"the longest has {tally.longest} characters"]
    constraints: dict[str, Any] = {}
    most = next((length for length in _LENGTHS if length >= tally.longest), None)
    is_varied = tally.distinct is None or len(tally.distinct) >= _FIXED_VALUES
    if tally.shortest == tally.longest and 1 < tally.longest <= _LONGEST_CODE and is_varied:
        constraints = {"minLength": tally.longest, "maxLength": tally.longest}
        remarks = [f"all have {tally.longest} characters"]
    elif most is not None:
        constraints = {"maxLength": most}
    if tally.distinct is not None and 1 < len(tally.distinct) <= _FEW and tally.values > len(tally.distinct):
        remarks.append(f"{len(tally.distinct)} different values")
    elif tally.distinct is None:
        remarks.append(f"more than {MOST_DISTINCT:,} different values" if tally.longest <= 200 else "long texts")
    if tally.zeros:
        remarks.append("digits with zeros in front, so no number")
    return Guess(tally.label, "text", {"type": "string"}, constraints, remarks=tuple(remarks))
