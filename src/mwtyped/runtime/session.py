"""What a site knows: where the wiki is, who we are there, what it told of itself. No I/O."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from .._version import __version__
from .errors import MediaWikiVersionError, ParameterError, PlainHTTPRefused
from .options import Options
from .secret import Secret
from .view import as_dictionary
from .warn import warn

if TYPE_CHECKING:
    from .flows.allowed import Allowed
    from .oauth import OAuth1, OAuth2
    from .shape import View

__all__ = [
    "SECRET_HEADERS",
    "Context",
    "Credentials",
    "Endpoint",
    "Patience",
    "Secret",
    "Session",
    "Throttle",
    "Tokens",
    "credentials_of",
    "lag_of",
    "refuse_plain_http",
    "scheme_and_host",
    "user_agent",
    "version_tuple",
]

SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that prove who one is, in lower case."""

_SCRIPT = re.compile(r"^(?P<path>/(?:.*/)?)(?:api|index|load|rest)(?P<ext>\.php\d?)(?:/|$)")


_NUMBER = re.compile(r"-?[0-9]{1,18}")


def _is_host(host: str) -> bool:
    """Tell whether it is a host name or an address, with a port or without."""
    if re.search(r"[\s/?#@\\]|:$", host):
        return False
    try:
        parts = urlsplit(f"//{host}")
        return bool(parts.hostname) and parts.port != 0 and bool(host.encode("idna") if not host.isascii() else host)
    except ValueError:  # of a port, brackets, or a name in other letters
        return False


