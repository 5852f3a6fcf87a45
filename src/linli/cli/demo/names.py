"""Invented names of people, streets and shops, drawn from a seed."""

import numpy as np

Random = np.random.Generator

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_RARE = ("欧阳", "诸葛", "司徒", "𠮷", "㛃", "亓", "仝", "苌")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建华文辉力玲志鹏飞红春梅晓东海燕国庆秀珍玉凤云龙宝林新"
    "宇佳欣子涵思远雨桐一诺梓萱浩然俊熙若曦"
)
_ROADS = (
    "和平延陵兰陵劳动关河健身竹林桃园青洋龙城博爱怀德清凉翠竹丽华勤业花园长江通江飞龙晋陵太湖鸣新聚湖滆湖"
)
_ROAD_KINDS = ("路", "路", "路", "中路", "北路", "南路", "街", "巷", "大道")
_SHOPS = (
    "便民超市",
    "水果店",
    "牛肉面馆",
    "早点铺",
    "烧烤店",
    "理发店",
    "五金店",
    "菜鸟驿站",
    "奶茶店",
    "药房",
)


def person(random: Random) -> str:
    """Return a person's name."""
    return surname(random) + given(random)


def surname(random: Random) -> str:
    """Return a family's name; one in two hundred is one that few fonts know."""
    if random.random() < 0.005:
        return _RARE[random.integers(len(_RARE))]
    return _SURNAMES[int(len(_SURNAMES) * random.random() ** 1.6)]


def given(random: Random) -> str:
    """Return a given name of one or two characters."""
    return "".join(_GIVEN[i] for i in random.integers(len(_GIVEN), size=random.integers(1, 3)))


def road(random: Random) -> str:
    """Return a road, e.g. 兰陵中路."""
    at = 2 * random.integers(len(_ROADS) // 2)
    kind = _ROAD_KINDS[random.integers(len(_ROAD_KINDS))]
    return f"{_ROADS[at : at + 2]}{kind}"


def shop(random: Random) -> str:
    """Return a kind of shop that stands at the corner."""
    return _SHOPS[random.integers(len(_SHOPS))]


def mobile(serial: int) -> str:
    """Return the mobile number (11 digits) of the invented person number `serial`; never the same twice."""
    return f"199{serial % 10**8:08d}"
