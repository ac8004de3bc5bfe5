"""The office's policy, from `xltrack.toml` beside the workbook (docs/规则.md 5, README).

Its section [judge] has 预警天数 (`window`), 按工作日 (`workdays`), 统计口径 (`rollup`: 「牵头」 or 「全部」) and 字体 (`fonts`);
its section [base] has dates of events, 印发 = 2021-06-01, that turn 「印发后10个工作日内」 into a date in the report;
its section [office] says what no sheet holds and a notice needs: 名称, 落款, 联系人, 电话, 邮箱;
its section [mail] says where mail goes out: 服务器, 端口, 加密, 发件人, 用户, 证书.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeVar

from xltrack.base.errors import UsageError
from xltrack.base.text import decode

FILE_NAME: Final = "xltrack.toml"
T = TypeVar("T")


class Policy(NamedTuple):
    """How to judge.

    Attributes:
        window: days of warning before a due date (D and the due date included).
        workdays: count the window in workdays of China (with its make-up days) instead of calendar days.
        rollup: which roll-up leads on 总览: by leading units, or by every unit named.
        fonts: which names the fonts of 附件 have: those of Windows, the _GB2312 ones, those of WPS on Linux.
        base: dates of events that relative deadlines count from: {「印发」: 2021-06-01}.
    """

    window: int = 7
    workdays: bool = False
    rollup: Literal["lead", "named"] = "lead"
    base: Mapping[str, date] = MappingProxyType({})
    fonts: Literal["windows", "gb2312", "wps-linux"] = "windows"


class Office(NamedTuple):
    """Who writes: what a notice says of its sender; 「」 where nobody has said it.

    Attributes:
        name: the office, 「榆阳区人民政府办公室」.
        signed: what stands under a notice, where that is another name.
        contact, phone, mail: whom to ask and where to report to.
    """

    name: str = ""
    signed: str = ""
    contact: str = ""
    phone: str = ""
    mail: str = ""


class MailServer(NamedTuple):
    """Where mail goes out; the password stands in no file (docs/规则.md 13.4).

    Attributes:
        host, port: the server.
        tls: encrypted from the start, or after STARTTLS; never not at all.
        sender: the address that writes.
        user: who logs in; 「」 for a server that asks no login.
        authority: a file with the certificate of the office's own authority; 「」 where the system's do.
    """

    host: str
    port: int
    tls: Literal["ssl", "starttls"]
    sender: str
    user: str
    authority: str = ""


class Settings(NamedTuple):
    """All that an xltrack.toml says."""

    policy: Policy = Policy()
    office: Office = Office()
    mail: MailServer | None = None


_JUDGE: Final = {"预警天数": "window", "按工作日": "workdays", "统计口径": "rollup", "字体": "fonts"}
_OFFICE: Final = {"名称": "name", "落款": "signed", "联系人": "contact", "电话": "phone", "邮箱": "mail"}
_MAIL: Final = {
    "服务器": "host", "端口": "port", "加密": "tls", "发件人": "sender", "用户": "user", "证书": "authority",
}  # fmt: skip
_PASSWORDS: Final = ("密码", "口令", "授权码", "password", "passwd", "secret")
_TLS: Final[Mapping[str, Literal["ssl", "starttls"]]] = {
    "ssl": "ssl",
    "ssl/tls": "ssl",
    "tls": "ssl",
    "starttls": "starttls",
}
_PORTS: Final[Mapping[str, int]] = {"ssl": 465, "starttls": 587}
_FONTS: Final[tuple[Literal["windows", "gb2312", "wps-linux"], ...]] = ("windows", "gb2312", "wps-linux")
_COUNTS: Final[Mapping[str, Literal["lead", "named"]]] = {
    "牵头": "lead", "lead": "lead", "全部": "named", "named": "named",
}  # fmt: skip
_LONGEST: Final = 100
# What an input method leaves in a file: full-width signs, curly quotes.
_TYPED: Final = str.maketrans("＝“”［］＃\u3000\xa0", '=""[]#  ')
# TOML wants quotes round a key that is not ASCII; a clerk does not.
# Not compiled here: most workbooks have no settings beside them.
_CHINESE_KEY: Final = r"(?m)^(\s*)([^\s\"'#=\[\]]*[^\x00-\x7f\s][^\s\"'#=\[\]]*)(\s*=)"
_CHINESE_SECTION: Final = r"(?m)^(\s*\[\s*)([^\s\"'#=\[\]]*[^\x00-\x7f\s][^\s\"'#=\[\]]*)(\s*\])"


def find_policy(workbook: Path) -> Policy:
    """The policy beside a workbook; the default one where there is no xltrack.toml.

    Raises:
        UsageError: the file cannot be read (D172), is no TOML (D165), has an unknown name (D166) or a wrong
            value (D167).
    """
    return _find_settings(workbook).policy


def find_office(workbook: Path) -> Office:
    """Who writes, from the same file; raises as `find_policy` does."""
    return _find_settings(workbook).office


def find_mail_server(workbook: Path) -> MailServer | None:
    """Where mail goes out, from the same file; None where it does not say. Raises as `find_policy` does, and D748, D750."""
    return _find_settings(workbook).mail


def _find_settings(workbook: Path) -> Settings:
    path = workbook.parent / FILE_NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        hidden = path.with_name(f"{FILE_NAME}.txt")  # Notepad adds the ending, and Explorer hides it
        if hidden.exists():
            raise UsageError("D172", path=hidden, reason=_WRONG_NAME) from None
        return Settings()
    except OSError as error:
        raise UsageError("D172", path=path, reason=error.strerror or type(error).__name__) from error
    return parse_settings(decode(data), path)


def parse_settings(text: str, path: Path = Path(FILE_NAME)) -> Settings:
    """What the words of a settings file state; `path` is only named in what is said of mistakes."""
    import tomllib

    typed = re.sub(_CHINESE_KEY, r'\1"\2"\3', re.sub(_CHINESE_SECTION, r'\1"\2"\3', text.translate(_TYPED)))
    try:
        table = tomllib.loads(typed)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise UsageError("D165", path=path, line=line[1] if line else len(text.splitlines())) from error
    office: dict[str, object] = {}
    for name in ("office", "单位"):
        office.update(_section(name, table.pop(name, {}), path))
    mail: dict[str, object] = {}
    for name in ("mail", "邮件"):
        mail.update(_section(name, table.pop(name, {}), path))
    return Settings(_policy_of(table, path), _office_of(office, path), _mail_of(mail, path) if mail else None)


def _mail_of(table: Mapping[str, object], path: Path) -> MailServer:
    for key in table:
        if key.lower() in _PASSWORDS:
            raise UsageError("D748", path=path, key=key)
    read = {_field_of(key, _MAIL, path): (key, value) for key, value in table.items()}
    said: dict[str, str] = {
        name: _line(*read[name], path) for name in ("host", "sender", "user", "authority") if name in read
    }
    for name, field in (("服务器", "host"), ("发件人", "sender")):
        if not said.get(field):
            raise UsageError("D750", path=path, key=name)
    usual: Literal["ssl", "starttls"] = "ssl"
    tls = _checked(read, "tls", _tls, usual, path)
    return MailServer(
        said["host"], _checked(read, "port", _port, _PORTS[tls], path), tls, said["sender"],
        said.get("user", said["sender"]), str(path.parent / said["authority"]) if said.get("authority") else "",
    )  # fmt: skip


def _office_of(table: Mapping[str, object], path: Path) -> Office:
    fields = {_field_of(key, _OFFICE, path): _line(key, value, path) for key, value in table.items()}
    return Office(**fields)


def _line(key: str, value: object, path: Path) -> str:
    """Words of one line; a telephone number may be written as a number."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else "\n"
    if not text.isprintable() or len(text) > _LONGEST:
        raise UsageError("D167", path=path, key=key, wanted=_WANTED["line"], found=value)
    return text


