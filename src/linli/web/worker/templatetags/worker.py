"""What every page of the worker tells the phone: whose it is, and the words that scripts may say."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.permissions import Permission, prefixes
from linli.web.worker import device, serving, words

register = template.Library()


@register.simple_tag(takes_context=True)
def phone_facts(context: dict[str, Any]) -> SafeString:
    """Return the tag of the account and the words of the scripts, as data and not as script."""
    request = context.get("request")
    actor = getattr(request, "actor", ANONYMOUS)
    return format_html(
        '<meta name="linli-account" content="{}"><meta name="linli-pages" content="{}">{}',
        device.tag(actor),
        " ".join(pages(actor)),
        json_script(words.for_scripts(), "worker-words"),
    )


def pages(actor: Actor) -> list[str]:
    """Return the addresses of the pages that `actor` may keep on the phone."""
    serves = bool(prefixes(actor, Permission.CASES_SEE))
    grids = any(len(scope) >= serving.SMALLEST_SCOPE for scope in prefixes(actor, Permission.PEOPLE_LOOK))
    offered = {
        "worker:home": actor.account_id is not None,
        "worker:box": actor.account_id is not None,
        "worker:report": serves,
        "worker:plan": serves,
        "worker:settle": bool(prefixes(actor, Permission.CASES_SETTLE)),
        "worker:people": grids,
    }
    return [reverse(name) for name, is_so in offered.items() if is_so]
