"""The examples that write, run on a real wiki: what it then holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mwtyped
from examples.archive_talk import archive, old_threads
from examples.category_mover import move_category
from examples.double_redirects import double_redirects, mend
from examples.patrol_new_pages import patrol
from examples.template_replacer import replace_template
from examples.upload_folder import upload_folder
from examples.welcome import new_users, welcome
from tests.wiki import Wiki

Outpaced = Callable[[Callable[[], object]], mwtyped.Site]


def save(site: mwtyped.Site, **texts: str) -> None:
    """Write pages; `_` in a name is a space."""
    for title, text in texts.items():
        site.pages[title].save(text)


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


class TestWelcome:
    @pytest.fixture
    def newcomers(self, wiki: Wiki, admin: mwtyped.Site) -> list[str]:
        """Two who signed up; the first has edited."""
        for name in ("Newcomer", "Silent newcomer"):
            password = f"throw-away-{name}"
            facts = {"username": name, "password": password, "retype": password}
            done = admin.api.createaccount(returnurl=wiki.url, extra=facts)
            assert done.status == "PASS"
        with mwtyped.Site(wiki.url) as site:
            site.login("Newcomer", "throw-away-Newcomer")
            site.pages["Newcomer's page"].append("Hello.")
        return ["Newcomer", "Silent newcomer"]

    def test_who_edited_is_welcomed_once_and_who_did_not_is_not(
        self, bot: mwtyped.Site, newcomers: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert new_users(bot, an_hour_ago()) == [newcomers[0]]
        assert welcome(bot, an_hour_ago(), "To be caught: Disallowed") == []
        assert capsys.readouterr().err.startswith("User talk:Newcomer: abusefilter-disallowed")

        assert welcome(bot, an_hour_ago(), "Welcome! ~~~~") == ["User talk:Newcomer"]
        assert welcome(bot, an_hour_ago(), "Welcome! ~~~~") == []

        page = bot.pages["User talk:Newcomer"]
        assert page.text().startswith("Welcome! [[User:Bot|Bot]]")
        assert [revision.comment for revision in page.revisions()] == ["Welcome"]
        assert not bot.pages["User talk:Silent newcomer"].exists


class TestCategoryMover:
    def test_the_category_and_its_pages_move_and_sort_keys_stay(self, admin: mwtyped.Site, wiki: Wiki) -> None:
        save(
            admin,
            Mover_A="A. [[category:old name|Sort]]",
            Mover_B="B. [[ Category : Old_name ]] [[Category:Old names]]",
        )
        save(admin, Mover_C="C. {{Mover}}")
        save(admin, **{"Template:Mover": "<includeonly>[[Category:Old name]]</includeonly>"})
        save(admin, **{"Category:Old name": "What it is about."})
        wiki.run_jobs()

        edited, left = move_category(admin, "Old name", "New name")

        assert edited == ["Mover B", "Mover A"], "as the category sorts them: A is under Sort"
        assert left == ["Mover C"]
        assert admin.pages["Mover A"].text() == "A. [[Category:New name|Sort]]"
        assert admin.pages["Mover B"].text() == "B. [[Category:New name]] [[Category:Old names]]"
        assert admin.categories["New name"].text() == "What it is about."
        assert not admin.categories["Old name"].exists
        assert {page.name for page in admin.categories["New name"]} == {"Mover A", "Mover B"}

    def test_what_somebody_saved_meanwhile_stays(self, alice: mwtyped.Site, outpaced: Outpaced) -> None:
        save(alice, Mover_D="First. [[Category:Outpaced]]")
        site = outpaced(lambda: alice.pages["Mover D"].save("Second. [[Category:Outpaced]]"))

        assert move_category(site, "Outpaced", "Kept") == (["Mover D"], [])

        page = alice.pages["Mover D"]
        assert page.text() == "Second. [[Category:Kept]]"
        assert [revision.user for revision in page.revisions()] == ["Bot", "Alice", "Alice"]

    def test_a_protected_page_is_left(self, admin: mwtyped.Site, bot: mwtyped.Site) -> None:
        save(admin, Mover_E="[[Category:Guarded]]")
        admin.api.protect(title="Mover E", protections=["edit=sysop"], expiry="infinite")

        assert move_category(bot, "Guarded", "Free") == ([], ["Mover E"])
        assert admin.pages["Mover E"].text() == "[[Category:Guarded]]"

    def test_a_page_that_a_filter_guards_is_left_and_the_others_are_not(self, bot: mwtyped.Site) -> None:
        save(bot, Mover_F="[[Category:Filtered]] {{nobots}}", Mover_G="[[Category:Filtered]]")
        new = "To be caught: Disallowed"

        assert move_category(bot, "Filtered", new) == ([], ["Mover F", "Mover G"])


class TestUploadFolder:
    def test_new_files_are_uploaded_known_ones_are_not_and_no_file_is_replaced(
        self, bot: mwtyped.Site, tmp_path: Path
    ) -> None:
        (tmp_path / "Folder A.txt").write_text("the first")
        (tmp_path / "Folder B.txt").write_text("the second")
        (tmp_path / "Folder C.exe").write_text("no type of this wiki")

        uploaded, refused = upload_folder(bot, tmp_path)
        again, _ = upload_folder(bot, tmp_path)
        (tmp_path / "Folder A.txt").write_text("another under this name")
        replaced, warned = upload_folder(bot, tmp_path)

        assert [name.replace("_", " ") for name in uploaded] == ["Folder A.txt", "Folder B.txt"]
        assert list(refused) == ["Folder C.exe"]
        assert again == replaced == []
        assert "exists" in warned["Folder A.txt"]
        image = bot.images["Folder A.txt"]
        assert image.imageinfo["size"] == len("the first")
        assert f"From the folder {tmp_path.name}." in image.text()


class TestArchive:
    NOW = datetime(2026, 6, 1, tzinfo=UTC)
    TEXT = (
        "A talk page.\n== Old ==\nAsked. 10:00, 3 May 2026 (UTC)\n=== Part ===\n:Said. 11:00, 4 May 2026 (UTC)\n"
        "== Unsigned ==\nWho knows when?\n== New ==\nAsked. 09:00, 1 May 2026 (UTC)\n:Said. 09:00, 31 May 2026 (UTC)\n"
    )

    def test_a_thread_is_old_when_its_newest_signature_is(self) -> None:
        threads = old_threads(self.TEXT, datetime(2026, 5, 20, tzinfo=UTC))
        assert [thread.splitlines()[0] for thread in threads] == ["== Old =="]

    def test_a_thread_with_a_signature_that_is_no_time_is_left(self) -> None:
        assert old_threads("== Old ==\nAsked. 10:00, 31 February 2026 (UTC)\n", self.NOW) == []

    def test_old_threads_move_to_the_archive(self, bot: mwtyped.Site) -> None:
        save(bot, **{"Talk:Archived": self.TEXT})

        assert archive(bot, "Talk:Archived", datetime(2026, 5, 20, tzinfo=UTC)) == 1

        page, kept = bot.pages["Talk:Archived"], bot.pages["Talk:Archived/Archive 2026"].text()
        assert page.text().startswith("A talk page.\n== Unsigned ==")
        assert kept.startswith("{{Talk archive}}\n\n== Old ==\nAsked.")
        assert kept.endswith("(UTC)")
        assert archive(bot, "Talk:Archived", datetime(2026, 5, 20, tzinfo=UTC)) == 0

    def test_a_thread_that_was_answered_meanwhile_stays(self, alice: mwtyped.Site, outpaced: Outpaced) -> None:
        save(alice, **{"Talk:Answered": "== Old ==\nAsked. 10:00, 3 May 2026 (UTC)\n"})
        answered = "== Old ==\nAsked. 10:00, 3 May 2026 (UTC)\n:Now. 10:00, 30 May 2026 (UTC)"
        site = outpaced(lambda: alice.pages["Talk:Answered"].save(answered))

        archive(site, "Talk:Answered", datetime(2026, 5, 20, tzinfo=UTC))

        assert alice.pages["Talk:Answered"].text() == answered


class TestDoubleRedirects:
    def test_each_leads_to_the_last_target_and_circles_are_left(self, bot: mwtyped.Site) -> None:
        save(bot, Double_target="Here.\n== Part ==\nThere.")
        save(bot, Double_one="#REDIRECT [[Double target#Part]]", Double_two="#REDIRECT [[Double one]]\n[[Category:X]]")
        save(bot, Double_three="#redirect: [[double two|text]]")
        save(bot, Double_circle_A="#REDIRECT [[Double circle B]]", Double_circle_B="#REDIRECT [[Double circle A]]")
        expected = {"Double three": "Double target#Part", "Double two": "Double target#Part"}

        assert double_redirects(bot, "Double") == expected
        assert sorted(mend(bot, "Double")) == sorted(expected)
        assert double_redirects(bot, "Double") == {}

        assert bot.pages["Double two"].text() == "#REDIRECT [[Double target#Part]]\n[[Category:X]]"
        assert bot.pages["Double three"].text() == "#redirect: [[Double target#Part|text]]"
        target = bot.pages["Double three"].redirects_to()
        assert target is not None
        assert target.name == "Double target"

    def test_a_protected_one_is_left(self, admin: mwtyped.Site, bot: mwtyped.Site) -> None:
        save(admin, Guarded_one="#REDIRECT [[Double target]]", Guarded_two="#REDIRECT [[Guarded one]]")
        save(admin, Guarded_zero="#REDIRECT [[Guarded one]]", Double_target="Here.")
        admin.api.protect(title="Guarded two", protections=["edit=sysop"], expiry="infinite")

        assert mend(bot, "Guarded") == ["Guarded zero"]


class TestTemplateReplacer:
    def test_uses_are_renamed_with_their_parameters(self, admin: mwtyped.Site, bot: mwtyped.Site, wiki: Wiki) -> None:
        save(
            admin, **{"Template:Old box": "{{{1|}}}", "Template:New box": "{{{1|}}}", "Template:By way": "{{Old box}}"}
        )
        save(admin, Box_A="{{old box|one}} {{Template:Old_box}} {{Old boxes}}", Box_B="{{By way}}", Box_C="{{Old box}}")
        admin.api.protect(title="Box C", protections=["edit=sysop"], expiry="infinite")
        wiki.run_jobs()

        edited, left = replace_template(bot, "Old box", "New box")

        assert sorted(edited) == ["Box A", "Template:By way"]
        assert left == {"Box B": "uses it by way of another page", "Box C": "is protected"}
        assert bot.pages["Box A"].text() == "{{New box|one}} {{New box}} {{Old boxes}}"
        assert bot.pages["Template:By way"].text() == "{{New box}}"

    def test_a_template_that_is_not_there_replaces_nothing(self, bot: mwtyped.Site) -> None:
        with pytest.raises(ValueError, match="no Template:Nowhere"):
            replace_template(bot, "Stub", "Nowhere")


class TestPatrol:
    def test_fine_pages_are_patrolled_and_others_are_marked_once(
        self, alice: mwtyped.Site, admin: mwtyped.Site
    ) -> None:
        save(alice, Patrol_fine="Word " * 20 + "[[Category:Patrolled]]", Patrol_short="Word.")

        first = patrol(admin, an_hour_ago(), lambda text: "very short" if len(text) < 50 else None)
        second = patrol(admin, an_hour_ago(), lambda text: "very short" if len(text) < 50 else None)

        assert "Patrol fine" in first.fine
        assert first.marked["Patrol short"] == "very short"
        assert admin.pages["Patrol short"].text() == "{{Cleanup|very short}}\nWord."
        assert "Patrol fine" not in second.fine
        assert "Patrol short" not in second.marked
        unpatrolled = {change.title for change in admin.recentchanges(type="new", show="!patrolled", prop="title")}
        assert "Patrol short" in unpatrolled
        assert "Patrol fine" not in unpatrolled
