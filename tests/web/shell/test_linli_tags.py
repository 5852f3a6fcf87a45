"""The components of templates: each says in words what it shows, for those who cannot see it."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.template import Context, Template
from django.utils import translation

from linli.kernel import clock
from linli.web.shell.clockwords import SILENT, ClockWords


def shown(template: str, **words: object) -> str:
    """Return what a template with our tags shows."""
    return Template("{% load linli %}" + template).render(Context(words))


def test_a_state_is_a_word_and_a_shape() -> None:
    assert "待派遣" in shown('{% state "filed" %}')
    assert "#shape-dotted" in shown('{% state "filed" %}')
    assert "挂账" in shown('{% state "handling" True %}')
    assert "正在安排" in shown('{% plain_state "filed" %}')


def test_a_silent_clock_shows_nothing() -> None:
    assert shown("{% clock words %}", words=SILENT).strip() == ""
    assert "超 1 工作日" in shown("{% clock words %}", words=ClockWords("超 1 工作日", "overdue"))


def test_a_mark_that_was_kept_says_what_it_is_asked_to_say() -> None:
    """Marks are kept by what they say, so neither another language nor another case may get the first."""
    late, soon = ClockWords("超 1 工作日", "overdue", "alarm", "昨天"), ClockWords("还剩 <1>", "soon")
    marks = [shown('{% state "filed" %}{% clock late %}{% clock soon %}', late=late, soon=soon) for _ in "ab"]
    with translation.override("en"):
        english = shown('{% state "filed" %}')
    assert marks[0] == marks[1]
    assert '<span class="clock overdue" title="昨天"><svg class="icon"' in marks[0]
    assert 'icons.svg#alarm"/></svg>超 1 工作日</span>' in marks[0]
    assert "还剩 &lt;1&gt;</span>" in marks[0]
    assert "待派遣" not in english
    assert "#shape-dotted" in english


class Asking(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="名字", help_text="写全名")
    kind = forms.ChoiceField(
        label="种类",
        choices=[("a", "甲")],
        widget=forms.RadioSelect(attrs={"class": "chips"}),
        required=False,
    )
    agree = forms.BooleanField(label="同意")


def test_a_faulty_field_ties_its_fault_to_its_input() -> None:
    page = shown("{% error_summary form %}{% field form.name %}{% field form.agree %}", form=Asking({}))
    assert 'href="#id_name"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count('role="alert"') == 1


def test_what_may_be_left_out_says_so() -> None:
    assert "可不填" in shown("{% field form.kind %}", form=Asking())
    assert "可不填" not in shown("{% field form.name %}", form=Asking())


def test_markup_in_words_stays_text() -> None:
    page = shown('{% empty "leaf" heading "b" %}', heading="<b>x</b>")
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_a_time_has_its_full_date_on_paper() -> None:
    """What is read today is said as people say it; what is printed is understood on any day."""
    that = datetime(2026, 3, 4, 6, 20, tzinfo=UTC)
    with clock.at(that + timedelta(hours=2)):
        page = shown("{% moment that %}|{% ago that %}|{% full_moment that %}", that=that)
        nothing = shown("{% moment that %}{% ago that %}", that=None)
    words, recent, full = page.split("|")
    paper = '<span class="on-paper">2026年3月4日 14:20</span>'
    assert words == recent == f'<span class="on-screen">今天 14:20</span>{paper}'
    assert full == "2026年3月4日 14:20"
    assert nothing == ""
