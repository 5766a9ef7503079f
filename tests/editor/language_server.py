"""A small client of pyright's language server: what an editor asks, and what it shows."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class LanguageServer:
    """Run pyright's language server over a folder; documents exist in memory only."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._last = 0

    def __enter__(self) -> Self:
        executable = Path(sys.executable).with_name("pyright-langserver")
        self._process = subprocess.Popen(
            [str(executable), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["plaintext"]}},
                "hover": {"contentFormat": ["plaintext"]},
                "signatureHelp": {"signatureInformation": {"documentationFormat": ["plaintext"]}},
            },
        }
        folder = {"uri": self._root.as_uri(), "name": "root"}
        self._request(
            "initialize",
            {
                "processId": None,
                "rootUri": self._root.as_uri(),
                "capabilities": capabilities,
                "workspaceFolders": [folder],
            },
        )
        self._notify("initialized", {})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def complete(self, code: str) -> list[str]:
        """Give what is offered where `|` stands in the code."""
        found = self._at_cursor("textDocument/completion", code)
        items = found["items"] if isinstance(found, dict) else found or []
        return [str(item["label"]) for item in items]

    def hover(self, code: str) -> str:
        """Give the text shown for the name in which `|` stands."""
        found = self._at_cursor("textDocument/hover", code)
        return str(found["contents"]["value"]) if found else ""

    def signature(self, code: str) -> str:
        """Give the help shown inside a call."""
        found = self._at_cursor("textDocument/signatureHelp", code)
        shown = found["signatures"][0] if found else {}
        return f"{shown.get('label', '')}\n{shown.get('documentation', '')}"

    def _at_cursor(self, method: str, code: str) -> Any:
        before, _, after = code.partition("|")
        self._last += 1
        document = {"uri": (self._root / f"scratch_{self._last}.py").as_uri()}
        item = {**document, "languageId": "python", "version": 1, "text": before + after}
        self._notify("textDocument/didOpen", {"textDocument": item})
        position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return self._request(method, {"textDocument": document, "position": position})

    def _request(self, method: str, params: dict[str, Any]) -> Any:
        self._last += 1
        identifier = self._last
        self._send({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == identifier and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self._answer(message)

    def _answer(self, message: dict[str, Any]) -> None:
        """Answer what the server asks of an editor: its settings; nothing else is of interest."""
        if "id" in message and "method" in message:
            asked = message.get("params") or {}
            result: Any = [{}] * len(asked.get("items", [])) if message["method"] == "workspace/configuration" else None
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
