"""The manifest by which Excel knows the add-in: of the kind that editions since 2016 read.

The order of its elements is that of the schemas OfficeAppManifestV1_1 and TaskPaneAppVersionOverridesV1_0 (OfficeDev/office-js-docs-pr).
"""

from typing import Any, Final

from lxml import etree

from xltrack.addin import words
from xltrack.addin.icons import SIZES
from xltrack.addin.setup import Setup

ID: Final = "7c0f5c2e-5d0b-4f5e-9a43-2f1d6f7c8e21"  # the same for ever: by it Excel knows the add-in again
VERSION: Final = "1.0.0.0"  # of the manifest, not of xltrack: a new xltrack behind the same button needs no new one
_APP: Final = "http://schemas.microsoft.com/office/appforoffice/1.1"
_TYPES: Final = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"
_OVER: Final = "http://schemas.microsoft.com/office/taskpaneappversionoverrides"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_TYPE: Final = f"{{{_XSI}}}type"
_SMALL, _LARGE = 32, 64  # pixels of the picture in Excel's list of add-ins, and of that for dense screens
_BUTTON_SIZES: Final = tuple(size for size in SIZES if size != _LARGE)


def write_manifest(setup: Setup) -> bytes:
    """The manifest of an installed add-in, as UTF-8."""
    root = etree.Element(f"{{{_APP}}}OfficeApp", nsmap={None: _APP, "xsi": _XSI, "bt": _TYPES, "ov": _OVER})
    root.set(_TYPE, "TaskPaneApp")
    texts = {"Id": ID, "Version": VERSION, "ProviderName": words.PROVIDER, "DefaultLocale": "zh-CN"}
    for name, text in texts.items():
        _add(root, name, text)
    values = {
        "DisplayName": words.BUTTON, "Description": words.DESCRIPTION,
        "IconUrl": _picture(setup, _SMALL), "HighResolutionIconUrl": _picture(setup, _LARGE),
    }  # fmt: skip
    for name, value in values.items():
        _add(root, name, DefaultValue=value)
    _add(_add(root, "Hosts"), "Host", Name="Workbook")
    _add(_add(_add(root, "Requirements"), "Sets", DefaultMinVersion="1.1"), "Set", Name="ExcelApi", MinVersion="1.1")
    _add(_add(root, "DefaultSettings"), "SourceLocation", DefaultValue=setup.address("excel"))
    _add(root, "Permissions", "ReadWriteDocument")
    _add_button(root, setup)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _picture(setup: Setup, size: int) -> str:
    return f"{setup.origin}/addin/icon-{size}.png"


def _add_button(root: Any, setup: Setup) -> None:
    """The button on the home tab; an element of its own schema begins here."""
    over = etree.SubElement(root, f"{{{_OVER}}}VersionOverrides", nsmap={None: _OVER})
    over.set(_TYPE, "VersionOverridesV1_0")
    host = _add(_add(over, "Hosts"), "Host", type="Workbook")
    point = _add(_add(host, "DesktopFormFactor"), "ExtensionPoint", type="PrimaryCommandSurface")
    group = _add(_add(point, "OfficeTab", id="TabHome"), "Group", id="xltrack.group")
    _add(group, "Label", resid="xltrack.name")
    _add_icon(group)
    button = _add(group, "Control", type="Button", id="xltrack.open")
    _add(button, "Label", resid="xltrack.name")
    tip = _add(button, "Supertip")
    _add(tip, "Title", resid="xltrack.name")
    _add(tip, "Description", resid="xltrack.tip")
    _add_icon(button)
    action = _add(button, "Action", type="ShowTaskpane")
    _add(action, "TaskpaneId", "xltrack.pane")
    _add(action, "SourceLocation", resid="xltrack.address")
    _add(action, "Title", resid="xltrack.name")
    _add_resources(over, setup)


def _add_icon(parent: Any) -> None:
    icon = _add(parent, "Icon")
    for size in _BUTTON_SIZES:
        etree.SubElement(icon, f"{{{_TYPES}}}Image", size=str(size), resid=f"xltrack.icon{size}")


def _add_resources(over: Any, setup: Setup) -> None:
    resources = _add(over, "Resources")
    tables = {
        ("Images", "Image"): {f"xltrack.icon{size}": _picture(setup, size) for size in _BUTTON_SIZES},
        ("Urls", "Url"): {"xltrack.address": setup.address("excel")},
        ("ShortStrings", "String"): {"xltrack.name": words.BUTTON},
        ("LongStrings", "String"): {"xltrack.tip": words.TIP},
    }
    for (table, kind), entries in tables.items():
        listed = etree.SubElement(resources, f"{{{_TYPES}}}{table}")
        for key, value in entries.items():
            etree.SubElement(listed, f"{{{_TYPES}}}{kind}", id=key, DefaultValue=value)


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    """An element of the parent's own schema; 「type」 is that of XML Schema."""
    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}")
    for key, value in attributes.items():
        made.set(_TYPE if key == "type" else key, value)
    made.text = text
    return made
