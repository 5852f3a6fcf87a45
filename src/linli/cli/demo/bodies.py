"""The organisations of the made-up city: departments, offices, crews, property managers, the party's tree."""

from collections.abc import Iterable, Iterator, Sequence

from linli.cli.demo.names import Random
from linli.orgs.models import Organisation, PartyOrganisation
from linli.orgs.rules import OFFICES, Kind, PartyKind
from linli.places.drafts import AreaDraft

_DISTRICT: Sequence[tuple[str, str, Kind]] = (
    ("city_management", "城市管理局", Kind.DEPARTMENT),
    ("sanitation", "环境卫生管理处", Kind.PUBLIC_INSTITUTION),
    ("municipal", "市政养护所", Kind.PUBLIC_INSTITUTION),
    ("lighting", "照明管理所", Kind.PUBLIC_INSTITUTION),
    ("gardens", "园林绿化管理中心", Kind.PUBLIC_INSTITUTION),
    ("water", "水利局", Kind.DEPARTMENT),
    ("water_supply", "自来水公司", Kind.COMPANY),
    ("gas", "燃气公司", Kind.COMPANY),
    ("heating", "供热公司", Kind.COMPANY),
    ("power", "供电公司", Kind.COMPANY),
    ("telecom", "通信管线联合公司", Kind.COMPANY),
    ("transport", "交通运输局", Kind.DEPARTMENT),
    ("traffic_police", "交警大队", Kind.DEPARTMENT),
    ("police", "公安分局", Kind.DEPARTMENT),
    ("housing", "住房和城乡建设局", Kind.DEPARTMENT),
    ("planning", "自然资源和规划分局", Kind.DEPARTMENT),
    ("environment", "生态环境局", Kind.DEPARTMENT),
    ("market_supervision", "市场监督管理局", Kind.DEPARTMENT),
    ("emergency", "应急管理局", Kind.DEPARTMENT),
    ("fire", "消防救援大队", Kind.DEPARTMENT),
    ("health", "卫生健康局", Kind.DEPARTMENT),
    ("agriculture", "农业农村局", Kind.DEPARTMENT),
    ("civil_affairs", "民政局", Kind.DEPARTMENT),
    ("culture", "文体广电和旅游局", Kind.DEPARTMENT),
)
_STREET: Sequence[tuple[str, str, Kind]] = (
    ("city_management", "综合行政执法局", Kind.DEPARTMENT),
    ("sanitation", "环卫所", Kind.PUBLIC_INSTITUTION),
    ("gardens", "绿化管理站", Kind.PUBLIC_INSTITUTION),
)
_MANAGERS = ("安居", "金色家园", "和顺", "龙城", "诚信", "万和", "新城", "嘉宝", "常泰", "惠民")
INDUSTRIES = (
    ("digital_economy", "数字经济"),
    ("ride_hailing", "网约出行"),
    ("food_delivery", "外卖送餐"),
    ("live_streaming", "网络主播"),
)
_WITHOUT_BRANCH = 0.03
_GRID_BRANCHES = 0.75


def organisations(areas: Iterable[AreaDraft], random: Random) -> Iterator[Organisation]:
    """Yield every organisation, unsaved; codes are the area's and the trade's, e.g. 320402-water."""
    for area in areas:
        if len(area.code) == 6:
            for trade, name, kind in _DISTRICT:
                yield _body(area, trade, f"{area.name}{name}", kind)
        elif len(area.code) == 9:
            office = "人民政府" if _name(area).endswith("镇") else "办事处"
            yield _body(area, "office", f"{area.name}{office}", Kind.STREET_OFFICE, duties=[])
            for trade, name, kind in _STREET:
                yield _body(area, trade, f"{area.name}{name}", kind)
        elif len(area.code) == 12:
            name = f"{area.name}居委会" if _name(area).endswith("社区") else f"{area.name}村委会"
            yield _body(area, "community", name.replace("村村", "村"), Kind.COMMUNITY_OFFICE)
            manager = f"{_MANAGERS[random.integers(len(_MANAGERS))]}物业（{area.name}项目部）"
            yield _body(area, "property", manager, Kind.PROPERTY_MANAGER)


def _name(area: AreaDraft) -> str:
    return area.name or area.code


def _body(
    area: AreaDraft, trade: str, name: str, kind: Kind, duties: list[str] | None = None
) -> Organisation:
    return Organisation(
        code=f"{area.code}-{trade}",
        name=name,
        kind=kind,
        area_code=area.code,
        duties=[trade] if duties is None else duties,
        phone=_phone(area.code) if kind in OFFICES else "",
    )


def _phone(code: str) -> str:
    """Return an invented number that nobody has: no subscriber's number begins with a nought."""
    return f"0519-0{int(code) % 9_999_991:07d}"


def party(areas: Sequence[AreaDraft], random: Random) -> list[list[PartyOrganisation]]:
    """Return the party organisations, unsaved, level by level so that parents can be saved first."""
    towns = {
        area.code: _party(area, "town_committee", f"{area.name}党（工）委", PartyKind.TERRITORY)
        for area in areas
        if len(area.code) == 9
    }
    communities = {
        area.code: _party(
            area, "community_committee", f"{area.name}大党委", PartyKind.TERRITORY, towns[area.code[:9]]
        )
        for area in areas
        if len(area.code) == 12
    }
    branches = list(_grid_branches(areas, communities, random))
    groups = [
        _party(branch, "building_group", f"{branch.name[:-3]}第{number}党小组", PartyKind.TERRITORY, branch)
        for branch in branches[::3]
        for number in ("一", "二")
    ]
    return [[*towns.values()], [*communities.values()], branches, groups, *_industries(areas)]


def _grid_branches(
    areas: Sequence[AreaDraft], communities: dict[str, PartyOrganisation], random: Random
) -> Iterator[PartyOrganisation]:
    bare = {code for code in communities if random.random() < _WITHOUT_BRANCH}
    for area in areas:
        if len(area.code) != 15 or area.code[:12] in bare:
            continue
        if random.random() < _GRID_BRANCHES:
            name = f"{area.name}党支部"
            yield _party(area, "estate_branch", name, PartyKind.GRID, communities[area.code[:12]])


def _industries(areas: Sequence[AreaDraft]) -> tuple[list[PartyOrganisation], list[PartyOrganisation]]:
    centre = next(area for area in areas if len(area.code) == 6)
    committees = [
        _party(centre, "industry_committee", f"{name}行业党委", PartyKind.INDUSTRY, key=key, industry=key)
        for key, name in INDUSTRIES
    ]
    branches = [
        _party(
            area,
            "industry_branch",
            f"{area.name}{name}行业党支部",
            PartyKind.INDUSTRY,
            committee,
            key=key,
            industry=key,
        )
        for area in areas
        if len(area.code) == 9
        for committee, (key, name) in zip(committees, INDUSTRIES, strict=True)
    ]
    return committees, branches


def _party(
    area: AreaDraft | PartyOrganisation,
    level: str,
    name: str,
    kind: PartyKind,
    parent: PartyOrganisation | None = None,
    key: str = "",
    industry: str = "",
) -> PartyOrganisation:
    code = area.code if isinstance(area, AreaDraft) else area.area_code
    tail = key or (level if isinstance(area, AreaDraft) else f"{level}{name[-4:-3]}")
    return PartyOrganisation(
        code=f"{code}-{_slug(tail)}",
        name=name,
        kind=kind,
        level=level,
        area_code=code,
        parent=parent,
        industry=industry,
    )


def _slug(text: str) -> str:
    return text.replace("一", "1").replace("二", "2")
