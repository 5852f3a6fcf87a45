"""What every page of the worker tells the phone: whose it is, and the words that scripts may say."""

from typing import Any

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from linli.kernel.actor import ANONYMOUS
from linli.web.worker import device, words

register = template.Library()


@register.simple_tag(takes_context=True)
def phone_facts(context: dict[str, Any]) -> SafeString:
    """Return the tag of the account and the words of the scripts, as data and not as script."""
    request = context.get("request")
    actor = getattr(request, "actor", ANONYMOUS)
    return format_html(
        '<meta name="linli-account" content="{}">{}',
        device.tag(actor),
        json_script(words.for_scripts(), "worker-words"),
    )
