"""What a wiki asks for, or answers, in a login of several steps."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

__all__ = ["LoginField", "LoginStep"]


class LoginField(NamedTuple):
    """One thing that the wiki asks for.

    Attributes:
        name: the keyword to give it by, e.g. `OATHToken`.
        type: `string`, `password`, `select`, `checkbox`, `button`, …
        label: what it is, in the wiki's language.
        help: the same at length.
        optional: it may be left out.
        sensitive: it is not to be shown.
        options: for `select`, the values and what they mean.
    """

    name: str
    type: str
    label: str
    help: str
    optional: bool
    sensitive: bool
    options: Mapping[str, str]


class LoginStep(dict[str, Any]):
    """The wiki's answer to a step of a login that is not done: its own dictionary, with typed attributes.

    Go on with `site.clientlogin(logincontinue=True, ...)` and what `fields` ask for.
    """

    @property
    def status(self) -> str:
        """`UI`: it asks for `fields`; `REDIRECT`: for a visit to `redirect_target` first; `RESTART`: begin anew.

        After a `RESTART`, `clientlogin(..., loginpreservestate=True)` keeps what another site said of the user.
        """
        return str(self.get("status", ""))

    @property
    def message(self) -> str:
        """What the wiki says, in its language."""
        return str(self.get("message", ""))

    @property
    def code(self) -> str:
        """The message's name, e.g. `oathauth-auth-ui`, `resetpass-expired`."""
        return str(self.get("messagecode", ""))

    @property
    def redirect_target(self) -> str | None:
        """The address to visit; the login's `loginreturnurl` is where that leads back to."""
        target = self.get("redirecttarget")
        return target if isinstance(target, str) else None

    @property
    def fields(self) -> Mapping[str, LoginField]:
        """What the wiki asks for, by name."""
        requests = [_mapping(one) for one in _list(self.get("requests"))]
        found = [_mapping(one.get("fields")) for one in requests]
        return {name: _field(name, _mapping(about)) for some in found for name, about in some.items()}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}: {', '.join(self.fields) or self.code}>"


def _field(name: str, about: Mapping[str, Any]) -> LoginField:
    label, text = str(about.get("label", "")), str(about.get("help", ""))
    options = {str(key): str(value) for key, value in _mapping(about.get("options")).items()}
    optional, sensitive = (about.get(flag, False) is not False for flag in ("optional", "sensitive"))
    return LoginField(name, str(about.get("type", "")), label, text, optional, sensitive, options)


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
