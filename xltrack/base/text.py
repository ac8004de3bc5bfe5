"""Text as the sheets carry it: widths, Traditional characters, spaces and line breaks that mean nothing.

The rule: docs/规则.md 1 (what `text` is), 2.4 (Traditional characters) and 2.7 (line breaks that only wrap).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern

# Spaces of every kind that office software leaves in cells, with the zero-width ones.
SPACES: Final = " \t\r\n\v\f\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_LONG: Final = 2000
_SPACE = pattern(f"[{SPACES}]+")
# Only characters whose simplified form occurs in the words that are looked for, and that are no simplified ones themselves: 「于」
# stays, 「於」 becomes it. They are turned one for one, so that offsets stay; what is shown to people stays as it was printed.
_TRADITIONAL: Final = (
    "並佈佔併來侷係個備傢傳僅僑價億儘償優兌兒內兩冊別刪則創劃劇動務勢匯區協卽厤參員問啓啟單噸噹嚮嚴囌國圍園圓圖團執堅報場塊壓夠夾婦學實寧審寫將專對導屆層屬帶幾庫廕廠廢廣廳張強彆彔彙後徑從復徵徹態應懞戰戶掃"
    "掛揮撥擇擔據擬擱擴敎數斷於旂昇時暫曆曉曏書會朮査條業極構樁樓標樣機橫檔檢檯欄權歷歸殘氣決沒況淺測準溫滙滯滾滿漁漢漸濛濟災為無煙營爭爲牽狀獄獨獲現環產産甦甯畝畢異當療發盡監眞眾睏矇碩確碼礦稅稱積穩穫竪箇"
    "節範篩簡簽籌籤糧糰糾紀約紅納紙級紮細終組結絕絡給統絶經綜綫維網緊線編緩緻縣總織繫繳繼續纍纔罷羣義聯聲職脩腳臨臺與興舉舘艦莊華菸萬葯蓆蓋蔘蔭藍藥蘇處虛號衆術衕衛裏裝裡製複覈見規視覽訂計訊訓記訪設許訴註証"
    "評詞試話該詳認語誤說説調談請論諾謀證識議護讀變讓豎負財貧貫責費貿資質賬踰蹤車軍軟軸較輸轄轉辦農迴這連週進遊運過達適遲遷選還邊郵鄉醫釋鈎鈡鉤銀銷錄錯録錶鍾鎭鎮鏈鐘鐵鑑鑒長門開間閤閱閲闆關陞陸陽隊階際隨險"
    "隱隻雙難雲電靜鞏鞦韆響頁頂項順須預頒領頭題額類顯風颱餘館饋馬駐駕驗驟體髮鬚麪麫麵麼麽點黨鼕齊齡齣龍衹枱衞縮託嶺鵬雞蘭陝滬廬贛魯遼慶濱錦鶴樂溝嶽鋼鑛鹽豐偉瀋吳陳鄭鄧楊劉趙孫馮蔣葉閻韓練獎勵築貨購"
)
_SIMPLIFIED: Final = (
    "并布占并来局系个备家传仅侨价亿尽偿优兑儿内两册别删则创划剧动务势汇区协即历参员问启启单吨当向严苏国围园圆图团执坚报场块压够夹妇学实宁审写将专对导届层属带几库荫厂废广厅张强别录汇后径从复征彻态应蒙战户扫"
    "挂挥拨择担据拟搁扩教数断于旗升时暂历晓向书会术查条业极构桩楼标样机横档检台栏权历归残气决没况浅测准温汇滞滚满渔汉渐蒙济灾为无烟营争为牵状狱独获现环产产苏宁亩毕异当疗发尽监真众困蒙硕确码矿税称积稳获竖个"
    "节范筛简签筹签粮团纠纪约红纳纸级扎细终组结绝络给统绝经综线维网紧线编缓致县总织系缴继续累才罢群义联声职修脚临台与兴举馆舰庄华烟万药席盖参荫蓝药苏处虚号众术同卫里装里制复核见规视览订计讯训记访设许诉注证"
    "评词试话该详认语误说说调谈请论诺谋证识议护读变让竖负财贫贯责费贸资质账逾踪车军软轴较输辖转办农回这连周进游运过达适迟迁选还边邮乡医释钩钟钩银销录错录表钟镇镇链钟铁鉴鉴长门开间合阅阅板关升陆阳队阶际随险"
    "隐只双难云电静巩秋千响页顶项顺须预颁领头题额类显风台余馆馈马驻驾验骤体发须面面面么么点党冬齐龄出龙只台卫缩托岭鹏鸡兰陕沪庐赣鲁辽庆滨锦鹤乐沟岳钢矿盐丰伟沈吴陈郑邓杨刘赵孙冯蒋叶阎韩练奖励筑货购"
)
TABLE: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
# A search is several times as fast as a look at each character, and most texts hold none of these.
_OF_OLD: Final = frozenset(_TRADITIONAL)
_WIDE: Final = pattern(f"[\uff01-\uff5e\u3000\xa0{_TRADITIONAL}]")
_NARROW: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\xa0": " "}
_FOLD: Final = _NARROW | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))


def squeeze(text: str) -> str:
    """Drop every space and line break: 「序 号」 and 「序⏎号」 are 「序号」."""
    # Spaces but the plain one are not printable: most texts are known to have none without a search.
    if len(text) <= _LONG and text.isprintable() and " " not in text:
        return text
    return _squeeze_long(text) if len(text) > _LONG else _squeeze(text)


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)


def fold(text: str) -> str:
    """Turn full-width forms into ASCII, Traditional characters into simplified; offsets stay: 「２０２０（含）」 is 「2020(含)」."""
    for char in set(_WIDE.findall(text)):  # they are few, and each is no other's form
        text = text.replace(char, _FOLD[char])
    return text


def tidy(text: str) -> str:
    """Drop line breaks, outer spaces and spaces between Chinese characters and digits; keep those between Latin words."""
    if len(text) <= _LONG and text.isprintable() and " " not in text:
        return text
    return _tidy_long(text) if len(text) > _LONG else _tidy(text)


def _tidy(text: str) -> str:
    return _SPACE.sub(_between, text)


# A long text that many rows have in common is looked at once.
_squeeze_long, _tidy_long = lru_cache(maxsize=64)(_squeeze), lru_cache(maxsize=64)(_tidy)


def _between(space: re.Match[str]) -> str:
    start, end = space.span()
    before, after = space.string[start - 1 : start] if start else "", space.string[end : end + 1]
    kept = before and after and not (_joins(before) and _joins(after))
    return space[0].replace("\n", "").replace("\r", "") if kept else ""


def _joins(char: str) -> bool:
    """Whether a space beside this character means nothing: digits, Chinese characters and punctuation."""
    return char >= "\u2e80" or "0" <= char <= "9"


# Controls, and what turns the direction of a line or breaks it: a console obeys them, and nobody sees them.
_OBEYED = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with a mark for each control and each sign of direction: 「␛[2J」, 「<U+202E>」; tabs and line feeds stay."""
    return text if text.isprintable() else _OBEYED.sub(lambda found: _mark(ord(found[0])), text)


