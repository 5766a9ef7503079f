"""Run flows by hand: each request they send is noted, and gets the next answer of a script."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from mwtyped.runtime.errors import MwClientError
from mwtyped.runtime.flows import Answer, Ask, Command, Flow, Measure, Now, Read, Renew, Send, Wait
from mwtyped.runtime.flows.login import renew
from mwtyped.runtime.session import Context, Endpoint, Secret, Session

__all__ = ["Script", "context", "page", "params_of", "reply", "with_mark"]

T = TypeVar("T")

URL = "https://wiki.example/w/api.php"


def context(**facts: Any) -> Context:
    """Make what flows work in: a wiki that has told of itself, where nobody is logged in."""
    main = facts.pop("main", {})
    facts = {"initialized": True, "max_lag": None, "rights": ["read"], **facts}
    return Context(Session(Endpoint("https", "wiki.example", "/w/", ".php"), **facts), main)


def reply(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None, url: str = URL) -> Answer:
    """Make an answer: of text or bytes as they are, of anything else as JSON."""
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    return Answer(status, url, {"content-type": "application/json", **(headers or {})}, body)


def page(title: str, pageid: int, **data: object) -> dict[str, Any]:
    """Make a page's entry in a reply."""
    return {"pageid": pageid, "ns": 0, "title": title, **data}


class Script:
    """Answers for the requests to come; an exception among them is thrown into the flow.

    With `then` there is no end of them: it makes each further one of its number.
    """

    def __init__(self, *answers: object, then: Callable[[int], object] | None = None) -> None:
        self.sent: list[Send] = []
        self.waits: list[float] = []
        self._answers = list(answers)
        self._then = then

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end; time passes by its waits alone."""
        try:
            command = next(flow)
            while True:
                if isinstance(command, Renew):
                    command = self._renewed(flow, command)
                    continue
                if isinstance(command, Ask):
                    command = flow.send(command.question())
                    continue
                if not isinstance(command, Send):
                    command = flow.send(self._passed(command))
                    continue
                self.sent.append(command)
                answer = self._next()
                if isinstance(answer, BaseException):
                    command = flow.throw(answer)
                else:
                    answered = answer if isinstance(answer, Answer) else reply(answer, url=command.url)
                    command = flow.send(with_mark(answered, params_of(command)))
        except StopIteration as end:
            result: T = end.value
            return result

    def _renewed(self, flow: Flow[Any], command: Renew) -> Command:
        try:
            self.run(renew(command.context, command.logins))
        except MwClientError as error:
            return flow.throw(error)
        return flow.send(None)

    def _passed(self, command: Wait | Now | Measure | Read) -> bytes | float | None:
        if isinstance(command, Measure):
            return command.source.measure()
        if isinstance(command, Read):
            return command.source.read(command.offset, command.size)
        if isinstance(command, Now):
            return sum(self.waits)
        self.waits.append(command.seconds)
        return None

    def _next(self) -> object:
        if not self._answers and self._then is not None:
            return self._then(len(self.sent))
        assert self._answers, f"one request too many: {self.params[-1]}"
        return self._answers.pop(0)

    @property
    def params(self) -> list[dict[str, Any]]:
        """The parameters of each request that was sent, but for the mark that each write has of its own."""
        return [
            {name: value for name, value in params_of(command).items() if name != "requestid"} for command in self.sent
        ]

    @property
    def left(self) -> int:
        """How many answers nobody asked for."""
        return len(self._answers)


def with_mark(answer: Answer, params: Mapping[str, Any]) -> Answer:
    """Give back the mark of a request, as a wiki does; where the script has one, that one."""
    if "requestid" not in params or not answer.body.startswith(b"{"):
        return answer
    try:
        body = json.loads(answer.body)
    except ValueError:
        return answer
    return replace(answer, body=json.dumps({"requestid": params["requestid"], **body}).encode())


def params_of(command: Send) -> dict[str, Any]:
    if command.parts is not None:
        return {name: part.reveal() if isinstance(part, Secret) else part for name, part in command.parts.items()}
    pairs = parse_qsl(command.encoded, keep_blank_values=True, strict_parsing=bool(command.encoded))
    assert len(dict(pairs)) == len(pairs), "a parameter was sent twice"
    return dict(pairs)
