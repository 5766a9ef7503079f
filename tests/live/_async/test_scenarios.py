"""What scripts do with the reference from end to end, done with ours on the real wiki."""

import io
import uuid

import pytest

from mwtyped import (
    AsyncSite,
    FileExists,
    InsufficientPermission,
    InvalidPageTitle,
    LoginError,
    NotLoggedIn,
    ProtectedPageError,
    UploadRefused,
)

from ...wiki import Wiki
from .test_pages import async_entered

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636000000200"
    "01e221bc330000000049454e44ae426082"
)


def picture() -> bytes:
    """Give the bytes of a picture that no other test uploads."""
    return PICTURE + uuid.uuid4().bytes


async def test_load_a_page(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url) as site:
        page = await site.pages.get("Main Page")

        assert page.exists
        assert await page.text()


async def test_a_page_that_nobody_may_make_is_not_made(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, force_login=False) as site:
        with pytest.raises((ProtectedPageError, InsufficientPermission)):
            await site.pages["MediaWiki:Sidebar"].save("x")
    async with AsyncSite(wiki.url) as site:
        with pytest.raises(NotLoggedIn):
            await site.pages["Whatever"].save("x")


async def test_templates_are_expanded_with_their_tree_and_without(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url) as site:
        assert await site.expandtemplates("{{PAGENAME}}", title="Some page") == "Some page"
        text, tree = await site.expandtemplates("{{PAGENAME}}", title="Some page", generatexml=True)

    assert text == "Some page"
    assert tree.startswith("<root>")


async def test_a_wrong_password_logs_nobody_in(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url) as site:
        with pytest.raises(LoginError) as caught:
            await site.login(wiki.accounts["bob"].name, "wrong")

        assert caught.value.code == "Failed"
        assert not site.logged_in


async def test_log_in_make_move_and_delete_a_page(wiki: Wiki) -> None:
    site = await async_entered(wiki)
    old, new = f"Old {uuid.uuid4()}", f"New {uuid.uuid4()}"
    page = site.pages[old]

    await page.save("Some text")
    await page.move(new, "a better name")

    moved = await site.pages.get(new)
    assert await moved.text() == "Some text"
    target = await site.pages[old].redirects_to()
    assert target is not None
    await target.load()
    assert target.name == new
    await moved.delete("of no use")
    assert not (await site.pages.get(new)).exists


async def test_log_in_step_by_step(wiki: Wiki) -> None:
    account = wiki.accounts["alice"]
    async with AsyncSite(wiki.url) as site:
        assert await site.clientlogin(username=account.name, password=account.password) is True
        assert site.logged_in
        assert site.username == account.name


async def test_revisions_by_their_numbers_come_in_the_order_asked(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url) as site:
        page = site.pages["Berlin"]
        numbers = [row.revid async for row in page.revisions()]
        asked = [numbers[-1], 10**9, numbers[0]]
        found = await site.revisions(asked, prop="ids|timestamp|content")

    assert [row.revid for row in found] == [numbers[-1], numbers[0]]
    assert {row["pagetitle"] for row in found} == {"Berlin"}


async def test_any_number_of_revisions_and_users_can_be_asked_for(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        found = await site.revisions(range(1, 200))
        users = [user async for user in site.users([*(f"Nobody {number}" for number in range(70)), "Admin", "#"])]

    assert [row.revid for row in found] == sorted(row.revid for row in found)
    assert len(found) > 100
    assert len(users) == 72
    assert {user["name"] for user in users if "missing" not in user and "invalid" not in user} == {"Admin"}


async def test_upload_put_aside_then_publish(wiki: Wiki) -> None:
    site, name = await async_entered(wiki), f"{uuid.uuid4()}.png"
    aside = await site.upload(io.BytesIO(picture()), name, stash=True)
    assert not (await site.images.get(name)).exists

    result = await site.upload(filename=name, filekey=aside["filekey"], description="A dot", comment="with a reason")

    assert result["result"] == "Success"
    image = await site.images.get(name)
    assert (await image.text(), image.imageinfo["comment"]) == ("A dot", "with a reason")


async def test_upload_to_be_put_together_later(wiki: Wiki) -> None:
    site, name, sent = await async_entered(wiki), f"{uuid.uuid4()}.png", picture()

    result = await site.upload(sent, name, "A dot", asynchronous=True)

    assert result["result"] == "Success"
    assert (await site.images.get(name)).imageinfo["size"] == len(sent)


async def test_upload_an_open_file_from_its_beginning(wiki: Wiki) -> None:
    site, name, sent = await async_entered(wiki), f"U{uuid.uuid4()}.png", picture()
    file = io.BytesIO(sent)
    file.seek(0, io.SEEK_END)  # where it stands after it was written

    assert (await site.upload(file, name))["imageinfo"]["size"] == len(sent)
    file.seek(0, io.SEEK_END)
    with pytest.raises(FileExists):
        await site.upload(file, name)
    again = await site.chunk_upload(file, name, ignorewarnings=False, comment="", text=None)

    assert (again["result"], again["warnings"]["exists"]) == ("Warning", name)


async def test_upload_what_no_wiki_would_take(wiki: Wiki) -> None:
    site, sent = await async_entered(wiki), picture()
    with wiki.recording() as calls:
        with pytest.raises(InvalidPageTitle, match=r"a title cannot hold '\['"):
            await site.upload(sent, "[x].png", ignore=True)
        async with AsyncSite(wiki.url) as nobody:
            with pytest.raises(InsufficientPermission, match=r"A\.png"):
                await nobody.upload(sent, "A.png")
    assert {call.params["action"] for call in calls} == {"query"}

    for name, code in (("%41.png", "illegal-filename"), (f"{'x' * 300}.png", "filename-toolong")):
        with pytest.raises(InvalidPageTitle) as caught:
            await site.upload(sent, name)
        assert isinstance(caught.value, UploadRefused)
        assert (caught.value.code, "filekey" in caught.value.data) == (code, True)


async def test_download_what_was_uploaded(wiki: Wiki) -> None:
    site, name, sent = await async_entered(wiki), f"{uuid.uuid4()}.png", picture()
    await site.upload(sent, name)
    into = io.BytesIO()

    await site.images[name].download(into)

    assert into.getvalue() == sent == await site.images[name].download()
    with pytest.raises(FileNotFoundError, match=r"No such\.png"):
        await site.images["No such.png"].download()
