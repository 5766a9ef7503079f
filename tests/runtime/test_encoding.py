"""How the values of a request go on the wire."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mwtyped.runtime.errors import ParameterError
from tests.runtime.binding import (
    AllPages,
    Compare,
    Edit,
    Grid,
    Info,
    Links,
    Main,
    Pages,
    Purge,
    Random,
    RecentChanges,
    Revisions,
    Search,
    UploadFile,
    Users,
)


def test_none_is_not_sent() -> None:
    assert Edit(title="A", text=None).encode() == {"title": "A"}


def test_an_empty_text_is_sent() -> None:
    assert Edit(title="A", text="").encode() == {"title": "A", "text": ""}


def test_an_empty_list_sends_the_empty_value() -> None:
    assert Info(prop=[]).encode() == {"inprop": ""}


def test_a_prefix_stands_before_each_parameter_and_a_keyword_loses_its_underscore() -> None:
    assert AllPages(from_="B", namespace=4).encode() == {"apfrom": "B", "apnamespace": "4", "aplimit": "max"}


def test_the_limit_is_as_many_as_may_be_unless_given() -> None:
    assert AllPages().encode() == {"aplimit": "max"}
    assert AllPages(limit=7).encode() == {"aplimit": "7"}


def test_several_values_are_joined_with_bars() -> None:
    assert Users(users=["Ann", "Bob"]).encode() == {"ususers": "Ann|Bob"}


def test_a_lone_value_is_a_list_of_one() -> None:
    assert Users(users="Ann").encode() == Users(users=["Ann"]).encode()


def test_a_value_with_a_bar_is_joined_with_the_unit_separator() -> None:
    assert AllPages(prlevel=["a|b", "c"]).encode()["apprlevel"] == "\x1fa|b\x1fc"


def test_a_lone_value_with_a_bar_is_one_value_where_bars_may_be() -> None:
    assert AllPages(prlevel="a|b").encode()["apprlevel"] == "\x1fa|b"


def test_a_text_that_is_no_list_keeps_its_bars() -> None:
    assert Edit(text="{{a|b}}").encode() == {"text": "{{a|b}}"}


def test_a_name_in_a_list_is_sent_as_it_is() -> None:
    assert Pages(titles=["A|B"]).encode() == {"titles": "\x1fA|B"}


def test_a_value_of_several_cannot_hold_the_unit_separator() -> None:
    with pytest.raises(ParameterError, match=r"^edit: tags: .*U\+001F"):
        Edit(tags=["a\x1fb"])


def test_an_iterator_is_read_once_and_kept() -> None:
    request = Users(users=(name for name in ["Ann", "Bob"]))

    assert request.encode() == request.encode() == {"ususers": "Ann|Bob"}


def test_a_set_has_one_order_under_any_hash_seed() -> None:
    assert Users(users={"Cy", "Ann", "Bob"}).encode() == {"ususers": "Ann|Bob|Cy"}


def test_numbers_and_the_word_for_all_go_together() -> None:
    assert RecentChanges(namespace=[0, 14]).encode()["rcnamespace"] == "0|14"
    assert RecentChanges(namespace="*").encode()["rcnamespace"] == "*"


def test_a_flag_is_there_or_not() -> None:
    assert Edit(minor=True).encode() == {"minor": "1"}
    assert Edit(minor=False).encode() == {}


def test_a_time_is_sent_in_utc() -> None:
    given = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))

    assert RecentChanges(start=given).encode()["rcstart"] == "2026-02-28T23:30:00Z"


def test_a_time_is_sent_in_whole_seconds() -> None:
    given = datetime(2026, 3, 1, 1, 30, 59, 999_999, tzinfo=UTC)

    assert RecentChanges(start=given).encode()["rcstart"] == "2026-03-01T01:30:59Z"


def test_a_year_has_four_digits() -> None:
    assert RecentChanges(start=datetime(7, 1, 2, tzinfo=UTC)).encode()["rcstart"] == "0007-01-02T00:00:00Z"


def test_a_time_that_does_not_exist_in_utc_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"^query[+]recentchanges: start: "):
        RecentChanges(start=datetime.min.replace(tzinfo=timezone(timedelta(hours=1))))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"start: a time without a time zone.*datetime\.UTC"):
        RecentChanges(start=datetime(2026, 3, 1))


@pytest.mark.parametrize("expiry", ["infinite", "1 week", "2030-01-01T00:00:00Z"])
def test_an_expiry_may_be_in_words(expiry: str) -> None:
    assert Edit(watchlistexpiry=expiry).encode() == {"watchlistexpiry": expiry}


def test_an_expiry_may_be_a_time() -> None:
    given = datetime(2030, 1, 1, tzinfo=UTC)

    assert Edit(watchlistexpiry=given).encode() == {"watchlistexpiry": "2030-01-01T00:00:00Z"}


def test_an_expiry_without_a_zone_is_refused() -> None:
    with pytest.raises(ParameterError, match="watchlistexpiry: a time without a time zone"):
        Edit(watchlistexpiry=datetime(2030, 1, 1))


def test_extra_adds_and_overrides_in_wire_names() -> None:
    request = AllPages(prefix="A", extra={"apprefix": "B", "apnew": "1"})

    assert request.encode() == {"apprefix": "B", "aplimit": "max", "apnew": "1"}


def test_a_template_sends_each_value_under_its_key_and_names_the_keys() -> None:
    assert Compare(totext={"main": "a", "aux": "b"}).encode() == {
        "totext-main": "a",
        "totext-aux": "b",
        "toslots": "main|aux",
    }


def test_the_keys_that_a_caller_names_are_kept() -> None:
    sent = Compare(totext={"main": "a"}, toslots=["main", "aux"]).encode()

    assert sent == {"totext-main": "a", "toslots": "main|aux"}


def test_templates_that_share_their_keys_name_all_of_them() -> None:
    sent = Compare(totext={"main": "a"}, tocontentmodel={"aux": "json"}).encode()

    assert sent == {"totext-main": "a", "tocontentmodel-aux": "json", "toslots": "main|aux"}


def test_the_plain_parameter_of_a_pair_takes_a_text() -> None:
    assert Compare(totext="a").encode() == {"totext": "a"}


def test_a_template_in_a_prop_has_the_prefix_everywhere() -> None:
    sent = Revisions(contentformat={"main": "text/x-wiki"}).encode()

    assert sent == {"rvcontentformat-main": "text/x-wiki", "rvslots": "main"}


def test_a_template_of_two_variables_takes_pairs() -> None:
    sent = Grid(cell={("1", "a"): "x", ("2", "a"): "y"}).encode()

    assert sent == {"grcell-1-a": "x", "grcell-2-a": "y", "grrows": "1|2", "grcolumns": "a"}


def test_a_generator_has_its_own_prefix() -> None:
    sent = Pages(generator=AllPages(prefix="A", limit=3)).encode()

    assert sent == {"generator": "allpages", "gapprefix": "A", "gaplimit": "3", "indexpageids": "1"}


def test_an_action_takes_a_generator_too() -> None:
    sent = Purge(generator=Search(search="x"), forcelinkupdate=True).encode()

    assert sent == {"generator": "search", "gsrsearch": "x", "gsrlimit": "max", "forcelinkupdate": "1"}


def test_props_go_with_the_pages() -> None:
    sent = Pages(titles=["A", "B"], props=[Info(prop=["url"]), Links()]).encode()

    assert sent == {"titles": "A|B", "prop": "info|links", "inprop": "url", "pllimit": "max"}


def test_a_lone_prop_is_a_list_of_one() -> None:
    assert Pages(titles="A", props=Info()).encode() == {"titles": "A", "prop": "info"}


def test_extra_of_the_pages_is_the_last_word() -> None:
    sent = Pages(titles="A", props=[Info(prop="url")], extra={"inprop": "watched"}).encode()

    assert sent == {"titles": "A", "prop": "info", "inprop": "watched"}


def test_the_main_modules_parameters_have_no_prefix() -> None:
    assert Main(assert_="user", maxlag=5).encode() == {"assert": "user", "maxlag": "5"}


def test_a_call_names_its_module() -> None:
    assert Random(limit=1).call() == {"action": "query", "list": "random", "rnlimit": "1"}
    assert Edit(title="A").call() == {"action": "edit", "title": "A"}


def test_an_upload_stays_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "a.png"

    assert UploadFile(file=b"abc").encode() == {"file": b"abc"}
    assert UploadFile(file=path).encode() == {"file": path}
