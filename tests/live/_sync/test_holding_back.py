# Derived from tests/live/_async/test_holding_back.py by codegen/twin.py. Do not edit.
"""Dry runs and the throttle, on the real wiki."""

import uuid

import pytest

from mwtyped import DryRun, Options, Site
from mwtyped.mediawiki import AllPages, Edit

from ...clock import Waits
from ...wiki import Wiki
from ..oracle import Oracle, Watch


def test_in_a_dry_run_reads_work_and_nothing_is_written(wiki: Wiki, oracle: Oracle) -> None:
    title, account = f"Dry {uuid.uuid4()}", wiki.accounts["alice"]
    with Site(wiki.url, options=Options(dry_run=True)) as site:
        site.login(account.bot_name, account.bot_password)
        watch = Watch(wiki)
        with pytest.raises(DryRun):
            site.api.edit(title=title, text="x")
        with pytest.raises(DryRun):
            site.send(Edit(title=title, text="x"))
        with pytest.raises(DryRun):
            site.api("edit", title=title, text="x")
        with pytest.raises(DryRun):
            site.raw_api("edit", title=title, text="x", token="t")
        with pytest.raises(DryRun):
            site.api.purge(titles=[title])
        with pytest.raises(DryRun):
            site.api.upload(filename=f"{title}.png", file=b"x")
        assert watch.calls == []

        assert (site.api("parse", page="Berlin"))["parse"]
        assert [page["title"] for page in site.iterate(AllPages(), max_items=1)]
        assert site.logged_in
        site.api.logout()
        assert not site.logged_in

    pages = oracle.ask(action="query", titles=title, formatversion="2")["query"]["pages"]
    assert "missing" in pages[0]


def test_writes_are_spaced(wiki: Wiki) -> None:
    clock, account = Waits(), wiki.accounts["alice"]
    with Site(wiki.url, max_lag=None, options=Options(writes_per_minute=6, clock=clock)) as site:
        german = site.with_options(uselang="de")
        site.login(account.bot_name, account.bot_password)
        for number in range(3):
            (site, german)[number % 2].api.edit(title=f"Spaced {uuid.uuid4()}", text="x")

    assert clock.waits == [10, 10]
