"""Exact uniqueness over any number of records, in bounded memory.

    key_block      one block's values → each once, in the order of their hashes; a worker does it
    UniqueIndex    such blocks, in input order → which values earlier blocks have, and where they stood first

A 64-bit hash proposes and the values decide:

    HashFilter     says of most new hashes that they are new: two bytes of memory a value
    OpenRun        the latest hashes, in memory, up to a budget
    SealedRun      earlier hashes: sorted, on disk; read by the page
    ValueLog       the values and where they stand, on disk; read where hashes meet
"""

from csvprep.unique.block import KeyBlock, key_block
from csvprep.unique.index import DUPLICATES_SCHEMA, UniqueIndex

__all__ = ["DUPLICATES_SCHEMA", "KeyBlock", "UniqueIndex", "key_block"]
