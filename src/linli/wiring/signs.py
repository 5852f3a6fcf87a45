"""Who hears signs of life: the one page that lists them; each is a `linli.devices.signs.Hearer`."""

from collections.abc import Sequence

from linli.care.hearing import Ear
from linli.devices.signs import Hearer

HEARERS: Sequence[Hearer] = (Ear(),)
