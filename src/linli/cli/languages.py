"""In which language a command speaks: --language, else that of the terminal (LANG), else Chinese."""

import os
from argparse import ArgumentParser

from django.conf import settings
from django.utils.translation import get_supported_language_variant


def add_option(parser: ArgumentParser) -> None:
    """Let a command take --language."""
    codes = [code for code, _name in settings.LANGUAGES]
    parser.add_argument("--language", choices=codes, help="the language of what is printed")


def chosen(option: str | None) -> str:
    """Return the language to speak; `option` is what --language said."""
    terminal = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    code = option or terminal.split(".")[0].replace("_", "-").lower()
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return str(settings.LANGUAGE_CODE)