def _is_path(path: object) -> bool:
    return isinstance(path, str) and path.startswith("/") and path.endswith("/")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where `api.php` and `index.php` are."""

    scheme: str
    host: str
    path: str
    ext: str

    @classmethod
    def of(cls, host: str, path: str, ext: str, scheme: str) -> "Endpoint":
        """Read the reference's four parameters; `host` may be a URL of the wiki too, which then says the rest."""
        if "://" in host:
            parts = urlsplit(host)
            scheme, host = parts.scheme, parts.netloc.rpartition("@")[2]
            if found := _SCRIPT.match(parts.path):
                path, ext = found["path"], found["ext"]
            elif parts.path.endswith("/") and parts.path != "/":
                path = parts.path
        host = host.rstrip("/")
        if scheme not in ("http", "https"):
            raise ValueError(f"scheme must be 'http' or 'https', not {scheme!r}")
        if not _is_host(host):
            raise ValueError(f"host must be a host name like 'en.wikipedia.org', or a URL with https://, not {host!r}")
        if not _is_path(path):
            raise ValueError(f"path must begin and end with '/', like '/w/', not {path!r}")
        return cls(scheme, host, path, ext)

    @property
    def root(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def hostname(self) -> str:
        """The host without its port, in ASCII."""
        host = re.sub(r":\d+$", "", self.host).lower()
        return host if host.isascii() else host.encode("idna").decode()

    @property
    def address(self) -> str:
        """What tells this wiki from others."""
        return f"{self.root}{self.path}"

    def script(self, name: str) -> str:
        """Give the URL of a script, `api` or `index`."""
        return f"{self.root}{self.path}{name}{self.ext}"


def refuse_plain_http(endpoint: Endpoint, what: str, options: Options) -> None:
    """Refuse to send what is secret where others may read it.

    Raises:
        PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine; `what` begins the text.
    """
    if endpoint.scheme != "http" or options.allow_plain_http or _is_loopback(endpoint.host):
        return
    raise PlainHTTPRefused(
        f"{what} is not sent over plain http to {endpoint.host}: use https, or Options(allow_plain_http=True)"
    )


def _is_loopback(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class Tokens(dict[str, str]):
    """The tokens that the wiki gave, by their types."""

    def __repr__(self) -> str:
        return f"<tokens: {', '.join(self)}>"


class Credentials(NamedTuple):
    """What logs in, and logs in again when the session ended.

    Attributes:
        code: asked for each one-time code; None if there is no second factor.
        stepwise: to log in by `clientlogin`, without a second factor too.
    """

    username: str
    password: Secret
    domain: str | None = None
    code: Callable[[], str] | None = None
    stepwise: bool = False


def credentials_of(given: object) -> Credentials | ParameterError | None:
    """Read what logs in as scripts write it: a name, a password, and perhaps a domain.

    What it cannot be is given, not raised: who calls this forgets first what may be a password.
    """
    match given:
        case None | Credentials():
            return given
        case (str() as name, str() as password) | (str() as name, str() as password, None):
            return Credentials(name, Secret(password))
        case (str() as name, str() as password, str() as domain):
            return Credentials(name, Secret(password), domain)
        case _:
            return ParameterError("Site", "credentials", "are a name, a password and perhaps a domain")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often what fails is tried again: the reference's three parameters."""

    max_retries: int = 25
    retry_timeout: float = 30
    wait_callback: Callable[[Any, int, Any], object] = lambda *_: None

    def __post_init__(self) -> None:
        for name in ("max_retries", "retry_timeout"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ParameterError("Site", name, f"must be a number, not {value!r}")
        if not callable(self.wait_callback):
            raise ParameterError("Site", "wait_callback", f"must be callable, not {self.wait_callback!r}")


def lag_of(given: object) -> int | None:
    """Read `max_lag`, which scripts give as a number or as text.

    Raises:
        ParameterError: it is neither.
    """
    if given is None or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    if isinstance(given, str) and re.fullmatch(r"-?[0-9]{1,9}", given):
        return int(given)
    raise ParameterError("Site", "max_lag", f"must be a number of seconds, or None, not {given!r}")


def scheme_and_host(scheme: str, host: object) -> tuple[str, str]:
    """Read `host`, which older scripts give with its scheme.

    Raises:
        ParameterError: it is neither a text nor a pair of them, or `scheme` is no text.
    """
    if not isinstance(scheme, str):
        raise ParameterError("Site", "scheme", f"must be 'http' or 'https', not {scheme!r}")
    pair = cast("tuple[object, ...]", tuple(host)) if isinstance(host, tuple | list) else (scheme, host)
    if len(pair) != 2 or not isinstance(pair[0], str) or not isinstance(pair[1], str):
        raise ParameterError("Site", "host", f"must be a host name or a URL of the wiki, not {host!r}")
    if pair[1] is not host:
        warn(DeprecationWarning("a `host` with its scheme is an old form: give `scheme`, or a URL"))
    return pair[0], pair[1]


class Throttle:
    """Spaces writes evenly: each takes the next moment that is free."""

    def __init__(self) -> None:
        self._free_at = float("-inf")
        self._lock = threading.Lock()

    def reserve(self, now: float, per_minute: float) -> float:
        """Take the next free moment; give the seconds until then."""
        with self._lock:
            moment = max(now, self._free_at)
            self._free_at = moment + 60 / per_minute
        return moment - now


@dataclass(slots=True)
class Session:
    """The state that all sites share which log in once: a site and those that its `with_options` gave.

    Attributes:
        knows_user: whether the wiki told who we are since the last login, whether it failed or not, or logout.
        since: a moment before anything was read for an edit, by the wiki's clock; empty if none is known.
    """

    endpoint: Endpoint
    max_lag: int | None = 3
    options: Options = field(default_factory=Options)
    patience: Patience = field(default_factory=Patience)
    resume_at: float | None = None
    username: str | None = None
    logged_in: bool = False
    groups: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    general: Mapping[str, Any] = field(default_factory=dict)
    namespaces: dict[int, str] = field(default_factory=dict)
    initialized: bool = False
    knows_user: bool = False
    force_login: bool = True
    chunk_size: int | None = None
    blocked: tuple[str, str] | None = None
    hasmsg: bool = False
    since: str = ""
    allowed: "Allowed | None" = None
    credentials: Credentials | None = field(default=None, repr=False)
    authority: "OAuth1 | OAuth2 | None" = field(default=None, repr=False)
    logins: int = 0
    throttle: Throttle = field(default_factory=Throttle)
    binding: str = ""
    tokens: dict[str, str] = field(default_factory=Tokens, repr=False)
    warned: set[str] = field(default_factory=set, repr=False)

    @property
    def high_limits(self) -> bool:
        """Tell whether the account has a bot's limits."""
        return "apihighlimits" in self.rights

    def guards(self) -> dict[str, str]:
        """Give what makes the wiki refuse a call rather than do it for somebody else, or for nobody."""
        if self.logged_in and self.username is not None:
            return {"assertuser": self.username}
        return {"assert": "user"} if self.logged_in or self.authority is not None else {}

    def enter(self, username: str) -> None:
        """Note a login; tokens and rights of before are another user's."""
        self.forget()
        self.username, self.logged_in = username, True
        self.logins += 1

    def learn(self, query: Mapping[str, Any]) -> None:
        """Note what the wiki told of itself and of us."""
        general, namespaces, user = (_mapping(query.get(name)) for name in ("general", "namespaces", "userinfo"))
        self.general = as_dictionary(general, _GENERAL)
        numbered = {key: value for key, value in namespaces.items() if _NUMBER.fullmatch(key)}
        self.namespaces = {int(key): str(_mapping(value).get("name", "")) for key, value in numbered.items()}
        self.groups, self.rights = _strings(user.get("groups")), _strings(user.get("rights"))
        is_blocked = "blockedby" in user
        self.blocked = (str(user["blockedby"]), str(user.get("blockreason", ""))) if is_blocked else None
        self.hasmsg = bool(user.get("messages"))
        self.username = str(user["name"]) if "name" in user else self.username
        self.logged_in = self.logged_in or ("anon" not in user and bool(user.get("id")))
        self.initialized = self.knows_user = True

    def forget(self) -> None:
        """Note that nobody is logged in any more."""
        self.tokens.clear()
        self.credentials = None
        self.username, self.logged_in, self.groups, self.rights = None, False, [], []
        self.blocked, self.hasmsg, self.knows_user = None, False, False


_GENERAL: "View" = {
    **dict.fromkeys(("imagelimits", "magiclinks", "thumblimits"), "listed"),
    "variantarticlepath": "boolean",
}
"""Where the wiki's own description of itself is not as other replies of format version 1."""


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _strings(values: object) -> list[str]:
    return [str(value) for value in cast("list[object]", values)] if isinstance(values, list) else []


@dataclass(frozen=True, slots=True)
class Context:
    """What a flow works in: the session, and the main module's parameters of one site.

    Attributes:
        usual_piece: bytes of a piece of an upload, where nobody says how many.
    """

    session: Session
    main: Mapping[str, str] = field(default_factory=dict)
    usual_piece: int = 5 * 1024 * 1024

    @property
    def chunk_size(self) -> int:
        """Bytes of a piece of an upload."""
        return self.session.chunk_size or self.session.options.chunk_size or self.usual_piece

    def of_reference(self) -> "Context":
        """Give the same for what is as in the reference, whose pieces are smaller: stock PHP takes 2 MiB at once."""
        return replace(self, usual_piece=1024 * 1024)


def user_agent(clients: str | None) -> str:
    """Name the script first, as the wikis' operators ask."""
    own = f"mwtyped/{__version__} (Python)"
    return f"{clients} {own}" if clients else own


def version_tuple(generator: str, prefix: str = "MediaWiki ") -> tuple[int | str, ...]:
    """Read a version: `'MediaWiki 1.43.0-rc.1'` gives `(1, 43, 0, '-rc', 1)`.

    Raises:
        MediaWikiVersionError: no such prefix, or no number after it.
    """
    if not generator.startswith(prefix):
        raise MediaWikiVersionError(f"Unknown generator {generator!r}: it does not begin with {prefix!r}")
    parts = re.findall(r"[0-9]+|[^0-9.][^.]*", generator[len(prefix) :].strip())
    if len(parts) < 2 or not parts[0].isdecimal() or not parts[1].isdecimal():
        raise MediaWikiVersionError(f"Unknown version in {generator!r}")
    return tuple(int(part) if part.isdecimal() else part for part in parts)
