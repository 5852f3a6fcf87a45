"""The kernel's tables, gathered from the module that owns each."""

from linli.kernel.accounts import Account

__all__ = ["Account"]
