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
from linli.web.shell import navigation
from linli.web.shell.preferences import ELDER_COOKIE


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

    @property
    def elder(self) -> bool:
        """Whether large letters are chosen."""
        return self.elder_offered and self.request.COOKIES.get(ELDER_COOKIE) == "1"

    @property
    def classes(self) -> str:
        """The classes of the page's root."""
        return "elder" if self.elder else ""

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
