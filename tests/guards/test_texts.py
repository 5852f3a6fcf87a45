"""Every text has its English, and every Chinese text on a page is marked for translation."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Catalog

from tests.guards import house
from tools import messages

MARKED = re.compile(
    r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*trans(?:late)?\b.*?%}"
    r"|_\(\"[^\"]*\"\)|_\('[^']*'\)",
    re.S,
)
LINE_COMMENT = re.compile(r"^\s*(//|/?\*).*$", re.M)
# Names that stay as they are in every language, and a page that says everything in both.
NAMES = re.compile("中文|简体中文|邻里")
BILINGUAL = ("/500.html",)
FACES = ("src/linli/web/", "src/linli/api/")


def bare_template(text: str) -> list[str]:
    """Return the Chinese in a template that stands outside every translation mark."""
    bare = NAMES.sub("", MARKED.sub("", text))
    return [line for line in bare.splitlines() if messages.CHINESE.search(line)]


def bare_python(module: ast.Module) -> Iterator[int]:
    """Yield the lines of Chinese strings that are neither marked nor docstrings."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in messages.KEYWORDS:
                skipped |= set(ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
    for node in ast.walk(module):
        if not isinstance(node, ast.Constant) or node in skipped or not isinstance(node.value, str):
            continue
        if messages.CHINESE.search(node.value):
            yield node.lineno


def bare_script(text: str) -> list[str]:
    """Return the lines of a script that hold Chinese; its words come from data attributes of the page."""
    return [line.strip() for line in LINE_COMMENT.sub("", text).splitlines() if messages.CHINESE.search(line)]


def at_odds(catalogues: Iterable[tuple[str, Catalog]]) -> list[str]:
    """Return the texts, each within its context, that have one English here and another there.

    Django looks a text up in the catalogues of all packages together, so that one of the two never shows.
    """
    found: dict[tuple[str, str | None], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, catalogue in catalogues:
        for message in catalogue:
            if message.id:
                found[str(message.id), message.context][str(message.string)].append(name)
    return [f"{id} {dict(english)}" for (id, _context), english in found.items() if len(english) > 1]


def test_every_text_has_its_english() -> None:
    faults = [
        f"{text.place} {text.singular}"
        for package in messages.packages()
        for text in messages.missing(messages.texts(package), messages.catalogue(package))
    ]
    assert not faults, house.listed(
        "`python -m tools.messages update` adds them; then write the English", faults
    )


def test_every_catalogue_can_be_read() -> None:
    read = [messages.parsed(path) for path in messages.SOURCE.rglob("*.po")]
    assert len(read) >= 4, "the guard must see the catalogues"


def test_a_text_has_the_same_english_everywhere() -> None:
    found = at_odds((package.name, messages.catalogue(package)) for package in messages.packages())
    assert not found, house.listed("write the same English, or give the text a context (pgettext)", found)


def test_a_text_with_two_meanings_is_found() -> None:
    here, there = Catalog(locale="en"), Catalog(locale="en")
    here.add("岗位", "Post")
    here.add("结案", "Closed")
    there.add("岗位", "Posts", context="list")
    there.add("结案", "Close")
    (found,) = at_odds([("orgs", here), ("cases", there)])
    assert found.startswith("结案")


def test_a_text_without_english_is_found() -> None:
    source = (
        'from x import gettext as _\nA = _("待派遣")\nB = _("ok")\nC = ngettext("%(n)s 件", "%(n)s 件", 2)'
    )
    found = list(messages.texts_of(source.encode(), "desk.py"))
    page = '{% translate "处置中" %}{% blocktranslate %}还剩 {{ n }} 小时{% endblocktranslate %}'
    found += messages.texts_of(messages.template_source(page, "page.html"), "page.html")
    known = Catalog(locale="en")
    known.add("待派遣", "To be dispatched")
    known.add("处置中", "")
    assert [text.singular for text in messages.missing(found, known)] == [
        "%(n)s 件",
        "处置中",
        "还剩 %(n)s 小时",
    ]


def test_every_chinese_text_on_a_page_is_marked() -> None:
    faults = []
    for name in house.tracked():
        if name.startswith(FACES) and "/vendor/" not in name and not name.endswith(BILINGUAL):
            if name.endswith((".html", ".txt")):
                faults += [f"{name}: {line}" for line in bare_template(house.read(name))]
            elif name.endswith(".py"):
                faults += [f"{name}:{line}" for line in bare_python(house.tree(name))]
            elif name.endswith(".js"):
                faults += [f"{name}: {line}" for line in bare_script(house.read(name))]
    assert not faults, house.listed("mark it for translation", faults)


def test_an_unmarked_text_is_found() -> None:
    assert bare_template('<p>{% translate "好" %}</p>\n<b>坏</b>{# 注 #}') == ["<b>坏</b>"]
    assert list(bare_python(ast.parse('"""说明"""\nA = _("好")\nB = "坏"'))) == [3]
    assert bare_script('// 说明\nshow("坏");') == ['show("坏");']
