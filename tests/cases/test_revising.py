"""The catalogue is changed as data: told as differences, kept whole or not at all, for new cases only."""

from pathlib import Path
from typing import Any

import pytest

from linli.cases import book, revising
from linli.cases.catalogue import current, rewriting
from linli.cases.models import CatalogueVersion
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    """A city whose own files lie nowhere else."""
    settings.HOME, settings.LINLI_CATALOGUE = tmp_path, ""


def with_limit(limit: str) -> dict[str, bytes]:
    """Return the files in which rubbish has another limit."""
    conditions = [{**line, "limit": limit} for line in rewriting.lines_of(rewriting.CONDITIONS, city.RUBBISH)]
    matter = rewriting.lines_of(rewriting.MATTERS, city.RUBBISH)[0]
    responsible = rewriting.lines_of(rewriting.RESPONSIBLE, city.RUBBISH)
    return rewriting.with_matter(city.RUBBISH, matter, conditions, responsible)


def revise(files: dict[str, bytes], **more: Any) -> None:
    """Put the files in force."""
    told: dict[str, Any] = {"by": SYSTEM, "based_on": current().digest, "reason": "市里新规定"} | more
    revising.revise(files=files, **told)


def test_a_file_written_again_says_the_same() -> None:
    """The leading zero and all: rewriting without a change is no change."""
    limit = rewriting.lines_of(rewriting.CONDITIONS, city.RUBBISH)[0]["limit"]
    assert revising.differences(current(), revising.planned(with_limit(limit))) == []


def test_a_new_limit_counts_for_new_cases_only() -> None:
    """Exactly as told: one difference; open cases keep deadline and rule, the next one gets the new limit."""
    old, before = city.filed(), current()
    files = with_limit("9")
    (told,) = revising.differences(before, revising.planned(files))
    assert (told.key[:5], told.field, told.will) == (city.RUBBISH, "limit", "9")
    assert revising.matters_of([told]) == {city.RUBBISH}
    due = old.due_at
    revise(files)
    old.refresh_from_db()
    assert (old.due_at, old.limit) == (due, before.conditions_of(city.RUBBISH)[0].limit)
    assert book.of(old).digest == before.digest
    new = city.filed()
    assert new.limit == 9
    assert new.catalogue_id == current().digest != before.digest
    assert CatalogueVersion.objects.count() == 2
    entry = AuditEntry.objects.get(verb="cases:catalogue:revise")
    assert entry.reason == "市里新规定"
    assert entry.data["was"] == before.digest
    assert [told.key, "limit", told.was, "9"] in entry.data["changes"]


def test_a_wrong_file_changes_nothing(tmp_path: Path) -> None:
    """Every fault is told, no file is written."""
    with pytest.raises(InvalidInput) as caught:
        revise(with_limit("soon"))
    assert "conditions.csv" in str(caught.value.errors[0])
    assert not (tmp_path / "catalogue").exists()
    assert not AuditEntry.objects.filter(verb="cases:catalogue:revise").exists()


def test_who_was_later_is_told() -> None:
    """A change based on an older version, one without a reason or without a change, one by somebody else."""
    digest = current().digest
    with pytest.raises(InvalidInput, match="原因"):
        revise(with_limit("9"), reason=" ")
    with pytest.raises(NotAllowed):
        revise(with_limit("9"), by=city.DESK)
    revise(with_limit("9"))
    with pytest.raises(Conflict, match="别人"):
        revise(with_limit("8"), based_on=digest)
    with pytest.raises(Conflict, match="没有任何变化"):
        revise(with_limit("9"))


def test_a_new_matter_stands_in_its_order() -> None:
    """With its own conditions and body; tables added and gone are one difference each."""
    matter = {"code": "06900", "name": "测试", "name_en": "Test", "plain": "测试", "plain_en": "Test"}
    matter |= {"topic": "waste", "public": "1"}
    responsible = [{"match": "06900", "trade": "sanitation", "level": "street"}]
    files = rewriting.with_matter("06900", matter, [], responsible)
    new = revising.planned(files)
    codes = [each.code for each in new.matters]
    assert codes == sorted(codes)
    told = revising.differences(current(), new)
    assert {(each.field, each.was) for each in told} == {("", "")}
    assert {each.key for each in told} == {"06900", "06900 *"}


def test_a_table_may_come_from_excel_or_as_text() -> None:
    """As text it is kept with the mark by which Excel knows UTF-8; what is no catalogue file is refused."""
    given = "code,name,name_en\r\nwaste,垃圾,Rubbish\r\n"
    assert rewriting.text_of("topics.csv", given.encode("gb18030")) == given.replace("\r", "")
    assert rewriting.bytes_of("topics.csv", "a\r\nb").startswith(b"\xef\xbb\xbfa\n")
    with pytest.raises(KeyError):
        rewriting.path("../settings.py")
