"""What Linli itself wrote down for ever in Chinese, said again in the reader's language."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext

_BLANK = re.compile(r"\{(\w+)\}")


def retold(kept: str, known: Iterable[str]) -> str:
    """Return a kept text in the language in force; as it stands when it is none of the known ones.

    Args:
        kept: what was written down.
        known: msgids, with their blanks in braces; what fills a blank is said again when it is known too.
    """
    texts = tuple(known)
    for text in texts:
        if found := _shape(text).fullmatch(kept):
            blanks = {name: retold(said, texts) for name, said in found.groupdict().items()}
            return gettext(text).format(**blanks)
    return kept


@lru_cache(maxsize=200)
def _shape(text: str) -> re.Pattern[str]:
    words = _BLANK.split(text)
    return re.compile(
        "".join(f"(?P<{word}>.*)" if at % 2 else re.escape(word) for at, word in enumerate(words))
    )
