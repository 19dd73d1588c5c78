"""``python -m cchc_assistant`` is ``cchc``."""

from __future__ import annotations

import sys

from cchc_assistant.cli import main

if __name__ == "__main__":
    sys.exit(main())
