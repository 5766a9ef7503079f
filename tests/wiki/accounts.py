"""The users that each wiki has. Their secrets are known to all: the wikis live on loopback for the time of a test."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Account(NamedTuple):
    """A user of the seeded wikis, with a bot password that may do all that the user may."""

    name: str
    password: str
    bot_name: str
    bot_password: str
    groups: tuple[str, ...] = ()


def _account(name: str, *groups: str) -> Account:
    # A bot password has 32 letters and digits.
    return Account(name, f"throw-away-{name}-1", f"{name}@test", f"{name.lower()}bot".ljust(32, "0"), groups)


ACCOUNTS: Mapping[str, Account] = MappingProxyType(
    {
        "admin": _account("Admin", "sysop", "bureaucrat", "interface-admin", "suppress"),
        "bot": _account("Bot", "bot"),
        "alice": _account("Alice"),
        "bob": _account("Bob"),
    }
)
