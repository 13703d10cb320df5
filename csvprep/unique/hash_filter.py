"""Bloom filters over 64-bit hashes: they tell which hashes are surely new.

B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; four bits of a bit array stand for a
hash. All four are in one small block of the array, so that hashes in order touch it in order (F. Putze, P. Sanders,
J. Singler, "Cache-, hash- and space-efficient Bloom filters", 2007).
"""

from __future__ import annotations

import polars as pl

_BITS_A_HASH = 16
_PROBES = 4
_BLOCK = 2**12  # bits


def filter_bits(capacity: int) -> int:
    """Return how many bits a filter for so many hashes has: a power of two."""
    return max(2 * _BLOCK, 1 << (_BITS_A_HASH * capacity - 1).bit_length())


def bit_positions(hashes: pl.Series, bits: int) -> list[pl.Series]:
    """Return for each probe the bits (UInt64) that stand for the hashes (UInt64), in filters of that size."""
    block = pl.lit(hashes) // (2**64 // (bits // _BLOCK)) * _BLOCK
    probes = [(block + pl.lit(hashes) // _BLOCK**probe % _BLOCK).alias(str(probe)) for probe in range(_PROBES)]
    return pl.select(probes).get_columns()


class HashFilter:
    """Says of one in 400 new hashes that it may be known, when it is full; of a known hash always.

    Args:
        bits: from `filter_bits`.
    """

    def __init__(self, bits: int) -> None:
        self._bits = pl.repeat(value=False, n=bits, dtype=pl.Boolean, eager=True)

    def insert(self, positions: list[pl.Series]) -> None:
        """Note hashes."""
        for probe in positions:
            self._bits.scatter(probe, True)  # noqa: FBT003 - the value of a bit

    def passing(self, positions: list[pl.Series]) -> pl.Series:
        """Return the indices (UInt32, ascending) of the hashes that may have been noted."""
        indices = self._bits[positions[0]].arg_true()
        for probe in positions[1:]:
            if indices.is_empty():
                break
            indices = indices.filter(self._bits[probe[indices]])
        return indices
