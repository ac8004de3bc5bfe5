"""`python -m xltrack` is the same as `xltrack`; so is this file run by its path, which needs no package to be installed."""

import sys


def _load_package() -> None:
    """Make the folder of this file the package, without looking for any other module beside it."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("xltrack", __file__.replace("__main__", "__init__"))
    if spec and spec.loader:
        sys.modules["xltrack"] = package = module_from_spec(spec)
        spec.loader.exec_module(package)


if __name__ == "__main__":
    if not __package__:
        _load_package()
    from xltrack.cli import main

    sys.exit(main())
