"""The lines of the desk's list: what they say, that words stay words, and which one is open."""

import pytest

from linli.cases.models import Case
from linli.kernel import clock
from linli.web.desk.lines import lines
from linli.web.desk.rows import rows
from linli.web.shell.shelf import Shelf
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def line(open_number: str = "", *, left: bool = False, live: bool = False, **columns: object) -> str:
    """Return the line of a case with the cleaners whose columns are changed."""
    case = city.handling_case()
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()
    gone = frozenset({case.pk}) if left else frozenset()
    return lines(rows([case], Shelf(), gone), open_number or case.number, live=live)


def test_a_line_says_what_waits_where_and_with_whom() -> None:
    case = city.handling_case()
    said = lines(rows([case], Shelf()))
    assert f'id="c{case.pk}" data-row="{case.pk}.{case.version}"' in said
    assert f'value="{case.number}.{case.version}" form="bulk"' in said
    assert f'<a href="/desk/cases/{case.number}/" data-pane="/desk/cases/{case.number}/pane/">' in said
    assert "处置中</span><span>" in said
    assert "<span>乙街道环卫所</span></span></a></li>" in said
    assert lines([]) == ""


def test_what_may_not_wait_is_said_before_the_title() -> None:
    said = line(urgent=True, supervised_at=clock.now())
    assert '<span class="tag bad">急</span><span class="tag bad">督办</span>' in said


def test_words_of_people_stay_words() -> None:
    said = line(title="<b>垃圾</b>", address='"门口" & <i>')
    assert "&lt;b&gt;垃圾&lt;/b&gt;" in said
    assert "&quot;门口&quot; &amp; &lt;i&gt;" in said


def test_the_open_line_the_one_that_left_and_one_that_takes_a_place() -> None:
    said = line(left=True, live=True)
    assert 'aria-current="true"' in said
    assert 'hx-swap-oob="true"' in said
    assert "已不在这一列" in said
    assert "aria-current" not in line("another")
