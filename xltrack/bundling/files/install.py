"""Starts the installation out of xltrack's own wheel: nothing is installed yet."""

import sys
from pathlib import Path

sys.path[:0] = map(str, (Path(__file__).resolve().parents[1] / "wheels").glob("xltrack-*.whl"))

if __name__ == "__main__":
    from xltrack.bundling.installing import main

    sys.exit(main(sys.argv[1:]))
