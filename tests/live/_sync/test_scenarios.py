# Derived from tests/live/_async/test_scenarios.py by codegen/twin.py. Do not edit.
"""What scripts do with the reference from end to end, done with ours on the real wiki."""

import io
import uuid

import pytest

from mwtyped import (
    FileExists,
    InsufficientPermission,
    InvalidPageTitle,
    LoginError,
    NotLoggedIn,
    ProtectedPageError,
    Site,
    UploadRefused,
)

from ...wiki import Wiki
from .test_pages import entered

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636000000200"
    "01e221bc330000000049454e44ae426082"
)


def picture() -> bytes:
    """Give the bytes of a picture that no other test uploads."""
    return PICTURE + uuid.uuid4().bytes


def test_load_a_page(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        page = site.pages.get("Main Page")

        assert page.exists
        assert page.text()


def test_a_page_that_nobody_may_make_is_not_made(wiki: Wiki) -> None:
    with Site(wiki.url, force_login=False) as site:
        with pytest.raises((ProtectedPageError, InsufficientPermission)):
            site.pages["MediaWiki:Sidebar"].save("x")
    with Site(wiki.url) as site:
        with pytest.raises(NotLoggedIn):
            site.pages["Whatever"].save("x")


def test_templates_are_expanded_with_their_tree_and_without(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        assert site.expandtemplates("{{PAGENAME}}", title="Some page") == "Some page"
        text, tree = site.expandtemplates("{{PAGENAME}}", title="Some page", generatexml=True)

    assert text == "Some page"
    assert tree.startswith("<root>")


def test_a_wrong_password_logs_nobody_in(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        with pytest.raises(LoginError) as caught:
            site.login(wiki.accounts["bob"].name, "wrong")

        assert caught.value.code == "Failed"
        assert not site.logged_in


def test_log_in_make_move_and_delete_a_page(wiki: Wiki) -> None:
    site = entered(wiki)
    old, new = f"Old {uuid.uuid4()}", f"New {uuid.uuid4()}"
    page = site.pages[old]

    page.save("Some text")
    page.move(new, "a better name")

    moved = site.pages.get(new)
    assert moved.text() == "Some text"
    target = site.pages[old].redirects_to()
    assert target is not None
    target.load()
    assert target.name == new
    moved.delete("of no use")
    assert not (site.pages.get(new)).exists


def test_log_in_step_by_step(wiki: Wiki) -> None:
    account = wiki.accounts["alice"]
    with Site(wiki.url) as site:
        assert site.clientlogin(username=account.name, password=account.password) is True
        assert site.logged_in
        assert site.username == account.name


def test_revisions_by_their_numbers_come_in_the_order_asked(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        page = site.pages["Berlin"]
        numbers = [row.revid for row in page.revisions()]
        asked = [numbers[-1], 10**9, numbers[0]]
        found = site.revisions(asked, prop="ids|timestamp|content")

    assert [row.revid for row in found] == [numbers[-1], numbers[0]]
    assert {row["pagetitle"] for row in found} == {"Berlin"}


def test_any_number_of_revisions_and_users_can_be_asked_for(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        found = site.revisions(range(1, 200))
        users = [user for user in site.users([*(f"Nobody {number}" for number in range(70)), "Admin", "#"])]

    assert [row.revid for row in found] == sorted(row.revid for row in found)
    assert len(found) > 100
    assert len(users) == 72
    assert {user["name"] for user in users if "missing" not in user and "invalid" not in user} == {"Admin"}


def test_upload_put_aside_then_publish(wiki: Wiki) -> None:
    site, name = entered(wiki), f"{uuid.uuid4()}.png"
    aside = site.upload(io.BytesIO(picture()), name, stash=True)
    assert not (site.images.get(name)).exists

    result = site.upload(filename=name, filekey=aside["filekey"], description="A dot", comment="with a reason")

    assert result["result"] == "Success"
    image = site.images.get(name)
    assert (image.text(), image.imageinfo["comment"]) == ("A dot", "with a reason")


def test_upload_to_be_put_together_later(wiki: Wiki) -> None:
    site, name, sent = entered(wiki), f"{uuid.uuid4()}.png", picture()

    result = site.upload(sent, name, "A dot", asynchronous=True)

    assert result["result"] == "Success"
    assert (site.images.get(name)).imageinfo["size"] == len(sent)


def test_upload_an_open_file_from_its_beginning(wiki: Wiki) -> None:
    site, name, sent = entered(wiki), f"U{uuid.uuid4()}.png", picture()
    file = io.BytesIO(sent)
    file.seek(0, io.SEEK_END)  # where it stands after it was written

    assert (site.upload(file, name))["imageinfo"]["size"] == len(sent)
    file.seek(0, io.SEEK_END)
    with pytest.raises(FileExists):
        site.upload(file, name)
    again = site.chunk_upload(file, name, ignorewarnings=False, comment="", text=None)

    assert (again["result"], again["warnings"]["exists"]) == ("Warning", name)


def test_upload_what_no_wiki_would_take(wiki: Wiki) -> None:
    site, sent = entered(wiki), picture()
    with wiki.recording() as calls:
        with pytest.raises(InvalidPageTitle, match=r"a title cannot hold '\['"):
            site.upload(sent, "[x].png", ignore=True)
        with Site(wiki.url) as nobody:
            with pytest.raises(InsufficientPermission, match=r"A\.png"):
                nobody.upload(sent, "A.png")
    assert {call.params["action"] for call in calls} == {"query"}

    for name, code in (("%41.png", "illegal-filename"), (f"{'x' * 300}.png", "filename-toolong")):
        with pytest.raises(InvalidPageTitle) as caught:
            site.upload(sent, name)
        assert isinstance(caught.value, UploadRefused)
        assert (caught.value.code, "filekey" in caught.value.data) == (code, True)


def test_download_what_was_uploaded(wiki: Wiki) -> None:
    site, name, sent = entered(wiki), f"{uuid.uuid4()}.png", picture()
    site.upload(sent, name)
    into = io.BytesIO()

    site.images[name].download(into)

    assert into.getvalue() == sent == site.images[name].download()
    with pytest.raises(FileNotFoundError, match=r"No such\.png"):
        site.images["No such.png"].download()
