"""Signs of life from the devices: only of people under a valid consent, only of the signals agreed to."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from linli.care import actions, queries
from linli.care.actions import LifeSign
from linli.devices.signs import Sign


class Ear:
    """Hears for the plans; see `linli.devices.signs.Hearer`."""

    def watched(self, group: str, pseudonyms: Collection[str]) -> Collection[str]:
        """Return those of `pseudonyms` by which the device group calls a person under plan."""
        return queries.plans_of(group, pseudonyms).keys()

    def hear(self, signs: Sequence[Sign]) -> None:
        """Note the signs of people under plan, by signals that were agreed to.

        The same pseudonym from another group is another person: it is not heard.
        """
        by_group = defaultdict[str, set[str]](set)
        for sign in signs:
            by_group[sign.group].add(sign.pseudonym)
        found = {group: queries.plans_of(group, pseudonyms) for group, pseudonyms in by_group.items()}
        actions.hear_all(
            LifeSign(plan[0], sign.at, sign.signal, sign.kind, sign.device)
            for sign in signs
            if (plan := found[sign.group].get(sign.pseudonym)) is not None and plan[1] == sign.signal
        )
