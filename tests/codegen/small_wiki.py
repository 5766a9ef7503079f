"""A wiki with one of each kind: what is generated of it lies in `golden/`.

After a change of the templates: `python -m tests.codegen.small_wiki` writes that folder anew; read the difference.
"""

import json
from pathlib import Path

from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.generate import generate
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.reviewed import Schemas

from .wikis import described, module, parameter

GOLDEN = Path(__file__).parent / "golden"
PACKAGE = "small"

_MULTI = {"multi": True, "lowlimit": 50, "highlimit": 500}
_LIMIT = {"type": "limit", "default": 10, "min": 1, "max": 500, "highmax": 5000}
_HELP = ["https://www.mediawiki.org/wiki/Special:MyLanguage/API:Main_page"]

SMALL_WIKI = described(
    module(
        "main",
        parameter("action", type=["edit", "query"]),
        parameter("assert", type=["anon", "bot", "user"]),
        parameter("curtimestamp", type="boolean"),
        parameter("requestid"),
    ),
    module(
        "query",
        parameter("prop", type=["info"], submodules={"info": "query+info"}, **_MULTI),
        parameter("indexpageids", type="boolean"),
        parameter("continue"),
        parameter("titles", **_MULTI),
        parameter("pageids", type="integer", **_MULTI),
        parameter("revids", type="integer", **_MULTI),
        parameter("generator", type=["allpages"], submodules={"allpages": "query+allpages"}, submoduleparamprefix="g"),
        parameter("redirects", type="boolean"),
        helpurls=_HELP,
    ),
    module(
        "query+allpages",
        parameter("from"),
        parameter("continue"),
        parameter("namespace", type="namespace", default=0),
        parameter("filterredir", type=["all", "nonredirects", "redirects"], default="all"),
        parameter("prtype", type=["edit", "move"], **_MULTI),
        parameter("limit", **_LIMIT),
        prefix="ap",
        generator=True,
        classname="MediaWiki\\Api\\ApiQueryAllPages",
        helpurls=_HELP,
    ),
    module(
        "query+info",
        parameter("prop", type=["protection", "url"], **_MULTI),
        parameter("titles", description="A prop with its own [[titles]]: '''they''' step aside."),
        parameter("continue"),
        prefix="in",
        group="prop",
        classname="MediaWiki\\Api\\ApiQueryInfo",
    ),
    module("query+userinfo", parameter("attachedwiki"), prefix="ui", group="meta", classname="ApiQueryUserInfo"),
    module(
        "edit",
        parameter("title"),
        parameter("pageid", type="integer"),
        parameter("text", type="text", required=True),
        parameter("tags", type=["mine"], **_MULTI),
        parameter("basetimestamp", type="timestamp"),
        parameter("slots", type=["main"], **_MULTI),
        parameter("weekday", type=[f"day{number}" for number in range(1, 15)]),
        parameter("token", tokentype="csrf", required=True),
        mustbeposted=True,
        writerights=True,
        templatedparameters=[{"name": "text-{slot}", "type": "text", "index": 3, "templatevars": {"slot": "slots"}}],
    ),
    module(
        "opensearch",
        parameter("search", required=True),
        parameter("limit", **_LIMIT),
        classname="MediaWiki\\Api\\ApiOpenSearch",
    ),
    module("rsd"),
    module("import", parameter("xml", type="upload"), parameter("async", type="boolean"), description='Says "hello".'),
    module("json", group="format"),
    language="en",
)

_FIXED = {"type": "object"}
_TITLE = {"type": "string", "description": "The title, with the name of its namespace"}

REPLIES: Schemas = {
    "query": {
        **_FIXED,
        "properties": {
            "pageid": {"type": "integer", "x-absent": "none"},
            "title": _TITLE,
            "missing": {"type": "boolean", "x-absent": "false"},
            "index": {"type": "integer", "x-gate": ["generator"]},
        },
    },
    "query+info": {
        **_FIXED,
        "properties": {
            "touched": {"type": "string", "format": "date-time", "x-absent": "page"},
            "watched": {"type": "boolean", "x-gate": ["prop=protection&prop=url"]},
            "protection": {
                "type": "array",
                "x-gate": ["prop=protection"],
                "x-absent": "empty",
                "items": {
                    **_FIXED,
                    "properties": {
                        "type": {"type": "string"},
                        "expiry": {"type": "string", "format": "x-expiry"},
                        "user": {"$ref": "shared.json#/$defs/Person"},
                    },
                },
            },
        },
    },
    "query+allpages": {
        **_FIXED,
        "properties": {
            "pageid": {"type": "integer", "x-versions": ["1.39", "1.43"]},
            "title": {**_TITLE, "x-versions": ["1.39", "1.43"]},
            "sortkey": {"type": ["string", "integer"], "x-versions": ["1.43"]},
        },
    },
    "query+userinfo": {
        **_FIXED,
        "properties": {
            "name": {"type": "string"},
            "options": {"type": "object", "additionalProperties": {"x-reason": "whatever a user has set"}},
            "ratelimits": {
                "type": "object",
                "x-empty-list": True,
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {
                        **_FIXED,
                        "properties": {"hits": {"type": "integer"}, "seconds": {"type": "number"}},
                    },
                },
            },
            "latestcontrib": {"type": ["string", "null"], "format": "date-time", "x-absent": "none"},
        },
    },
    "edit": {
        **_FIXED,
        "properties": {
            "result": {"type": "string"},
            "from": {"type": "integer", "x-absent": "none"},
            "fromhidden": {"type": "boolean", "x-absent": "false"},
            "items": {"type": "array", "items": {}, "x-absent": "empty", "x-gate": ["slots"]},
        },
    },
    "shared": {
        "$defs": {
            "Person": {
                **_FIXED,
                "description": "Somebody with an account",
                "properties": {
                    "name": {"type": "string"},
                    "blockedby": {"$ref": "#/$defs/Person", "x-absent": "none"},
                },
            }
        }
    },
}


def small_wiki(folder: Path) -> Capture:
    path = folder / "small.json"
    path.write_text(json.dumps(SMALL_WIKI), encoding="utf-8")
    return load(path)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        generate(small_wiki(Path(scratch)), stock_overlay(), PACKAGE, GOLDEN, REPLIES)
