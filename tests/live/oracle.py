"""What is true, asked of the wiki with the standard library alone; and what the wiki was asked by us."""

import http.cookiejar
import json
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from ..wiki import Account, Call, Wiki

Json = dict[str, Any]


class Oracle:
    """A client of its own: one call each, limits at their most, no parameter that the caller did not give."""

    def __init__(self, wiki: Wiki) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self._url = wiki.api_url

    def close(self) -> None:
        self.opener.close()

    def ask(self, **params: str) -> Json:
        """Make one call and give the reply."""
        body = urllib.parse.urlencode({**params, "format": "json"}).encode()
        with self.opener.open(self._url, body, timeout=60) as answer:
            reply: Json = json.load(answer)
        assert "error" not in reply, reply
        assert "errors" not in reply, reply
        return reply

    def rows(self, params: Mapping[str, str], find: Callable[[Json], Any]) -> list[Any]:
        """Give all rows of a list that fit into one reply; that they do is checked."""
        reply = self.ask(action="query", formatversion="2", **params)
        assert "continue" not in reply, "more rows than one reply holds"
        return list(find(reply))

    def log_in(self, account: Account) -> None:
        token = self.ask(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
        outcome = self.ask(action="login", lgname=account.bot_name, lgpassword=account.bot_password, lgtoken=token)
        assert outcome["login"]["result"] == "Success", outcome


class Watch:
    """The calls that a wiki got since this was made."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._before = len(wiki.calls())

    @property
    def calls(self) -> list[Call]:
        return self._wiki.calls()[self._before :]
