"""xltrack.toml beside the workbook: what a clerk may write in it, and what is said of mistakes."""

from __future__ import annotations

from datetime import date

import pytest

from xltrack.base.errors import UsageError
from xltrack.base.rules import rule
from xltrack.domain.settings import (
    MailServer,
    Office,
    Policy,
    find_settings,
    parse_settings,
)

FULL = """
[judge]
预警天数 = 3     # 三天
按工作日 = true
统计口径 = "全部"

[base]
印发 = 2021-06-01
"""
FULL_POLICY = Policy(window=3, workdays=True, rollup="named", base={"印发": date(2021, 6, 1)})


def code_of(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse_settings(text)
    return caught.value.code


def sentence_of(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse_settings(text)
    known = rule(caught.value.code)
    return f"{known.message(caught.value.facts)}。{known.remedy(caught.value.facts)}"


def test_no_file_means_the_default(tmp_path):
    assert Policy() == find_settings(tmp_path / "任务.xlsx").policy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_file_beside_the_workbook_is_read_in_the_encodings_of_notepad(tmp_path, encoding):
    (tmp_path / "xltrack.toml").write_bytes(FULL.replace("\n", "\r\n").encode(encoding))
    assert FULL_POLICY == find_settings(tmp_path / "任务.xlsx").policy


@pytest.mark.parametrize(
    "text",
    [
        '预警天数 = 3\n按工作日 = true\n统计口径 = "全部"\n[基准日]\n印发 = 2021-06-01',
        '[评判]\n预警天数＝3\n按工作日＝true\n统计口径＝“全部”\n［base］\n"印发" = 2021-06-01',
        '[judge]\nwindow = 3\nworkdays = true\nrollup = "named"\n[base]\n印发 = 2021-06-01T00:00:00',
    ],
)
def test_the_same_settings_in_other_words(text):
    assert FULL_POLICY == parse_settings(text).policy


def test_who_writes_is_said_in_a_section_of_its_own(tmp_path):
    text = FULL + '\n[office]\n名称 = "甲办"\n落款＝“甲办督查室”\n联系人 = " 张三 "\n电话 = 3520000\n'
    (tmp_path / "xltrack.toml").write_text(text, encoding="utf-8")
    assert Office("甲办", "甲办督查室", "张三", "3520000") == find_settings(tmp_path / "任务.xlsx").office
    assert FULL_POLICY == find_settings(tmp_path / "任务.xlsx").policy
    assert Office() == find_settings(tmp_path / "没有" / "任务.xlsx").office
    assert Office(name="乙办") == parse_settings('[单位]\nname = "乙办"').office
    text = '[office]\n名称 = "丙办"\n文号 = "丙政督"\n签发人 = "李四"\n印章 = true\n答复天数 = 3\n'
    assert Office("丙办", mark="丙政督", issuer="李四", seal=True, answer_days=3) == parse_settings(text).office


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("D165", "预警天数 = \n"),
        ("D165", "[base]\n印发 = 2021-6-1\n"),
        ("D165", "= ="),
        ("D166", "预警天 = 7"),
        ("D166", "[别的]\nx = 1"),
        ("D167", '预警天数 = "7"'),
        ("D167", "预警天数 = true"),
        ("D167", "预警天数 = -1"),
        ("D167", "预警天数 = 367"),
        ("D167", "按工作日 = 1"),
        ("D167", '统计口径 = "都算"'),
        ("D167", '未填报 = "不罚"'),
        ("D167", "未填报 = false"),
        ("D167", "统计口径 = []"),
        ("D167", "judge = 7"),
        ("D166", '[office]\n地址 = "甲"'),
        ("D167", "office = 7"),
        ("D167", "[office]\n名称 = true"),
        ("D167", '[office]\n名称 = "甲\\n乙"'),
        ("D167", '[office]\n印章 = "有"'),
        ("D167", "[office]\n答复天数 = 0"),
        ("D167", "[office]\n答复天数 = true"),
        ("D167", f'[office]\n名称 = "{"甲" * 101}"'),
        ("D167", '[base]\n印发 = "六月"'),
    ],
)
def test_a_mistake_has_its_rule(code, text):
    assert code == code_of(text)


def test_the_sentence_names_the_line_and_the_name():
    assert "设置文件 xltrack.toml 第 3 行写得不对" in sentence_of("[judge]\n预警天数 = 7\n按工作日 = 是\n")
    assert "不认识「预警天」" in sentence_of("预警天 = 7")
    assert '「预警天数」应当是0 到 366 的整数，写的是 "x"' in sentence_of('预警天数 = "x"')


