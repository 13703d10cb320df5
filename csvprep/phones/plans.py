"""What must be known of a home region and of each calling code, made when first needed and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

import phonenumbers

from csvprep.phones.formats import Format, formats_of
from csvprep.phones.metadata import UnknownSyntaxError, all_metadata, home_metadata, main_metadata
from csvprep.phones.prefixes import (
    InternationalPrefix,
    Lengths,
    NationalPrefix,
    international_prefix,
    lengths_of,
    national_prefix,
)
from csvprep.phones.validity import Validity, validity_of

_EXTENSION: Final = " ext. "
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Home:
    """Where numbers without a calling code are from.

    Attributes:
        code: its calling code.
        international: its prefix of calls abroad.
        national: its prefix of calls at home.
    """

    code: int
    international: InternationalPrefix
    national: NationalPrefix


@dataclass(frozen=True, slots=True)
class CallingCode:
    """The numbers of one calling code.

    Attributes:
        code: the calling code.
        prefix: national prefix of its main region.
        lengths: of its numbers.
        extension: what stands before an extension.
    """

    code: int
    prefix: NationalPrefix
    lengths: Lengths
    extension: str
    _made: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    def validity(self, size: int) -> Validity:
        """Return what tells valid numbers of a length.

        Raises:
            UnknownSyntaxError: the metadata has patterns that are not understood here.
        """
        return self._keep(size, lambda: validity_of(all_metadata(self.code), size))

    def formats(self, size: int, *, national: bool) -> tuple[Format, ...]:
        """Return how numbers of a length are written.

        Raises:
            UnknownSyntaxError: the metadata has patterns that are not understood here.
        """
        return self._keep((size, national), lambda: formats_of(main_metadata(self.code), size, national=national))

    def _keep(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]


@lru_cache(maxsize=512)
def home_of(region: str | None) -> Home | None:
    """Return what is known of a home region; None where nothing is, and only +, calling code and number are read."""
    metadata = home_metadata(region)
    if metadata is None:
        return None
    try:
        return Home(metadata.country_code, international_prefix(metadata), national_prefix(metadata))
    except UnknownSyntaxError:
        return None


@lru_cache(maxsize=512)
def calling_code(code: int) -> CallingCode | None:
    """Return what is known of a calling code; None where the metadata is not understood."""
    metadata = main_metadata(code)
    try:
        prefix = national_prefix(metadata)
    except UnknownSyntaxError:
        return None
    extension = metadata.preferred_extn_prefix
    return CallingCode(code, prefix, lengths_of(metadata), _EXTENSION if extension is None else extension)


def home_code(region: str | None) -> int:
    """Return the calling code of a region; 0 where the library does not know the region."""
    return int(phonenumbers.country_code_for_region(region or ""))
