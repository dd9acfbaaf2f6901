"""Who is complained of: what of a shop's, firm's or estate's name tells it from others, and plates and line numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from orders.alike.words import plain, read_yaml, sound

PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·.\- ]?[a-z0-9]{5,6}(?![a-z0-9])")
LINE = re.compile(r"(?:(?:公交|坐|乘|等)(?:车)?|^|[^\u4e00-\u9fff\d])([a-z]?\d{1,4})路|([a-z]?\d{1,4})路(?=公交|车|巴士)")
METRO = re.compile(r"地铁(\d{1,2})号线|(\d{1,2})号线")
POLE = re.compile(r"(?:编号|杆号|灯杆号|电梯编号|注册代码|设备号|站号)[^a-z0-9]{0,3}([a-z0-9\-]{2,})")
PERSON = re.compile(r"某|老板|师傅|业主|住户|邻居|户$|老人|老头|老太|大爷|大妈|包工头|教练|司机|不知|不清楚|楼上|楼下")
"""Words for a person whom the speaker does not name as a firm."""
COLOUR = re.compile(r"([黑白黄红蓝绿灰银棕花])色?(?=[的]?(?:小?轿?车|小?狗|大?狗|面包车|suv|摩托|货车|越野|色的))")
MARKS = (("plate", PLATE), ("line", LINE), ("metro", METRO), ("pole", POLE), ("colour", COLOUR))


@lru_cache(maxsize=1)
def _ends() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    table = read_yaml("places")
    kinds = sorted({"有限责任公司", "分公司", *table["shops"], *table["pois"], "商户", "老板", "施工方"}, key=len, reverse=True)
    position = sorted((word for word in table["position"] if len(word) > 1), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(kinds)})$"), re.compile("|".join(position)), frozenset(table["generic"])


def name_of_respondent(respondent: str) -> str:
    """What tells this shop or firm from another; the empty string for what names nobody (物业, 楼上, 不清楚)."""
    _, position, generic = _ends()
    name = re.sub(r"[\s,，。()（）“”\"'「」、]", "", plain(respondent))
    if name in generic:
        return ""
    if PERSON.search(name):
        return ""
    short = position.sub("", name)
    return "" if short in generic or len(short) < 2 else short


def same_respondent(one: str, two: str) -> bool:
    """Whether two names from `name_of_respondent` mean one."""
    if one == two:
        return True
    short, long = sorted((bare(one), bare(two)), key=len)
    if len(short) > 1 and short in long:
        return True
    return len(short) > 1 and len(short) == len(long) and sound(short) == sound(long)


def bare(name: str) -> str:
    """The name without its kind (烧烤店, 有限公司), unless nothing is left."""
    kinds, _, _ = _ends()
    while (short := kinds.sub("", name)) != name and len(short) > 1:
        name = short
    return name


def marks(text: str) -> frozenset[str]:
    """Numbers that tell one thing from another, as `kind:number`: plates, bus and metro lines, poles, lifts."""
    found = set()
    for kind, pattern in MARKS:
        for hit in pattern.finditer(text):
            value = next((group for group in hit.groups() if group), hit.group()) if hit.groups() else hit.group()
            found.add(f"{kind}:{re.sub(r'[·.  -]', '', value)}")
    return frozenset(found)


def marks_differ(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether both carry numbers of one kind and none of them agrees."""
    kinds = {mark.partition(":")[0] for mark in one} & {mark.partition(":")[0] for mark in two}
    return any(not {m for m in one & two if m.startswith(f"{kind}:")} for kind in kinds)
