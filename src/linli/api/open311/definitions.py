"""The catalogue as GeoReport services: what can be reported, and what is asked about each."""

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.api.open311.answers import Record, Value
from linli.cases.catalogue import Catalogue, Matter, current, said
from linli.kernel.errors import NotFound

CONDITION = "condition"


def services() -> Iterator[Record]:
    """Yield every service that is offered."""
    catalogue = current()
    topics = {topic.code: topic for topic in catalogue.topics}
    for matter in catalogue.matters:
        if matter.public:
            topic = topics[matter.topic]
            yield {
                "service_code": matter.code,
                "service_name": said.plain(matter),
                "description": said.name(matter),
                "metadata": len(catalogue.conditions_of(matter.code)) > 1,
                "type": "realtime",
                "keywords": ",".join(_keywords(catalogue, matter)),
                "group": said.name(topic),
            }


def _keywords(catalogue: Catalogue, matter: Matter) -> list[str]:
    return [word.parts[0] for word in catalogue.words if word.matter == matter.code and len(word.parts) == 1][
        :8
    ]


def service(code: str) -> Matter:
    """Return the service `code`.

    Raises:
        NotFound: there is none.
    """
    matter = current().matter(code)
    if matter is None:
        raise NotFound(_("没有这个 service_code。"))
    return matter


def definition(code: str) -> Record:
    """Return what is asked about the service `code`: which condition it is, when it has several.

    Raises:
        NotFound: there is no such service.
    """
    matter = service(code)
    conditions = current().conditions_of(matter.code)
    attributes: list[Value] = []
    if len(conditions) > 1:
        language = get_language()
        values: list[Value] = [{"key": one.id, "name": one.said(language)[0]} for one in conditions]
        attributes.append(
            {
                "variable": True,
                "code": CONDITION,
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": _("从列表中选一项"),
                "order": 1,
                "description": _("是哪一种情形？"),
                "values": values,
            }
        )
    return {"service_code": matter.code, "attributes": attributes}
