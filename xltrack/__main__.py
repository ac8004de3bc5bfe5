"""`python -m xltrack` is the same as `xltrack`."""

import sys

from xltrack.cli import main

if __name__ == "__main__":
    sys.exit(main())
