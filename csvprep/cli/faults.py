"""`--fault NAME=VALUE` of `csvprep sandbox`: trouble on purpose, to see what a submit makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.bulk.sandbox import Faults


def read_faults(pairs: Sequence[str], seed: int) -> Faults:
    """Read NAME=VALUE pairs.

    Raises:
        UsageError: a name that no fault has, or a value that it can't take.
    """
    from csvprep.bulk.sandbox import Faults  # noqa: PLC0415 - heavy, see csvprep.cli

    found: dict[str, Any] = {"seed": seed, "fail_values": frozenset()}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if name not in _FAULTS:
            raise UsageError(f"--fault {pair}: no fault has that name; there are {', '.join(_FAULTS)}")
        attribute, read, wanted = _FAULTS[name]
        try:
            value = read(text if sign else "1")
        except ValueError:
            raise UsageError(f"--fault {pair}: give it as {name}={wanted}") from None
        found[attribute] = found[attribute] | value if attribute == "fail_values" else value
    return Faults(**found)


def _read_times(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1 and not (number > 0 and number.is_integer()):
        raise ValueError(text)
    return number


def _read_share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def _read_seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


def _read_value(text: str) -> frozenset[str]:
    if not text:
        raise ValueError(text)
    return frozenset({text.casefold()})


_TIMES = (_read_times, "N, the first N times, or a fraction such as 0.1, the share of times by chance")
_SECONDS = (_read_seconds, "SECONDS")
_FAULTS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    **{status: (f"answer_{status}", *_TIMES) for status in ("401", "429", "500", "502", "503")},
    "retry-after": ("retry_after_seconds", lambda text: int(_read_seconds(text)), "SECONDS"),
    "drop-answer": ("drop_answer_after_post", *_TIMES),
    "wrong-json": ("wrong_json", *_TIMES),
    "everywhere": ("everywhere", lambda text: bool(int(text)), "1"),
    "slow-upload": ("slow_answer_seconds", *_SECONDS),
    "slow": ("answer_seconds", *_SECONDS),
    "abort": ("abort", *_TIMES),
    "outage": ("outage", lambda text: bool(int(text)), "1"),
    "fail-rows": ("fail_rows", _read_share, "a fraction such as 0.02, that share of the records"),
    "fail-value": ("fail_values", _read_value, "VALUE, of the field that names a record"),
    "expire": ("expire_seconds", *_SECONDS),
}
