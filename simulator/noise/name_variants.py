"""How the name of an enterprise is written by someone who does not copy it: each keeps the enterprise and changes the text."""

from collections.abc import Callable
from functools import cache
from random import Random

from pypinyin import lazy_pinyin

from ecolake.standards.catalogue import Item

_SUFFIXES = ("有限责任公司", "股份有限公司", "集团有限公司", "有限公司")
_PLACES = (
    "福建省",
    "福州市",
    "厦门市",
    "泉州市",
    "漳州市",
    "三明市",
    "莆田市",
    "南平市",
    "龙岩市",
    "宁德市",
    "福建",
)
_BRANCHES = ("分公司", "一厂", "（新厂）", "第二分厂", "仓库")
# Characters that are common in names of enterprises; a homophone is chosen among them.
_COMMON = (
    "福建泉州晋江南安石狮厦门漳州龙岩三明宁德莆田永春安溪华盛兴达荣昌恒泰金源鑫鸿宏弘洪丰锋峰安诚成城程盈迎赢英鹰环保宝堡科克技机电"
    "纺织印染食品陶瓷皮革纸业五金建材石材化工钢铁机械汽车电子水务污废物处理利力立丽新欣信鑫辉徽惠会汇海闽民明铭名东冬南男北贝佳嘉家"
    "源园元圆远大达答顺舜瑞锐祥翔详康慷益亿义艺宜怡中忠钟众万旺望天添田德得"
)


@cache
def _homophones() -> dict[str, str]:
    by_sound: dict[str, str] = {}
    for character in dict.fromkeys(_COMMON):
        sound = lazy_pinyin(character)[0]
        by_sound[sound] = by_sound.get(sound, "") + character
    return by_sound


def _homophone(rng: Random, item: Item, name: str) -> str:
    del item
    known = _homophones()
    places = [n for n, one in enumerate(name) if len(known.get(lazy_pinyin(one)[0], "").replace(one, "")) > 0]
    if not places:
        return name
    place = rng.choice(places)
    other = rng.choice(known[lazy_pinyin(name[place])[0]].replace(name[place], ""))
    return name[:place] + other + name[place + 1 :]


def _abbreviation(rng: Random, item: Item, name: str) -> str:
    del rng, item
    suffix = next((one for one in _SUFFIXES if name.endswith(one)), "")
    place = next((one for one in _PLACES if name.startswith(one)), "")
    short = name[len(place) : len(name) - len(suffix)]
    return short if len(short) > 1 else name


def _old_name(rng: Random, item: Item, name: str) -> str:
    """Give a name such as the enterprise may have had: another legal form, or another word of good luck."""
    del item
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix) + rng.choice(
                [one for one in ("厂", *_SUFFIXES) if one != suffix]
            )
    return f"原{name}"


def _branch(rng: Random, item: Item, name: str) -> str:
    del item
    return name + rng.choice(_BRANCHES)


def _full_width(rng: Random, item: Item, name: str) -> str:
    """Write brackets, letters and digits in full width, or put a blank into the name where there are none."""
    del item
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name)
    place = rng.randrange(1, len(name)) if len(name) > 1 else 0
    return wide if wide != name else f"{name[:place]}\u3000{name[place:]}"


def _typo(rng: Random, item: Item, name: str) -> str:
    """Drop a character, double it, or swap two."""
    del item
    if len(name) < 3:
        return name
    place = rng.randrange(len(name) - 1)
    how = rng.randrange(3)
    if how == 0:
        return name[:place] + name[place + 1 :]
    if how == 1:
        return name[: place + 1] + name[place:]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


VARIANTS: dict[str, Callable[[Random, Item, str], str]] = {
    "old": _old_name,
    "abbreviation": _abbreviation,
    "branch": _branch,
    "full_width": _full_width,
    "typo": _typo,
    "homophone": _homophone,
}
