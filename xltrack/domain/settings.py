"""The office's policy, from `xltrack.toml` beside the workbook (docs/规则.md 5, README).

Its section [judge] has 预警天数 (`window`), 按工作日 (`workdays`), 统计口径 (`rollup`: 「牵头」 or 「全部」),
共同任务 (`shared`: 「全部」 or 「牵头」),
未填报 (`unreported`: 「自动」, 「逾期」 or 「不计」), 字体 (`fonts`) and 纸张 (`paper`: 「A4」 or 「A3」);
its section [base] has dates of events, 印发 = 2021-06-01, that turn 「印发后10个工作日内」 into a date in the report;
its section [office] says what no sheet holds and a notice needs: 名称, 落款, 联系人, 电话, 邮箱, 文号, 签发人, 印章, 答复天数;
its section [mail] says where mail goes out: 服务器, 端口, 加密, 发件人, 用户, 证书.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from xltrack.base.errors import UsageError
from xltrack.base.system import read_plain, reason_of
from xltrack.base.text import decode

FILE_NAME: Final = "xltrack.toml"


class Policy(NamedTuple):
    """How to judge.

    Attributes:
        window: days of warning before a due date (D and the due date included).
        workdays: count the window in workdays of China (with its make-up days) instead of calendar days.
        rollup: which roll-up leads on 总览: by leading units, or by every unit named.
        unreported: whether a task of which nothing was reported is late once its day has passed: in a table that somebody has
            answered, always, or never.
        shared: when a task is done whose units answer each for itself: when all leading units are, or when the first one is.
        fonts: which names the fonts of 附件 have: those of Windows, the _GB2312 ones, those of WPS on Linux.
        paper: A4 alone, or A3 where a table has very many columns.
        base: dates of events that relative deadlines count from: {「印发」: 2021-06-01}.
    """

    window: int = 7
    workdays: bool = False
    rollup: Literal["lead", "named"] = "lead"
    base: Mapping[str, date] = MappingProxyType({})
    fonts: Literal["windows", "gb2312", "wps-linux"] = "windows"
    unreported: Literal["auto", "late", "never"] = "auto"
    paper: Literal["a4", "a3"] = "a4"
    shared: Literal["all", "first"] = "all"


class Office(NamedTuple):
    """Who writes: what a notice says of its sender; 「」 where nobody has said it.

    Attributes:
        name: the office, 「榆阳区人民政府办公室」.
        signed: what stands under a notice, where that is another name.
        contact, phone, mail: whom to ask and where to report to.
        mark: the letters that its document numbers begin with (机关代字), 「榆政督」.
        issuer: who signs (签发人).
        seal: whether a seal is put under its notices.
        answer_days: workdays that a letter leaves for its answer.
    """

    name: str = ""
    signed: str = ""
    contact: str = ""
    phone: str = ""
    mail: str = ""
    mark: str = ""
    issuer: str = ""
    seal: bool = False
    answer_days: int = 5


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


_JUDGE: Final = {
    "预警天数": "window", "按工作日": "workdays", "统计口径": "rollup", "字体": "fonts", "未填报": "unreported",
    "纸张": "paper", "共同任务": "shared",
}  # fmt: skip
_OFFICE: Final = {
    "名称": "name", "落款": "signed", "联系人": "contact", "电话": "phone", "邮箱": "mail", "文号": "mark", "签发人": "issuer",
    "印章": "seal", "答复天数": "answer_days",
}  # fmt: skip
_MAIL: Final = {
    "服务器": "host", "端口": "port", "加密": "tls", "发件人": "sender", "用户": "user", "证书": "authority",
}  # fmt: skip
_SECTIONS: Final = {
    "judge": "judge", "评判": "judge", "base": "base", "基准日": "base", "office": "office", "单位": "office", "mail": "mail",
    "邮件": "mail",
}  # fmt: skip
_PASSWORDS: Final = ("密码", "口令", "授权码", "password", "passwd", "secret")
_PORTS: Final = {"ssl": 465, "starttls": 587}
_TLS: Final = {"ssl": "ssl", "ssl/tls": "ssl", "tls": "ssl", "starttls": "starttls"}
_FONTS: Final = {"windows": "windows", "gb2312": "gb2312", "wps-linux": "wps-linux"}
_SHEETS: Final = {"a4": "a4", "a3": "a3"}
_COUNTS: Final = {"牵头": "lead", "lead": "lead", "全部": "named", "named": "named"}
_UNREPORTED: Final = {"自动": "auto", "auto": "auto", "逾期": "late", "late": "late", "不计": "never", "never": "never"}
_SHARED: Final = {"全部": "all", "all": "all", "牵头": "first", "first": "first"}
# What a value means; None where it is none of those that are wanted.
_CHECKS: Final[Mapping[str, Callable[[object], Any]]] = {
    "window": lambda value: value if type(value) is int and 0 <= value <= 366 else None,
    "port": lambda value: value if type(value) is int and 0 < value < 65536 else None,
    "workdays": lambda value: value if isinstance(value, bool) else None,
    "seal": lambda value: value if isinstance(value, bool) else None,
    "answer_days": lambda value: value if type(value) is int and 0 < value <= _MOST_DAYS else None,
    "rollup": lambda value: _COUNTS.get(str(value)),
    "shared": lambda value: _SHARED.get(str(value)),
    "unreported": lambda value: _UNREPORTED.get(str(value)),
    "fonts": lambda value: _FONTS.get(str(value).strip().lower()),
    "paper": lambda value: _SHEETS.get(str(value).strip().lower()),
    "tls": lambda value: _TLS.get(str(value).strip().lower()),
}
_WANTED: Final = {
    "window": "0 到 366 的整数", "workdays": " true 或 false", "seal": " true 或 false",
    "answer_days": "1 到 90 的整数（工作日）", "rollup": '"牵头"或"全部"',
    "shared": '"全部"或"牵头"',
    "unreported": '"自动"、"逾期"或"不计"',
    "paper": '"A4"或"A3"',
    "fonts": '"windows"、"gb2312"或"wps-linux"', "line": "一行文字（加英文引号，100字以内）",
    "port": "1 到 65535 的整数", "tls": '"ssl"（465 端口）或"starttls"（587 端口）',
}  # fmt: skip
_WRONG_NAME: Final = f"它应当叫 {FILE_NAME}，把末尾的 .txt 去掉"
_NOWHERE: Final = "它是一个链接，所指的文件不在"
_LONGEST: Final = 100
_MOST_DAYS: Final = 90
# What an input method leaves in a file: full-width signs, curly quotes.
_TYPED: Final = str.maketrans("＝“”［］＃\u3000\xa0", '=""[]#  ')
# TOML wants quotes round a key that is not ASCII; a clerk does not.
# Not compiled here: most workbooks have no settings beside them.
_CHINESE_KEY: Final = r"(?m)^(\s*)([^\s\"'#=\[\]]*[^\x00-\x7f\s][^\s\"'#=\[\]]*)(\s*=)"
_CHINESE_SECTION: Final = r"(?m)^(\s*\[\s*)([^\s\"'#=\[\]]*[^\x00-\x7f\s][^\s\"'#=\[\]]*)(\s*\])"


def find_settings(workbook: Path) -> Settings:
    """What the xltrack.toml beside a workbook says; the default where there is none.

    Raises:
        UsageError: the file cannot be read (D172), is no TOML (D165), has an unknown name (D166), a wrong value (D167) or a
            password (D748), or its [mail] lacks a server or a sender (D750).
    """
    path = workbook.parent / FILE_NAME
    try:
        data = read_plain(path)
    except FileNotFoundError:
        hidden = path.with_name(f"{FILE_NAME}.txt")  # Notepad adds the ending, and Explorer hides it
        if path.is_symlink():  # to nowhere
            raise UsageError("D172", path=path, reason=_NOWHERE) from None
        if hidden.exists():
            raise UsageError("D172", path=hidden, reason=_WRONG_NAME) from None
        return Settings()
    except OSError as error:
        raise UsageError("D172", path=path, reason=reason_of(error)) from error
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
    said: dict[str, dict[str, object]] = {"judge": {}, "base": {}, "office": {}, "mail": {}}
    for name, value in table.items():
        if name in _SECTIONS and not isinstance(value, dict):
            raise UsageError("D167", path=path, key=name, wanted=f"一节，写成 [{name}]", found=value)
        if name in _SECTIONS:
            said[_SECTIONS[name]].update(value)
        elif isinstance(value, dict):
            raise UsageError("D166", path=path, key=f"[{name}]", known="、".join(f"[{known}]" for known in said))
        elif name in _OFFICE and name not in _JUDGE:
            raise UsageError("D166", path=path, key=name, known=f"[office] 一行下面的「{name}」")
        else:
            said["judge"][name] = value
    return Settings(
        _policy_of(said["judge"], said["base"], path),
        _office_of(said["office"], path),
        _mail_of(said["mail"], path) if said["mail"] else None,
    )


def _policy_of(judge: Mapping[str, object], base: Mapping[str, object], path: Path) -> Policy:
    read, default = _read(judge, _JUDGE, path), Policy()
    return Policy(
        window=_checked(read, "window", default.window, path),
        workdays=_checked(read, "workdays", default.workdays, path),
        rollup=_checked(read, "rollup", default.rollup, path),
        base={key: _day(key, value, path) for key, value in base.items()},
        fonts=_checked(read, "fonts", default.fonts, path),
        unreported=_checked(read, "unreported", default.unreported, path),
        paper=_checked(read, "paper", default.paper, path),
    )


def _office_of(table: Mapping[str, object], path: Path) -> Office:
    read, default = _read(table, _OFFICE, path), Office()
    lines = {field: _line(*own, path) for field, own in read.items() if field not in _CHECKS}
    return default._replace(
        **lines, seal=_checked(read, "seal", default.seal, path),
        answer_days=_checked(read, "answer_days", default.answer_days, path),
    )  # fmt: skip


def _mail_of(table: Mapping[str, object], path: Path) -> MailServer:
    for key in table:
        if key.lower() in _PASSWORDS:
            raise UsageError("D748", path=path, key=key)
    read = _read(table, _MAIL, path)
    said: dict[str, str] = {
        field: _line(*read[field], path) for field in ("host", "sender", "user", "authority") if field in read
    }
    for name in ("服务器", "发件人"):
        if not said.get(_MAIL[name]):
            raise UsageError("D750", path=path, key=name)
    tls = _checked(read, "tls", "ssl", path)
    return MailServer(
        said["host"], _checked(read, "port", _PORTS[tls], path), tls, said["sender"],
        said.get("user", said["sender"]), str(path.parent / said["authority"]) if said.get("authority") else "",
    )  # fmt: skip


def _read(table: Mapping[str, object], known: Mapping[str, str], path: Path) -> dict[str, tuple[str, object]]:
    """The keys and values of a section by the fields that they set."""
    for key in table:
        if key not in known and key not in known.values():
            raise UsageError("D166", path=path, key=key, known="、".join(known))
    return {known.get(key, key): (key, value) for key, value in table.items()}


def _line(key: str, value: object, path: Path) -> str:
    """Words of one line; a telephone number may be written as a number."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else "\n"
    if not text.isprintable() or len(text) > _LONGEST:
        raise UsageError("D167", path=path, key=key, wanted=_WANTED["line"], found=value)
    return text


def _checked(read: Mapping[str, tuple[str, object]], name: str, default: object, path: Path) -> Any:
    key, value = read.get(name, ("", default))
    checked = _CHECKS[name](value)
    if checked is None:
        raise UsageError("D167", path=path, key=key, wanted=_WANTED[name], found=_shown(value))
    return checked


def _shown(value: object) -> object:
    """A value as it was typed: what stands in quotes is text."""
    return f'"{value}"' if isinstance(value, str) else value


def _day(key: str, value: object, path: Path) -> date:
    if not isinstance(value, date):
        raise UsageError("D167", path=path, key=key, wanted="日期，如 2021-06-01（不加引号）", found=_shown(value))
    return value.date() if isinstance(value, datetime) else value