def _mark(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def visible_json(text: str) -> str:
    """The same JSON with those characters as its own escapes: they mean the same, and no console obeys them."""
    return text if text.isprintable() else _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """The columns that a terminal or a sheet needs: 2 for an East Asian wide character, 1 for others, 0 for combining."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text
    )


def shorten(text: str, columns: int) -> str:
    """Cut `text` to at most `columns` terminal columns, with 「…」 where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 2
    for char in text:
        used += width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept) + "…"


def is_traditional(text: str) -> bool:
    """Whether a text holds a Traditional character."""
    return _WIDE.search(text) is not None and not _OF_OLD.isdisjoint(text)


def simplify(text: str) -> str:
    """A text in simplified characters, of the same length."""
    return text.translate(TABLE) if is_traditional(text) else text


def restore(words: str, printed: str) -> str:
    """Words that were read from `simplify(printed)` as they were printed: at their place, else character by character."""
    plain = printed.translate(TABLE)
    at = plain.find(words)
    if at >= 0:
        return printed[at : at + len(words)]
    return words.translate({ord(new): old for new, old in zip(reversed(plain), reversed(printed), strict=True)})


def places_in(sentence: str) -> Iterator[tuple[str, str | None]]:
    """The words of a sentence with the {place} behind each: 「共{count}项」 is (共, count), (项, None)."""
    told, *rest = sentence.split("{")
    for part in rest:
        place, _, after = part.partition("}")
        yield told, place
        told = after
    if told:
        yield told, None


def decode(data: bytes, errors: str = "replace") -> str:
    """UTF-8 with or without a BOM; else what a Chinese Windows calls ANSI, `errors` as `bytes.decode` has it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors)


def on_one_line(text: str) -> str:
    """Line breaks and controls as visible signs, what else is not seen as spaces."""
    return "".join(char if char.isprintable() else "⏎" if char == "\n" else " " for char in visible(text))
