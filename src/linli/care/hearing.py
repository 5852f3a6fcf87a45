"""Signs of life from the devices: only of people under a valid consent, only of the signals agreed to."""

from collections.abc import Collection, Sequence

from linli.care import actions, queries
from linli.care.actions import LifeSign
from linli.devices.signs import Sign


class Ear:
    """Hears for the plans; see `linli.devices.signs.Hearer`."""

    def watched(self, group: str, pseudonyms: Collection[str]) -> Collection[str]:
        """Return those of `pseudonyms` by which the device group calls a person under plan."""
        return [pseudonym for _group, pseudonym in queries.plans_of((group, each) for each in pseudonyms)]

    def hear(self, signs: Sequence[Sign]) -> None:
        """Note the signs of people under plan, by signals that were agreed to.

        The same pseudonym from another group is another person: it is not heard.
        """
        found = queries.plans_of({(sign.group, sign.pseudonym) for sign in signs})
        actions.hear_all(
            LifeSign(found[key][0], sign.at, sign.signal, sign.kind, sign.device)
            for sign in signs
            if (key := (sign.group, sign.pseudonym)) in found and found[key][1] == sign.signal
        )
