"""What is required on another PC: markers are asked of the target, extras and requirements of requirements are followed."""

from __future__ import annotations

import pytest

from tests.wheels import made_wheel
from xltrack.bundling.requirements import all_asked, folded, holds, project_of, read_requirement
from xltrack.bundling.targets import TARGETS, WINDOWS

LINUX = TARGETS["linux_aarch64"]


@pytest.mark.parametrize(
    ("marker", "windows", "linux"),
    [
        ("", True, True),
        ('sys_platform == "win32"', True, False),
        ("os_name != 'nt'", False, True),
        ('platform_system == "Windows" and python_version < "3.13"', True, False),
        ('platform_system == "Windows" and python_version < "3.9"', False, False),
        ('python_version >= "3.8"', True, True),
        ('python_version >= "3.12.0"', True, True),
        ('"3.10" <= python_version', True, True),
        ('python_full_version < "3.12.11"', True, True),
        ('(sys_platform == "linux" or os_name == "nt") and implementation_name == "cpython"', True, True),
        ('sys_platform in "linux darwin"', False, True),
        ('sys_platform not in "linux darwin"', True, False),
        ('platform_machine == "aarch64"', False, True),
        ('platform_python_implementation == "PyPy"', False, False),
        ('extra == "socks"', False, False),
        ('python_version ~= "3.12"', True, True),  # not read: better a wheel too many
    ],
)
def test_a_marker_is_asked_of_the_target(marker, windows, linux):
    assert (windows, linux) == (holds(marker, WINDOWS), holds(marker, LINUX))


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("lxml>=5.2", ("lxml", set(), ">=5.2", "")),
        ("Jinja2 (>=3.1,<4) ; extra == 'x'", ("jinja2", set(), ">=3.1,<4", "extra == 'x'")),
        ("uvicorn[standard, watch]>=0.32", ("uvicorn", {"standard", "watch"}, ">=0.32", "")),
        ("typing_extensions", ("typing-extensions", set(), "", "")),
        ('a.b_c~=1.0;python_version<"4"', ("a-b-c", set(), "~=1.0", 'python_version<"4"')),
    ],
)
def test_a_requirement_by_its_parts(line, parts):
    found = read_requirement(line)
    assert parts == (found.name, set(found.extras), found.versions, found.marker)


def test_what_is_none_is_refused():
    with pytest.raises(ValueError, match=">=2"):
        read_requirement(">=2")


def test_requirements_of_requirements_and_of_extras_are_followed_and_a_circle_ends(tmp_path):
    wheels = [
        made_wheel(tmp_path, "web", "one; extra == 'fast'", "two; extra == 'slow'", "Deep_One>=2"),
        made_wheel(tmp_path, "deep_one", "web", "three; os_name == 'nt'"),
    ]
    first = [read_requirement("web[fast]>=1"), read_requirement("none; sys_platform == 'darwin'")]
    assert {"web>=1": "web", "one": "one", "deep-one>=2": "deep-one", "web": "web", "three": "three"} == all_asked(
        first, wheels, WINDOWS
    )
    assert "three" not in all_asked(first, wheels, LINUX)


def test_names_of_a_project_are_one():
    assert {"et-xmlfile"} == {folded(name) for name in ("et_xmlfile", "Et.XmlFile", "et--xmlfile")}


def test_the_project_of_a_wheel(tmp_path):
    assert "et-xmlfile" == project_of(tmp_path / "et_xmlfile-2.0.0-py3-none-any.whl")
