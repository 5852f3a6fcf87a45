"""What Linli wrote into the history of a case about an elder or a device, read in the reader's language."""

from django.utils import translation
from django.utils.translation import get_language

from linli.care import rungs, saying
from linli.care.models import Alert, AlertStep
from linli.kernel.retelling import retold
from linli.sources.silences import ENDED, LANGUAGE
from linli.sources.upkeep import HEARD_AGAIN


def told(note: str) -> str:
    """Return a note of Linli's own in the language in force; as it stands when it is none of these.

    Args:
        note: as `silences` and `upkeep` wrote it.
    """
    language = get_language() or LANGUAGE
    with translation.override(LANGUAGE):
        labels = [str(each.label) for each in (*AlertStep.Kind, *Alert.Outcome)]
    known = (*saying.STANDINGS, *labels)
    whole = retold(note, (ENDED, HEARD_AGAIN, *known))
    if whole != note:
        return whole
    names = {
        each.name: each.named(language)
        for ladder in rungs.current().by_code.values()
        for each in ladder.rungs
    }
    return "：".join(names.get(part) or retold(part, known) for part in note.split("："))
