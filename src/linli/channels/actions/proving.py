"""Codes: six digits sent to a telephone or an e-mail, to see that whoever gave it reads there.

Nothing tells whether the address is known here. What is kept of a code is a keyed digest.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from linli.channels import queries, rules
from linli.channels.actions.telling import Address, Message, tell
from linli.channels.models import Code
from linli.channels.rules import Channel
from linli.kernel import clock, crypto, ids, limits, phones
from linli.kernel.errors import invalid

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Asked:
    """A code on its way: the token of the page that asks for it; `shown` is the code, in the demo only."""

    token: str
    shown: str = ""


@dataclass(frozen=True)
class Proved:
    """An address that reads what is sent to it, in clear; `about` is what the code was asked for."""

    channel: Channel
    address: str
    about: str


def send_code(
    *, purpose: str, channel: Channel, address: str, network: str, language: str, about: str = ""
) -> Asked:
    """Send a new code to an address, and return the token under which it is tried.

    Args:
        purpose: what it is for, e.g. "sign_in"; a code serves no other purpose.
        channel: SMS or e-mail.
        address: the telephone or e-mail as it was typed.
        network: a digest of where the request came from; counted.
        language: in which the message speaks.
        about: given back when the code is tried.

    Raises:
        InvalidInput: the address is none, or there is no gateway that could reach it.
        TooMany: too many codes went to this address, or were asked for from this network.
    """
    address = clean_address(channel, address)
    if not queries.reaches(channel):
        raise invalid(_field(channel), _("这里还没有开通这种方式，请换一种，或打 12345。"))
    index = crypto.blind_index(f"code:{address}")
    limits.take(f"code:network:{network}", rules.CODES_OF_A_NETWORK, _HOUR)
    limits.take(f"code:minute:{index}", rules.CODES_A_MINUTE, _MINUTE)
    limits.take(f"code:hour:{index}", rules.CODES_AN_HOUR, _HOUR)
    limits.take(f"code:day:{index}", rules.CODES_A_DAY, _DAY)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    token, moment = ids.token(), clock.now()
    with transaction.atomic():
        Code.objects.create(
            token=token,
            purpose=purpose,
            about=about,
            channel=channel,
            address=crypto.encrypt(address),
            digest=_digest(token, code),
            created_at=moment,
            until=moment + rules.CODE_HOLDS,
        )
        message = _message(code, language)
        tell(to=Address(channel, address, moment + rules.CODE_HOLDS), message=message, key=f"code:{token}")
    return Asked(token, code if settings.DEMO else "")


def prove(*, token: str, code: str, purpose: str, network: str) -> Proved:
    """Return the address that `code` was sent to; the code is thereby used up.

    Each try is counted before it is looked at, so that nobody tries more often by trying at once.

    Raises:
        InvalidInput: the code is wrong, too old, used, or was tried too often.
        TooMany: too many codes were tried from this network.
    """
    limits.take(f"code:tries:{network}", rules.TRIES_OF_A_NETWORK, _HOUR)
    alive = Code.objects.filter(
        token=token, purpose=purpose, until__gt=clock.now(), tries__lt=rules.CODE_TRIES
    )
    if not alive.update(tries=F("tries") + 1):
        raise invalid("code", _("这个验证码不能用了，请重新获取。"))
    row = Code.objects.filter(token=token).first()
    typed = "".join(each for each in code if each.isdecimal())
    if row is None or not secrets.compare_digest(row.digest, _digest(token, typed)):
        raise invalid("code", _("验证码不对，请看清再填一次。"))
    if not Code.objects.filter(pk=row.pk).delete()[0]:
        raise invalid("code", _("这个验证码不能用了，请重新获取。"))
    return Proved(Channel(row.channel), crypto.decrypt(row.address), row.about)


def forget_codes(before: datetime, limit: int) -> int:
    """Delete up to `limit` codes that were sent before a moment, and return how many."""
    old = Code.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:limit]
    return Code.objects.filter(pk__in=list(old)).delete()[0]


def clean_address(channel: Channel, address: str) -> str:
    """Return the one spelling of a mobile number or an e-mail address.

    Raises:
        InvalidInput: it is none.
    """
    address = address.strip()
    if channel is Channel.SMS:
        number = phones.normal(address)
        if not phones.is_mobile(number):
            raise invalid("phone", _("请填写 11 位手机号。"))
        return number
    try:
        validate_email(address)
    except ValidationError as fault:
        raise invalid("email", _("电子邮件地址不正确。")) from fault
    return address.lower()


def _field(channel: Channel) -> str:
    return "phone" if channel is Channel.SMS else "email"


def _digest(token: str, code: str) -> str:
    return crypto.sign("code", f"{token}:{code}")


def _message(code: str, language: str) -> Message:
    with translation.override(language):
        return Message(
            event="channels.code",
            subject=_("您的验证码"),
            body=_("验证码是 %(code)s，5 分钟内有效。不是您本人在操作，请不用理会，也不要告诉别人。")
            % {"code": code},
            params={"code": code},
        )
