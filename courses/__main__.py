"""``python -m courses COMMAND``; ``speak`` alone needs the libraries that handle sound."""

import sys

from courses.cli import main
from courses.speech import cli as speech_cli

if __name__ == "__main__":
    if sys.argv[1:2] == ["speak"]:
        sys.exit(speech_cli.main(sys.argv[2:]))
    sys.exit(main())
