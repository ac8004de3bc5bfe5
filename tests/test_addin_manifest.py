"""Excel's manifest against the rules that Microsoft publishes.

Sources: the schemas OfficeAppManifestV1_1, TaskPaneAppVersionOverridesV1_0 and OfficeAppBasicTypesV1_0 (OfficeDev/office-js-docs-pr,
docs/overview/schemas/taskpane), and the pages of the elements (learn.microsoft.com/javascript/api/manifest).
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from xltrack.addin.first_book import write_first_book
from xltrack.addin.icons import SIZES, icon
from xltrack.addin.manifest import ID, VERSION, write_manifest
from xltrack.addin.setup import Setup

SETUP = Setup(Path("/nowhere"), 8766, "k" * 43)
WRITTEN = write_manifest(SETUP)
APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
TYPES = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
OVER = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# Of each element: what may stand in it, in this order; a name with * has to, one with + may stand several times.
ORDER = {
    f"{APP}OfficeApp": "Id* AlternateId Version* ProviderName* DefaultLocale* DisplayName* Description* IconUrl HighResolutionIconUrl "
    "SupportUrl AppDomains Hosts Requirements DefaultSettings* Permissions* Dictionary VersionOverrides ExtendedOverrides",
    f"{APP}Hosts": "Host*+",
    f"{APP}Requirements": "Sets Methods",
    f"{APP}Sets": "Set*+",
    f"{APP}DefaultSettings": "SourceLocation*",
    f"{OVER}VersionOverrides": "Description Requirements Hosts* Resources* WebApplicationInfo EquivalentAddins",
    f"{OVER}Hosts": "Host*+",
    f"{OVER}Host": "AllFormFactors DesktopFormFactor",
    f"{OVER}DesktopFormFactor": "GetStarted FunctionFile ExtensionPoint*+",
    f"{OVER}ExtensionPoint": "OfficeTab+ CustomTab+",
    f"{OVER}OfficeTab": "Group*+",
    f"{OVER}Group": "Label* Icon* Control*+",
    f"{OVER}Control": "Label* Supertip* Icon* Action*",
    f"{OVER}Supertip": "Title* Description*",
    f"{OVER}Icon": "Image*+",
    f"{OVER}Action": "TaskpaneId SourceLocation* Title",
    f"{OVER}Resources": "Images Urls ShortStrings LongStrings",
    f"{TYPES}Images": "Image*+",
    f"{TYPES}Urls": "Url*+",
    f"{TYPES}ShortStrings": "String*+",
    f"{TYPES}LongStrings": "String*+",
}
LEAVES = {"Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl", "HighResolutionIconUrl", "Set",
          "SourceLocation", "Permissions", "Label", "Title", "Image", "TaskpaneId", "Url", "String"}  # fmt: skip


def faults(written: bytes) -> list[str]:
    """What is wrong with a manifest."""
    root = etree.fromstring(written)
    found = []
    for one in root.iter():
        found += order_faults(one)
    found += [f"not https: {url}" for url in urls(root) if not url.startswith("https://") or len(url) > 2048]
    found += text_faults(root) + picture_faults(root) + resource_faults(root)
    facts = {
        "Id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "Version": r"[1-9][0-9]{0,4}(\.[0-9]{1,5}){3}",
        "DefaultLocale": "[a-z]{2}-[A-Z]{2}",
        "Permissions": "Restricted|ReadDocument|ReadAllDocument|WriteDocument|ReadWriteDocument",
    }
    found += [
        f"{name}: {root.findtext(f'{APP}{name}')}"
        for name, form in facts.items()
        if not re.fullmatch(form, root.findtext(f"{APP}{name}") or "")
    ]
    return found


def order_faults(one: etree._Element) -> list[str]:
    name = etree.QName(one).localname
    if one.tag not in ORDER:
        return [] if name in LEAVES or (one.tag == f"{APP}Host" and one.get("Name")) else [f"unknown: {one.tag}"]
    if one.tag == f"{OVER}Icon":
        return [] if all(child.tag == f"{TYPES}Image" for child in one) else ["pictures are basic types"]
    rules = [rule.strip("*+") for rule in ORDER[one.tag].split()]
    inside = [etree.QName(child).localname for child in one]
    found = [
        f"{name} without {rule.strip('*+')}"
        for rule in ORDER[one.tag].split()
        if "*" in rule and rule.strip("*+") not in inside
    ]
    found += [
        f"{name} with two {rule}"
        for rule in ORDER[one.tag].split()
        if "+" not in rule and inside.count(rule.strip("*")) > 1
    ]
    places = [rules.index(child) if child in rules else -1 for child in inside]
    return found + ([f"{name}: {inside}"] if -1 in places or places != sorted(places) else [])


def urls(root: etree._Element) -> list[str]:
    values = [root.find(f"{APP}{name}").get("DefaultValue") for name in ("IconUrl", "HighResolutionIconUrl")]
    values += [
        one.get("DefaultValue")
        for one in root.iter(f"{APP}SourceLocation", f"{TYPES}Image", f"{TYPES}Url")
        if one.get("DefaultValue")
    ]
    return values


def text_faults(root: etree._Element) -> list[str]:
    short = [root.find(f"{APP}DisplayName"), *root.findall(f".//{TYPES}ShortStrings/{TYPES}String")]
    long = [root.find(f"{APP}Description"), *root.findall(f".//{TYPES}LongStrings/{TYPES}String")]
    found = [f"too long: {one.get('DefaultValue')}" for one in short if not 1 <= len(one.get("DefaultValue")) <= 125]
    found += [f"too long: {one.get('DefaultValue')}" for one in long if not 1 <= len(one.get("DefaultValue")) <= 250]
    marked = [one.get("id") for one in root.iter() if one.get("id")]
    return found + [f"id: {one}" for one in marked if len(one) > 125]


def picture_faults(root: etree._Element) -> list[str]:
    """Three sizes are asked for, others are known; the pictures of the list are 32 and 64 pixels."""
    found = []
    for one in root.iter(f"{OVER}Icon"):
        sizes = [int(picture.get("size")) for picture in one]
        if not {16, 32, 80} <= set(sizes) <= {16, 20, 24, 32, 40, 48, 64, 80} or sizes != sorted(set(sizes)):
            found.append(f"sizes: {sizes}")
    wanted = {"IconUrl": 32, "HighResolutionIconUrl": 64}
    return found + [
        f"{name}: {url}"
        for name, size in wanted.items()
        if not (url := root.find(f"{APP}{name}").get("DefaultValue")).endswith(f"-{size}.png")
    ]


def resource_faults(root: etree._Element) -> list[str]:
    """What is referred to is there once, of its kind, by a name of at most 32 characters."""
    kinds = {"Icon": "Image", "SourceLocation": "Url", "Label": "String", "Title": "String", "Description": "String"}
    defined = [
        (one.get("id"), etree.QName(one).localname) for one in root.find(f".//{OVER}Resources").iter() if one.get("id")
    ]
    ids = [one for one, _ in defined]
    found = [f"two of {one}" for one in set(ids) if ids.count(one) > 1] + [
        f"too long: {one}" for one in ids if len(one) > 32
    ]
    controls = [one.get("id") for one in root.iter(f"{OVER}Group", f"{OVER}Control")]
    found += [f"two of {one}" for one in set(controls) if controls.count(one) > 1]
    used = [(one.get("resid"), "Image" if one.tag == f"{TYPES}Image" else kinds[etree.QName(one).localname])
            for one in root.iter() if one.get("resid")]  # fmt: skip
    return (
        found
        + [f"{name} is missing" for name in used if name not in defined]
        + [f"{n} unused" for n in defined if n not in used]
    )


def test_the_manifest_keeps_every_rule():
    assert [] == faults(WRITTEN)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<Version>1.0.0.0</Version>", "", "OfficeApp without Version"),
        ("<Version>1.0.0.0", "<Version>0.1", "Version: 0.1"),
        (ID, "xltrack", "Id: xltrack"),
        ("https://localhost:8766/addin/icon-80", "http://localhost:8766/addin/icon-80", "not https"),
        ("<Permissions>ReadWriteDocument", "<Permissions>All", "Permissions: All"),
        ('resid="xltrack.tip"', 'resid="xltrack.top"', "is missing"),
        ('id="xltrack.tip"', f'id="{"x" * 33}"', "too long"),
        ('DefaultValue="进度报表"', f'DefaultValue="{"进" * 126}"', "too long"),
        ('DefaultValue="看这张', f'DefaultValue="{"看" * 250}', "too long"),
        ('<bt:Image size="80" resid="xltrack.icon80"/>', "", "sizes: [16, 32]"),
        ("addin/icon-64.png", "addin/icon-32.png", "HighResolutionIconUrl"),
        ('<Title resid="xltrack.name"/>', "", "Supertip without Title"),
        ('<bt:String id="xltrack.tip"', '<bt:String id="xltrack.name" DefaultValue="x"/><bt:String id="xltrack.tip"', "two of"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_found(before, after, fault):
    text = WRITTEN.decode()
    assert before in text
    assert any(fault in one for one in faults(text.replace(before, after).encode()))


def test_two_elements_in_the_wrong_order_are_found():
    root = etree.fromstring(WRITTEN)
    permissions = root.find(f"{APP}Permissions")
    root.insert(0, permissions)
    assert any(one.startswith("OfficeApp: ['Permissions'") for one in faults(etree.tostring(root)))


def test_it_is_for_excel_since_2016_and_may_read_and_write():
    root = etree.fromstring(WRITTEN)
    assert "TaskPaneApp" == root.get(TYPE)
    assert "VersionOverridesV1_0" == root.find(f"{OVER}VersionOverrides").get(TYPE)
    assert ["Workbook"] == [one.get("Name") for one in root.findall(f"{APP}Hosts/{APP}Host")]
    assert ["Workbook"] == [one.get(TYPE) for one in root.iter(f"{OVER}Host")]
    assert [("ExcelApi", "1.1")] == [(one.get("Name"), one.get("MinVersion")) for one in root.iter(f"{APP}Set")]
    assert ("ReadWriteDocument", "zh-CN") == (root.findtext(f"{APP}Permissions"), root.findtext(f"{APP}DefaultLocale"))
    assert "TabHome" == root.find(f".//{OVER}OfficeTab").get("id")
    assert ["Button", "ShowTaskpane"] == [one.get(TYPE) for one in root.iter(f"{OVER}Control", f"{OVER}Action")]


def test_the_pane_is_asked_for_at_its_port_with_its_key_which_no_cut_at_a_sign_takes_away():
    root = etree.fromstring(WRITTEN)
    addresses = {
        one.get("DefaultValue") for one in root.iter(f"{APP}SourceLocation", f"{TYPES}Url") if one.get("DefaultValue")
    }
    (address,) = addresses
    parts = urlsplit(address)
    assert ("https", "localhost:8766", "/pane", "") == (parts.scheme, parts.netloc, parts.path, parts.fragment)
    assert {"host": ["excel"], "key": [SETUP.key]} == parse_qs(parts.query)
    assert f"https://localhost:8766/pane?host=wps#key={SETUP.key}" == SETUP.address("wps")


# --- Pictures ---


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_is_a_whole_png_of_its_size(size):
    data = icon(size)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, kinds, packed = 8, [], b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert struct.pack(">I", zlib.crc32(kind + body)) == data[at + 8 + length : at + 12 + length]
        kinds.append(kind)
        packed += body if kind == b"IDAT" else b""
        if kind == b"IHDR":
            assert (size, size, 8, 6) == struct.unpack(">IIBB", body[:10])
        at += 12 + length
    assert [b"IHDR", b"IDAT", b"IEND"] == kinds
    assert size * (1 + 4 * size) == len(zlib.decompress(packed))


def test_a_picture_has_clear_corners_and_a_blue_edge():
    rows = zlib.decompress(icon(32)[icon(32).index(b"IDAT") + 4 : -16])
    pixel = lambda x, y: tuple(rows[y * 129 + 1 + 4 * x :][:4])  # noqa: E731
    assert 0 == pixel(0, 0)[3]
    assert (0x1F, 0x5F, 0xA8, 255) == pixel(16, 1)
    assert pixel(8, 8) != pixel(16, 1)


# --- The workbook that brings it ---


def test_the_first_workbook_refers_to_the_add_in_of_the_registry():
    with ZipFile(BytesIO(write_first_book())) as archive:
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    reference = parts["xl/webextensions/webextension.xml"][0]
    assert (ID, VERSION, "developer", "Registry") == tuple(
        reference.get(n) for n in ("id", "version", "store", "storeType")
    )
    known = {one.get("PartName") for one in parts["[Content_Types].xml"] if one.get("PartName")}
    assert {f"/{name}" for name in parts if not name.endswith(".rels") and name[0] != "["} == known
    for name, part in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            assert all((folder / one.get("Target")).as_posix() in parts for one in part)


def test_the_first_workbook_opens_cleanly(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(write_first_book())
    assert [] == OpenXmlValidator().validate(tmp_path / "a.xlsx").errors


def test_the_first_workbook_says_what_to_do_and_is_the_same_each_time():
    sheet = load_workbook(BytesIO(write_first_book())).active
    lines = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert lines[0] == "进度报表：第一次打开"
    assert len(lines) >= 5
    assert write_first_book() == write_first_book()
