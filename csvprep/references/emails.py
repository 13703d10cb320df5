"""What `email_validator` says of an address."""

from __future__ import annotations

from typing import Final

import email_validator

from csvprep.references.answers import Reading
from csvprep.references.asking import asked

_REMEMBERED: Final = 65_536


@asked(_REMEMBERED)
def read_email(value: str) -> Reading:
    """Return what the library makes of an address.

    The domain keeps its ASCII form (RFC 5890 A-labels) if it came so; else it is written in Unicode.
    """
    try:
        found = email_validator.validate_email(value, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        return Reading(None, str(error))
    came_as_ascii = value.rpartition("@")[2].isascii()
    return Reading(f"{found.local_part}@{found.ascii_domain if came_as_ascii else found.domain}")
