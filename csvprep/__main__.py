"""Run csvprep as `python -m csvprep`, and as the command `csvprep`."""

from __future__ import annotations

import gc
import sys
from typing import Final

# a run makes few cycles: looking for them after each 700 objects takes up to a twentieth of its time
_OBJECTS_BETWEEN_COLLECTIONS: Final = 200_000


def main() -> None:
    """Run the command line; an interrupt ends quietly even while modules are still being loaded."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        from csvprep.cli import main as run  # noqa: PLC0415 - see above

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
