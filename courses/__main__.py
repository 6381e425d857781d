"""``python -m courses check PATH`` and ``python -m courses pack PATH OUT``."""

import sys

from courses.cli import main

if __name__ == "__main__":
    sys.exit(main())
