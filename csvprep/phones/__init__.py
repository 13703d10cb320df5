"""Phone numbers by the column: what `phonenumbers` says of each value, as polars expressions.

`read_phones` takes a Series of texts and a home region, and returns country code, national significant number,
extension, possible, valid and written form, equal to the library's for every value; what surely is no number, or no
possible one, has a fault. Where nothing is sure the row is null, and the library is to be asked. Nothing here knows a
country: all patterns, prefixes, lengths and formats come from `phonenumbers.PhoneMetadata` of the installed version,
and are made when a column first needs them.

The work is done in this order, each step for all rows it concerns at once:

1. `shapes`: what is nothing but digits with punctuation, perhaps with an extension; punctuation is dropped.
   `texts`: what is more than that, or less: no number, or one among letters.
2. `reading`: plus, international prefix or home; then the rows are parted by calling code, and each loses its
   region's national prefix (`prefixes`).
3. `columns`: parted again by length, for which the possible lengths are one answer, the assigned numbers a regular
   expression or two (`validity`), and each format cuts digits at fixed places (`formats`).

`looks` finds the valid numbers that are already written as at home without taking them apart, and those in another
usual spelling; most of a column needs nothing else.
"""

from csvprep.phones.columns import Form, read_phones
from csvprep.phones.looks import find_shaped, find_written, respell
from csvprep.phones.plans import home_code
from csvprep.phones.texts import LETTERS

__all__ = ["LETTERS", "Form", "find_shaped", "find_written", "home_code", "read_phones", "respell"]
