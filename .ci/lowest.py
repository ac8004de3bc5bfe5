"""Print the lowest versions that pyproject.toml allows, as constraints for pip: python .ci/lowest.py > constraints.txt."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
groups = [
    project["build-system"]["requires"],
    project["project"]["dependencies"],
    *project["project"]["optional-dependencies"].values(),
]
lowest = {
    found[1]: found[2] for group in groups for need in group if (found := re.fullmatch(r"([\w.-]+)>=([\w.]+)", need))
}
print("\n".join(f"{name}=={version}" for name, version in lowest.items()))
