"""What every page of ours knows: who reads, in which language and size, and where else one can go."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from linli.channels import queries as channels
from linli.channels.rules import Channel
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, Actor
from linli.orgs import queries as orgs
from linli.orgs.rules import Body
from linli.web.shell import navigation, place, preferences


@dataclass
class Shell:
    """The shell's facts for one request; each is worked out when a template asks."""

    request: HttpRequest

    @cached_property
    def actor(self) -> Actor:
        """The one who reads."""
        found: Actor = getattr(self.request, "actor", ANONYMOUS)
        return found

    @cached_property
    def staff(self) -> bool:
        """Whether the reader has work to do here."""
        return navigation.is_staff(self.actor)

    @property
    def language(self) -> str:
        """The language of the page, as HTML wants it."""
        return "en" if get_language() == "en" else "zh-Hans"

    @property
    def other_language(self) -> str:
        """The language one press away."""
        return "zh-hans" if get_language() == "en" else "en"

    @property
    def elder_offered(self) -> bool:
        """Whether this page offers large letters: all but the crowded desk."""
        return not self.request.path.startswith(("/desk/", "/city/"))

    @cached_property
    def letters(self) -> int:
        """How large letters are: 0 as usual, 1 to 3 for old eyes."""
        return preferences.letters(self.request) if self.elder_offered else 0

    @property
    def elder(self) -> bool:
        """Whether large letters are chosen."""
        return self.letters > 0

    @property
    def larger(self) -> int:
        """The next larger size; 0 when there is none."""
        return self.letters + 1 if self.letters < int(preferences.SIZES[-1]) else 0

    @property
    def smaller(self) -> int:
        """The next smaller size of large letters; 0 when there is none."""
        return self.letters - 1

    @cached_property
    def office(self) -> Body | None:
        """The office of the reader's community, whom one can call; None when it is not known."""
        code = place.chosen(self.request)
        found = orgs.office_of(code) if code else None
        return found if found and found.phone else None

    @property
    def classes(self) -> str:
        """The classes of the page's root."""
        return f"elder letters-{self.letters}" if self.elder else ""

    @property
    def demo(self) -> bool:
        """Whether this city is made up."""
        return bool(settings.DEMO)

    @property
    def sign_up(self) -> bool:
        """Whether residents may open an account by themselves."""
        return bool(settings.SIGN_UP)

    @cached_property
    def by_phone(self) -> bool:
        """Whether residents may sign in with a code sent to their telephone."""
        return channels.reaches(Channel.SMS)

    @property
    def now(self) -> datetime:
        """The present moment."""
        return clock.now()

    @cached_property
    def home(self) -> str:
        """The reader's own front."""
        return navigation.home(self.actor)

    @cached_property
    def menu(self) -> list[navigation.Item]:
        """The bar's entries."""
        return navigation.menu(self.actor, self.request.path, self.unread)

    @cached_property
    def unread(self) -> int:
        """How many notices wait to be read."""
        return channels.unread(self.actor) if self.actor.account_id else 0


def shell(request: HttpRequest) -> dict[str, object]:
    """Give every template the `shell`."""
    return {"shell": Shell(request)}