def test_a_file_that_cannot_be_opened_stops_the_run(tmp_path):
    (tmp_path / "xltrack.toml").mkdir()
    with pytest.raises(UsageError) as caught:
        find_settings(tmp_path / "任务.xlsx")
    assert "D172" == caught.value.code


# --- [mail] ---

MAIL = '服务器 = "mx.yuyang.test"\n发件人 = "zfb@yuyang.test"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAIL, MailServer("mx.yuyang.test", 465, "ssl", "zfb@yuyang.test", "zfb@yuyang.test")),
        (
            f'{MAIL}加密 = "STARTTLS"\n',
            MailServer("mx.yuyang.test", 587, "starttls", "zfb@yuyang.test", "zfb@yuyang.test"),
        ),
        (f'{MAIL}端口 = 2465\n用户 = "zfb"\n', MailServer("mx.yuyang.test", 2465, "ssl", "zfb@yuyang.test", "zfb")),
        (f'{MAIL}用户 = ""\n', MailServer("mx.yuyang.test", 465, "ssl", "zfb@yuyang.test", "")),
    ],
)
def test_where_mail_goes_out(text, expected):
    assert expected == parse_settings(f"[mail]\n{text}").mail
    assert expected == parse_settings(f"[邮件]\n{text}").mail
    assert Policy() == parse_settings(f"[mail]\n{text}").policy


def test_the_certificate_stands_beside_the_settings(tmp_path):
    (tmp_path / "xltrack.toml").write_text(f'[mail]\n{MAIL}证书 = "ca.pem"\n', encoding="utf-8")
    server = find_settings(tmp_path / "任务.xlsx").mail
    assert server
    assert str(tmp_path / "ca.pem") == server.authority
    assert find_settings(tmp_path / "别处" / "任务.xlsx").mail is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('发件人 = "zfb@yuyang.test"', "D750"),
        ('服务器 = "mx.yuyang.test"', "D750"),
        (MAIL + "服务器端口 = 25", "D166"),
        (MAIL + "端口 = 0", "D167"),
        (MAIL + "端口 = 65536", "D167"),
        (MAIL + "端口 = true", "D167"),
        (MAIL + '加密 = "无"', "D167"),
        (MAIL + '加密 = "none"', "D167"),
        (MAIL + '密码 = "abc"', "D748"),
        (MAIL + 'Password = "abc"', "D748"),
        (MAIL + '授权码 = "abc"', "D748"),
    ],
)
def test_mistakes_in_where_mail_goes_out(text, code):
    assert code == code_of(f"[mail]\n{text}")
    assert "abc" not in sentence_of(f"[mail]\n{text}")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('[ofice]\n名称 = "甲"', "D166", "改成这些之一：[judge]、[base]、[office]、[mail]"),
        ('名称 = "甲"', "D166", "[office] 一行下面的「名称」"),
        ('[judge]\n预警天数 = "7"', "D167", '写的是 "7"'),
        ('[base]\n印发 = "2021-06-01"', "D167", '写的是 "2021-06-01"'),
    ],
)
def test_a_slip_is_told_with_what_would_be_right(text, code, words):
    with pytest.raises(UsageError) as said:
        parse_settings(text)
    assert code == said.value.code
    known = rule(code)
    assert words in f"{known.message(said.value.facts)}。{known.remedy(said.value.facts)}"


def test_a_settings_file_whose_ending_nobody_sees_is_told(tmp_path):
    (tmp_path / "xltrack.toml.txt").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as said:
        find_settings(tmp_path / "表.xlsx")
    assert ("D172", True) == (said.value.code, "末尾的 .txt 去掉" in str(said.value.facts["reason"]))


@pytest.mark.parametrize(
    ("word", "policy"),
    [("自动", "auto"), ("逾期", "late"), ("不计", "never"), ("never", "never")],
)
def test_an_office_says_what_becomes_of_a_task_of_which_nothing_was_reported(word, policy):
    assert policy == parse_settings(f'[judge]\n未填报 = "{word}"').policy.unreported
    assert "auto" == parse_settings("").policy.unreported


@pytest.mark.parametrize(("word", "paper"), [("A4", "a4"), ("a3", "a3"), (" A3 ", "a3")])
def test_an_office_says_whether_wide_tables_go_on_a3(word, paper):
    assert paper == parse_settings(f'[judge]\n纸张 = "{word}"').policy.paper
    assert "a4" == parse_settings("").policy.paper


def test_a_paper_that_no_table_is_printed_on_is_refused():
    with pytest.raises(UsageError) as said:
        parse_settings('[judge]\n纸张 = "B5"')
    assert "D167" == said.value.code
