"""The kinds of gateways, what each must know, and how patient Linli is with them; no Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GIVE_UP_AFTER = timedelta(hours=24)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)


class Channel(StrEnum):
    """A way to reach somebody outside Linli's own inbox."""

    EMAIL = "email"
    SMS = "sms"
    ROBOT = "robot"


class Kind(StrEnum):
    """The kinds of gateways."""

    SMTP = "smtp"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    ALIYUN = "aliyun"
    TENCENT = "tencent"
    WEBHOOK = "webhook"


CHANNEL_OF: dict[Kind, Channel] = {
    Kind.SMTP: Channel.EMAIL,
    Kind.WECOM: Channel.ROBOT,
    Kind.DINGTALK: Channel.ROBOT,
    Kind.FEISHU: Channel.ROBOT,
    Kind.ALIYUN: Channel.SMS,
    Kind.TENCENT: Channel.SMS,
    Kind.WEBHOOK: Channel.SMS,
}


@dataclass(frozen=True)
class Setting:
    """One thing a gateway must know; `secret` is never shown again, `default` stands when it is left out."""

    name: str
    secret: bool = False
    required: bool = True
    default: str = ""


SETTINGS: dict[Kind, tuple[Setting, ...]] = {
    Kind.SMTP: (
        Setting("host"),
        Setting("port", default="465"),
        Setting("security", default="ssl"),
        Setting("user", required=False),
        Setting("password", secret=True, required=False),
        Setting("sender"),
    ),
    Kind.WECOM: (Setting("url", secret=True),),
    Kind.DINGTALK: (Setting("url", secret=True), Setting("secret", secret=True, required=False)),
    Kind.FEISHU: (Setting("url", secret=True), Setting("secret", secret=True, required=False)),
    Kind.ALIYUN: (
        Setting("url", default="https://dysmsapi.aliyuncs.com/"),
        Setting("key_id"),
        Setting("key_secret", secret=True),
        Setting("sign_name"),
        Setting("template"),
        Setting("params", required=False, default="number=number,state=state"),
        Setting("code_template", required=False),
        Setting("code_params", required=False, default="code=code"),
        Setting("digest_template", required=False),
        Setting("digest_params", required=False, default="place=place,count=digest,stop=stop"),
    ),
    Kind.TENCENT: (
        Setting("url", default="https://sms.tencentcloudapi.com/"),
        Setting("region", default="ap-guangzhou"),
        Setting("key_id"),
        Setting("key_secret", secret=True),
        Setting("app_id"),
        Setting("sign_name"),
        Setting("template"),
        Setting("params", required=False, default="number,state"),
        Setting("code_template", required=False),
        Setting("code_params", required=False, default="code"),
        Setting("digest_template", required=False),
        Setting("digest_params", required=False, default="place,digest,stop"),
    ),
    Kind.WEBHOOK: (Setting("url"), Setting("secret", secret=True)),
}


def complete(kind: Kind, given: dict[str, str]) -> dict[str, str]:
    """Return the settings of a gateway with the defaults filled in, and nothing that it does not know."""
    return {
        setting.name: given.get(setting.name, "").strip() or setting.default for setting in SETTINGS[kind]
    }


def faults(kind: Kind, settings: dict[str, str]) -> dict[str, str]:
    """Return what is wrong: a setting's name, and missing, not_a_url, not_a_choice or not_a_number."""
    found = {}
    for setting in SETTINGS[kind]:
        value = settings.get(setting.name, "")
        if setting.required and not value:
            found[setting.name] = "missing"
        elif setting.name == "url" and not value.startswith(("https://", "http://")):
            found["url"] = "not_a_url"
    if kind is Kind.SMTP and settings.get("security") not in {"ssl", "starttls", "none"}:
        found["security"] = "not_a_choice"
    if kind is Kind.SMTP and not settings.get("port", "").isdecimal():
        found["port"] = "not_a_number"
    return found


def wait(attempts: int) -> timedelta:
    """Return how long to wait after `attempts` failures in a row: doubled each time, up to a quarter hour."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def shorten(text: str, limit: int) -> str:
    """Return `text` cut to `limit` characters, the cut shown by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


LONGEST_TITLE, LONGEST_NEWS = 60, 4000
LONGEST_SHOWN = timedelta(days=366)

CODE_DIGITS = 6
CODE_HOLDS = timedelta(minutes=5)
CODE_TRIES = 5
CODES_A_MINUTE, CODES_AN_HOUR, CODES_A_DAY = 1, 5, 10
"""How many codes one address may be sent."""
CODES_OF_A_NETWORK = 20
"""How many codes one network may ask for in an hour."""
TRIES_OF_A_NETWORK = 60
"""How many codes one network may try in an hour."""

DIGEST_HOUR = 18
DIGEST_LINES = 8
MOST_SUBSCRIPTIONS = 10
"""To how many places one account or address may subscribe."""
RADII = (500, 1000, 2000)
"""The metres of a circle that may be chosen."""
RHYTHMS = (1, 7)
"""Every how many days a digest may come."""


def is_prefix(code: str) -> bool:
    """Return whether `code` may name an area: a district's, street's, community's or grid's digits."""
    return code.isascii() and code.isdecimal() and len(code) in (6, 9, 12, 15)


def around(code: str) -> list[str]:
    """Return the code and the codes of the areas that contain it, the city ("") among them."""
    return ["", *(code[:length] for length in (6, 9, 12, 15) if len(code) >= length)]


def link_name(subscription: int) -> str:
    """Return the name of a subscription from which the secret of its link is derived."""
    return f"subscription:{subscription}"


def next_digest(moment: datetime, every_days: int) -> datetime:
    """Return when a digest is next due after the local `moment`: in the early evening, days later."""
    today = moment.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today + timedelta(days=every_days)


def first_digest(moment: datetime) -> datetime:
    """Return when the first digest is due for one who subscribed at the local `moment`."""
    today = moment.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if moment < today else today + timedelta(days=1)
