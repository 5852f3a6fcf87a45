"""Invented but plausible place names; as in life they repeat, so only codes tell places apart."""

import numpy as np

CITY = "3204"
DISTRICTS: tuple[tuple[str, str], ...] = (
    ("320402", "天宁区"),
    ("320404", "运河区"),
    ("320411", "北江区"),
    ("320412", "武进区"),
    ("320413", "西洮区"),
    ("320481", "南山市"),
)
MODEL_STREETS: dict[str, tuple[str, ...]] = {
    "320402": ("天宁街道", "茶山街道"),
    "320412": ("湖塘镇", "西湖街道", "遥观镇", "牛塘镇"),
}
MODELS: dict[str, tuple[str, str]] = {
    "富强新村": ("320402", "茶山街道"),
    "小东门桥社区": ("320402", "天宁街道"),
    "丰乐社区": ("320412", "湖塘镇"),
    "聚新家园社区": ("320412", "西湖街道"),
    "剑苑社区": ("320412", "遥观镇"),
    "丫河村": ("320412", "牛塘镇"),
}
"""The communities of which the source article tells, with their district and street."""

TOWNS = tuple(
    """
    柳溪 梅港 青墩 白荡 芦墅 横塘 竹桥 杏塘 桑园 荷渚 石埝 皂角 柏林 银杏
    湾里 前黄泥 龙游 丁墅 祝塘 南渎 北渎 马杭桥 漕溪 运村 寨里 夏墅 焦庄 郑桥
    崔墩 卜河 西夏 罗溪湾 汤庄 安家渡 春江 魏塘 圩塘 新闸口 邹庄 卢家巷 嘉桑 成墩
    礼塘 前洲 洛河 雪堰桥 潘墩 漳湟 东安湾 儒塘 直里 朱墅 薛庄 指溪 尧墩 建塘
    别桥湾 上沛湾 南渡口 社塘 戴港 天目里 昆仑桥
    """.split()  # noqa: SIM905
)
ROADS = tuple(
    """
    人民 和平 解放 健康 劳动 延陵 晋陵 兰陵 龙城 关河 通江 长江 黄河 飞龙
    红梅 青洋 丽华 采菱 清凉 广化 花园 怀德 勤业 永宁 北塘 南塘 新民 文化
    学府 滨河 湖滨 广电 常武 古方 鸣新 定安 聚湖 长虹 夏城 武宜 淹城 金鸡
    凤凰 大通 长沟 虹西 竹林 翠竹
    """.split()  # noqa: SIM905
)
ESTATES = tuple(
    """
    朝阳 新民 和平 红星 光华 翠竹 富民 兴隆 永安 东方 团结 幸福 向阳 桃园
    锦绣 清潭 白云 怡康 九洲 丽景 金色 御水 盛世 星河 阳光 彩虹 世纪 万福
    香樟 银河 府东 城西 运河 水岸 枫林 玉兰 梧桐 月季 紫荆 荷塘 春晖 秋实
    景阳 龙泉 凤凰 学苑 书香 馨河
    """.split()  # noqa: SIM905
)
VILLAGES = tuple(
    """
    新民 和平 红旗 东风 前进 胜利 跃进 丰收 塘头 桥东 桥西 河南 河北 庙前
    寺后 徐家 王家 李庄 张墩 陈墅 蒋塘 周塔 吴巷 钱家塘 高田 大坝 小圩 沟东
    荡里 沙沟 梅庄 竹园 柳塘 桑南 杏村 石桥 新桥 老街 下塘 上村 中街 长沟
    双桥 三河 五洞 七里 八字 九里
    """.split()  # noqa: SIM905
)
SUFFIXES = ("社区", "新村社区", "花园社区", "家园社区", "苑社区")
SPECIAL: tuple[tuple[str, str], ...] = (
    ("万福广场", "商圈"),
    ("新世纪商城", "商圈"),
    ("邻里中心", "商圈"),
    ("实验小学", "学校"),
    ("中心小学", "学校"),
    ("第二中学", "学校"),
    ("职业学校", "学校"),
    ("人民医院", "医院"),
    ("中医院", "医院"),
    ("科创园", "园区"),
    ("工业集中区", "园区"),
    ("农贸市场", "市场"),
    ("客运站", "交通枢纽"),
    ("人民公园", "公园"),
)
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Return 1 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def draw(pool: tuple[str, ...], count: int, rng: np.random.Generator) -> list[str]:
    """Return `count` names of `pool`, none twice until all are used."""
    rounds = -(-count // len(pool))
    return [pool[int(at)] for _ in range(rounds) for at in rng.permutation(len(pool))][:count]
