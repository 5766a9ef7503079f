"""Runs the probe corpus against a throw-away wiki, and gives what it answered."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from .capture import Capture, ModuleInfo
from .corpus import ProbeCall, ProbeFile
from .overlay import Overlay
from .trials import Observation

__all__ = ["Failure", "Prober"]

_HEADERS = {"Accept-Language": "de, en;q=0.5"}  # for what tells of it
_COMMON = {"format": "json", "formatversion": "2", "errorformat": "plaintext"}
_HIDDEN = re.compile(r"token$|password|retype", re.IGNORECASE)
_KEPT = re.compile(r"\{(?P<name>[a-z_]+)\}")


class Failure(NamedTuple):
    """A call that went otherwise than its file says."""

    probe: str
    problem: str


class Prober:
    """Makes the calls of a corpus on one wiki.

    Args:
        url: the wiki's `api.php`.
        accounts: by the name that probe files use, the user and a password for `action=login`.
        files: the folder of the fixtures that calls send.
    """

    def __init__(
        self,
        url: str,
        wiki: Capture,
        version: str,
        overlay: Overlay,
        accounts: Mapping[str, tuple[str, str]],
        files: Path,
    ) -> None:
        self.failures: list[Failure] = []
        self._url = url
        self._version = version
        self._overlay = overlay
        self._modules = {module.path: module for module in wiki.modules}
        self._accounts = accounts
        self._files = files
        self._clients: dict[str, httpx.Client] = {}
        self._tokens: dict[tuple[str, str], str] = {}

    def run(
        self, corpus: Iterable[ProbeFile], settle: Callable[[], None], tell: Callable[[str], None] = print
    ) -> Iterator[Observation]:
        """Read on the fresh wiki, make the states, write, and read again.

        Args:
            corpus: what to call.
            settle: does the work that the wiki has put off; called after each phase that makes some.
            tell: gets a line for each phase.
        """
        files = [file for file in corpus if not file.path or file.path in self._modules]
        readers = [file for file in files if file.phase == "read"]
        for phase, part in (
            ("fresh", readers),
            ("state", [file for file in files if file.phase == "state"]),
            ("write", [file for file in files if file.phase == "write"]),
            ("again", readers),
        ):
            tell(f"{self._version}: {phase}: {len(part)} files")
            for file in part:
                yield from self._file(file, phase)
            if phase in ("state", "write"):
                settle()

    def close(self) -> None:
        """End the sessions."""
        for client in self._clients.values():
            client.close()

    def _file(self, file: ProbeFile, phase: str) -> Iterator[Observation]:
        for who in [who for who in self._clients if who.startswith("fresh")]:
            self._forget(who)
        kept: dict[str, str] = {}
        for call in self._expanded(file):
            if call.versions and self._version not in call.versions:
                continue
            path = call.module or file.path
            if path not in self._modules:
                self.failures.append(Failure(f"{file.path}/{call.name}", f"the wiki has no module {path!r}"))
                continue
            yield from self._call(file, call, self._modules[path], phase, kept)

    def _expanded(self, file: ProbeFile) -> Iterator[ProbeCall]:
        """Write out `alone`: each value, and all of them."""
        first = [ProbeCall(name="plain", alone=file.alone, but=file.but)] if file.alone else []
        for call in (*first, *file.call):
            yield call
            module = self._modules.get(call.module or file.path)
            for parameter in module.parameters if module is not None else ():
                wire = module.prefix + parameter.name if module is not None else ""
                if wire in call.alone and isinstance(parameter.type, list):
                    values = [str(value) for value in parameter.type if str(value) not in call.but]
                    if parameter.multi:
                        yield _with(call, f"all of {wire}", {wire: "|".join(values)})
                    for value in values:
                        yield _with(call, f"{wire} {value}", {wire: value})

    def _call(
        self, file: ProbeFile, call: ProbeCall, module: ModuleInfo, phase: str, kept: dict[str, str]
    ) -> Iterator[Observation]:
        base = file.base if module.path == file.path else {}
        base = {name: value for name, value in base.items() if name not in call.without}
        params = {name: _filled(value, kept) for name, value in {**base, **call.params}.items()}
        probe = f"{file.path or 'states'}/{call.name}"
        cursor: dict[str, str] = {}
        for _ in range(call.follow + 1):
            reply = self._answer(probe, call, module, {**params, **cursor})
            code = _refusal(reply)
            if code != call.fails and not (phase == "fresh" and call.fails is not None):
                self.failures.append(Failure(probe, f"{phase}: {code or 'answered'}: {_text(reply)}"))
            for name, place in call.keep.items():
                kept[name] = str(_inside(reply, place))
            plain = self._plain(call, module, {**params, **cursor}) if phase == "again" and code is None else None
            yield {
                "probe": probe,
                "phase": phase,
                "version": self._version,
                "module": module.path,
                "as": call.who,
                "params": {name: value for name, value in params.items() if not _HIDDEN.search(name)},
                "reply": reply,
                **({} if plain is None else {"plain": plain}),
            }
            cursor = {name: str(value) for name, value in (_inside(reply, "continue") or {}).items()}
            if not cursor:
                return

    def _answer(self, probe: str, call: ProbeCall, module: ModuleInfo, params: dict[str, str]) -> Any:
        client = self._client(call.who)
        sent = {**_COMMON, **_selected(module), **params}
        kind = self._token_kind(module)
        wire = module.prefix + "token"
        uploads = self._upload(call)
        for again in (False, True):
            if kind and wire not in params:
                sent[wire] = self._token(call.who, kind)
            post = self._posted(call, module)
            try:
                answer = (
                    client.post(self._url, data=sent, files=uploads) if post else client.get(self._url, params=sent)
                )
                reply = answer.json()
            except (httpx.HTTPError, ValueError) as error:
                self.failures.append(Failure(probe, f"no reply of the API: {type(error).__name__}"))
                return {"error": {"code": "no-json"}}
            if _refusal(reply) != "badtoken" or again or call.fails == "badtoken":
                break
            self._tokens.pop((call.who, kind or ""), None)
        return reply

    def _plain(self, call: ProbeCall, module: ModuleInfo, params: Mapping[str, str]) -> Any:
        """Ask the same again in format version 1, which mwclient speaks; None of what is posted."""
        if self._posted(call, module):
            return None
        sent = {"format": "json", **_selected(module), **params}
        try:
            return self._client(call.who).get(self._url, params=sent).json()
        except (httpx.HTTPError, ValueError):
            return None

    def _posted(self, call: ProbeCall, module: ModuleInfo) -> bool:
        return (
            module.mustbeposted or module.writerights or self._token_kind(module) is not None or call.file is not None
        )

    def _token_kind(self, module: ModuleInfo) -> str | None:
        named = (one.tokentype for one in module.parameters if one.tokentype)
        return self._overlay.module(module.path).token or next(named, None)

    def _upload(self, call: ProbeCall) -> dict[str, tuple[str, bytes]] | None:
        if call.file is None:
            return None
        parameter, _, name = call.file.rpartition("=")
        return {parameter or "file": (name, (self._files / name).read_bytes())}

    def _client(self, who: str) -> httpx.Client:
        if who not in self._clients:
            self._clients[who] = httpx.Client(timeout=60, headers=_HEADERS)
            if who in self._accounts:
                self._log_in(who, *self._accounts[who])
            elif who != "anon" and not who.startswith("fresh"):
                raise ValueError(f"there is no account {who!r}")
        return self._clients[who]

    def _log_in(self, who: str, name: str, password: str) -> None:
        token = self._token(who, "login")
        params = {**_COMMON, "action": "login", "lgname": name, "lgpassword": password, "lgtoken": token}
        reply = self._clients[who].post(self._url, data=params).json()
        if _inside(reply, "login.result") != "Success":
            raise ValueError(f"{who} cannot log in: {_inside(reply, 'login.reason') or _text(reply)}")

    def _token(self, who: str, kind: str) -> str:
        if (who, kind) not in self._tokens:
            params = {**_COMMON, "action": "query", "meta": "tokens", "type": kind}
            reply = self._client(who).get(self._url, params=params).json()
            self._tokens[who, kind] = str(_inside(reply, f"query.tokens.{kind}token"))
        return self._tokens[who, kind]

    def _forget(self, who: str) -> None:
        if who in self._clients:
            self._clients.pop(who).close()
        self._tokens = {key: value for key, value in self._tokens.items() if key[0] != who}


def _with(call: ProbeCall, name: str, params: Mapping[str, str]) -> ProbeCall:
    """Give a call with more parameters."""
    name = name if call.name == "plain" else f"{call.name}: {name}"
    return call.model_copy(update={"name": name, "params": {**call.params, **params}, "keep": {}, "alone": []})


def _selected(module: ModuleInfo) -> dict[str, str]:
    if module.path.startswith("query+"):
        return {"action": "query", module.group or "list": module.name}
    return {"action": module.path}


def _filled(value: str, kept: Mapping[str, str]) -> str:
    return _KEPT.sub(lambda found: kept.get(found["name"], found[0]), value)


def _inside(reply: Any, place: str) -> Any:
    for key in place.split("."):
        if isinstance(reply, list) and key.lstrip("-").isdecimal():
            reply = reply[int(key)] if len(reply) > int(key) else None
        else:
            reply = reply.get(key) if isinstance(reply, Mapping) else None
    return reply


def _refusal(reply: Any) -> str | None:
    errors = _inside(reply, "errors")
    first = errors[0] if isinstance(errors, list) and errors else _inside(reply, "error")
    return str(first.get("code", "unknown")) if isinstance(first, Mapping) else None


def _text(reply: Any) -> str:
    return str(_inside(reply, "errors.0.text") or "")[:300]