def _policy_of(table: Mapping[str, object], path: Path) -> Policy:
    judge: dict[str, object] = {}
    base: dict[str, object] = {}
    for name, value in table.items():
        if name in ("judge", "评判"):
            judge.update(_section(name, value, path))
        elif name in ("base", "基准日"):
            base.update(_section(name, value, path))
        elif isinstance(value, dict):
            raise UsageError("D166", path=path, key=f"[{name}]", known=_SECTIONS)
        elif name in _OFFICE and name not in _JUDGE:
            raise UsageError("D166", path=path, key=name, known=f"[office] 一行下面的「{name}」")
        else:
            judge[name] = value
    read = {_field_of(key, _JUDGE, path): (key, value) for key, value in judge.items()}
    default = Policy()
    return Policy(
        window=_checked(read, "window", _window, default.window, path),
        workdays=_checked(read, "workdays", _yes_or_no, default.workdays, path),
        rollup=_checked(read, "rollup", _rollup, default.rollup, path),
        base={key: _day(key, value, path) for key, value in base.items()},
        fonts=_checked(read, "fonts", _fonts, default.fonts, path),
    )


def _section(name: str, value: object, path: Path) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UsageError("D167", path=path, key=name, wanted=f"一节，写成 [{name}]", found=value)
    return value


def _field_of(key: str, known: Mapping[str, str], path: Path) -> str:
    if key not in known and key not in known.values():
        raise UsageError("D166", path=path, key=key, known="、".join(known))
    return known.get(key, key)


_WRONG_NAME: Final = f"它应当叫 {FILE_NAME}，把末尾的 .txt 去掉"
_SECTIONS: Final = "[judge]、[base]、[office]、[mail]"
_WANTED: Final = {
    "window": "0 到 366 的整数", "workdays": " true 或 false", "rollup": '"牵头"或"全部"',
    "fonts": '"windows"、"gb2312"或"wps-linux"', "line": "一行文字（加英文引号，100字以内）",
    "port": "1 到 65535 的整数", "tls": '"ssl"（465 端口）或"starttls"（587 端口）',
}  # fmt: skip


def _checked(
    read: Mapping[str, tuple[str, object]], name: str, check: Callable[[object], T | None], default: T, path: Path
) -> T:
    if name not in read:
        return default
    key, value = read[name]
    checked = check(value)
    if checked is None:
        raise UsageError("D167", path=path, key=key, wanted=_WANTED[name], found=_shown(value))
    return checked


def _shown(value: object) -> object:
    """A value as it was typed: what stands in quotes is text."""
    return f'"{value}"' if isinstance(value, str) else value


def _window(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 366 else None


def _rollup(value: object) -> Literal["lead", "named"] | None:
    return _COUNTS.get(value) if isinstance(value, str) else None


def _fonts(value: object) -> Literal["windows", "gb2312", "wps-linux"] | None:
    return next((name for name in _FONTS if isinstance(value, str) and value.strip().lower() == name), None)


def _port(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536 else None


def _tls(value: object) -> Literal["ssl", "starttls"] | None:
    return _TLS.get(value.strip().lower()) if isinstance(value, str) else None


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _day(key: str, value: object, path: Path) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise UsageError("D167", path=path, key=key, wanted="日期，如 2021-06-01（不加引号）", found=_shown(value))
