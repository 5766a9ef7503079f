"""Requests as data: compared, kept, shown, and refused when they cannot be right."""

import copy
import datetime
import io
import pickle
import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest

from mwtyped.runtime.errors import MwClientError, ParameterError
from mwtyped.runtime.fields import FrozenMapping
from mwtyped.runtime.secret import Secret
from tests.runtime import binding
from tests.runtime.binding import (
    AllPages,
    ChangePassword,
    Compare,
    Edit,
    Info,
    Links,
    PageProps,
    Pages,
    RecentChanges,
    UploadFile,
    Users,
)

SOME = [
    AllPages(from_="B", limit=3),
    Edit(title="it's", text='"\n', minor=True),
    RecentChanges(start=datetime.datetime(2026, 1, 2, tzinfo=UTC), namespace=[0, 1]),
    Compare(totext={"main": "a"}, extra={"x": "1"}),
    Pages(generator=AllPages(prefix="A"), props=[Info(prop=["url"]), Links()]),
    UploadFile(filename="A.txt", file=b"abc"),
]


@pytest.mark.parametrize("request_", SOME, ids=repr)
def test_a_request_cannot_be_changed(request_: Any) -> None:
    with pytest.raises(ValueError, match="frozen"):
        request_.extra = {"a": "b"}


@pytest.mark.parametrize("request_", SOME, ids=repr)
def test_a_request_hashes_by_value(request_: Any) -> None:
    assert {request_: 1}[copy.deepcopy(request_)] == 1


@pytest.mark.parametrize("request_", SOME, ids=repr)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_request_is_picklable(request_: Any, protocol: int) -> None:
    assert pickle.loads(pickle.dumps(request_, protocol)) == request_


@pytest.mark.parametrize("request_", SOME, ids=repr)
def test_a_copy_is_equal(request_: Any) -> None:
    assert copy.copy(request_) == request_
    assert request_.model_copy() == request_


@pytest.mark.parametrize("request_", SOME, ids=repr)
def test_a_repr_is_valid_code(request_: Any) -> None:
    assert eval(repr(request_), {**vars(binding), "datetime": datetime}) == request_


def test_a_repr_shows_what_was_given() -> None:
    assert repr(AllPages(from_="B", limit=3)) == "AllPages(from_='B', limit=3)"


def test_one_value_equals_a_list_of_it() -> None:
    assert Info(prop="url") == Info(prop=["url"])
    assert hash(Info(prop="url")) == hash(Info(prop=["url"]))


def test_a_default_equals_the_same_value_given() -> None:
    assert AllPages(limit="max") == AllPages()


def test_requests_of_two_modules_differ() -> None:
    assert len({Info(), PageProps()}) == 2


def test_a_mapping_is_kept_as_it_was() -> None:
    texts = {"main": "a"}
    request = Compare(totext=texts)
    texts["main"] = "b"

    assert request.totext == {"main": "a"}
    assert not hasattr(request.totext, "__setitem__")


def test_a_frozen_mapping_is_hashed_without_its_order() -> None:
    assert hash(FrozenMapping({"a": 1, "b": 2})) == hash(FrozenMapping({"b": 2, "a": 1}))


def test_a_password_is_never_shown() -> None:
    request = ChangePassword(user="Ann", password="hunter2")

    assert repr(request) == "ChangePassword(user='Ann', password=...)"
    assert "hunter2" not in f"{request} {request!r} {request.model_dump()} {request.model_dump_json()}"
    assert request.encode()["password"] == Secret("hunter2")


def test_a_password_of_the_wrong_type_is_not_shown_either() -> None:
    with pytest.raises(ParameterError) as caught:
        ChangePassword(user="Ann", password=b"hunter2")

    assert "hunter2" not in f"{caught.value!r} {caught.value}"


def test_a_password_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="changepassword: password holds a secret or an open file"):
        pickle.dumps(ChangePassword(user="Ann", password="hunter2"))


def test_an_open_file_is_neither_shown_nor_pickled() -> None:
    request = UploadFile(filename="A.txt", file=io.BytesIO(b"abc"))

    assert repr(request) == "UploadFile(filename='A.txt', file=...)"
    with pytest.raises(TypeError, match="upload: file holds a secret or an open file"):
        pickle.dumps(request)


def test_a_token_among_extra_is_a_secret_too() -> None:
    request = Edit(title="A", extra={"token": "hunter2+\\"})

    assert repr(request) == "Edit(extra=..., title='A')"
    with pytest.raises(TypeError, match="edit: extra holds a secret"):
        pickle.dumps(request)


def refused(make: Any) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        make()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def test_a_misspelt_parameter_is_named_with_the_nearest_one() -> None:
    error = refused(lambda: AllPages(filterdir="all"))

    assert str(error) == "query+allpages: filterdir: there is no such parameter. Did you mean 'filterredir'?"
    assert (error.module, error.parameter, error.suggestion) == ("query+allpages", "filterdir", "filterredir")


def test_a_wire_name_is_no_parameter_but_names_it() -> None:
    assert refused(lambda: AllPages(apfrom="A")).suggestion == "from_"
    assert refused(lambda: AllPages(aplimit=3)).suggestion == "limit"


def test_a_parameter_that_is_like_no_other_has_no_suggestion() -> None:
    assert str(refused(lambda: Info(zzz=1))) == "query+info: zzz: there is no such parameter."


def test_a_required_parameter_is_required() -> None:
    assert str(refused(lambda: Users())) == "query+users: users: is required."


def test_none_for_a_required_parameter_is_none() -> None:
    assert str(refused(lambda: Users(users=None))) == "query+users: users: is required."


def test_a_misspelt_value_is_named_with_the_nearest_one() -> None:
    error = refused(lambda: AllPages(filterredir="redirect"))

    assert str(error) == (
        "query+allpages: filterredir: 'redirect' is none of 'all', 'nonredirects', 'redirects'."
        " Did you mean 'redirects'?"
    )


def test_a_misspelt_value_among_several_is_named() -> None:
    error = refused(lambda: AllPages(prtype=["edit", "mve"]))

    assert str(error) == "query+allpages: prtype: 'mve' is none of 'edit', 'move', 'upload'. Did you mean 'move'?"


def test_several_names_in_one_text_are_refused() -> None:
    error = refused(lambda: Pages(titles="A|B"))

    assert str(error) == "query: titles: 'A|B' is one name here; pass several as a list: ['A', 'B']."


def test_several_values_for_one_are_refused() -> None:
    error = refused(lambda: AllPages(filterredir="all|redirects"))

    assert "'all|redirects' is one value here" in str(error)


def test_a_list_for_one_value_is_refused() -> None:
    assert "filterredir" in str(refused(lambda: AllPages(filterredir=["all"])))


@pytest.mark.parametrize("value", [1, "1", "true"])
def test_a_flag_is_a_bool(value: object) -> None:
    error = refused(lambda: Edit(minor=value))

    assert str(error).startswith("edit: minor: ")
    assert f"not {type(value).__name__}" in str(error)


def test_a_number_is_an_int() -> None:
    assert "namespace" in str(refused(lambda: AllPages(namespace="0")))
    assert "namespace" in str(refused(lambda: AllPages(namespace=True)))


def test_a_limit_is_a_number_or_max() -> None:
    error = refused(lambda: AllPages(limit="mx"))

    assert str(error) == "query+allpages: limit: 'mx' is none of a number, 'max'. Did you mean 'max'?"


def test_a_time_is_no_text() -> None:
    assert "start" in str(refused(lambda: RecentChanges(start="2026-01-01T00:00:00Z")))


def test_a_text_is_no_number() -> None:
    assert "title" in str(refused(lambda: Edit(title=1)))


def test_a_file_is_open_in_binary() -> None:
    assert "upload: file: is a text file; open it in mode 'rb'" in str(refused(lambda: UploadFile(file=io.StringIO())))


@pytest.mark.parametrize("given", [5, True, "A.png", ["A.png"], io.BytesIO], ids=repr)
def test_what_is_no_file_is_none(given: Any) -> None:
    expected = f"upload: file: expected bytes, an open binary file or a pathlib.Path, not {type(given).__name__}."
    assert str(refused(lambda: UploadFile(file=given))) == expected


@pytest.mark.parametrize("given", [bytearray(b"abc"), memoryview(b"abc")], ids=repr)
def test_bytes_of_other_types_are_bytes(given: Any) -> None:
    assert UploadFile(file=given) == UploadFile(file=b"abc")


def test_a_file_is_no_text() -> None:
    assert "pathlib.Path" in str(refused(lambda: UploadFile(file="a.png")))


def test_extra_is_of_texts() -> None:
    assert "extra" in str(refused(lambda: Edit(extra={"a": 1})))


def test_a_generator_is_a_request_that_can_be_one() -> None:
    assert "generator" in str(refused(lambda: Pages(generator=RecentChanges())))
    assert "generator" in str(refused(lambda: Pages(generator="allpages")))


def test_a_prop_is_a_prop_request() -> None:
    error = refused(lambda: Pages(titles="A", props=[AllPages()]))

    assert "query: props: " in str(error)


def test_two_props_of_one_module_are_refused() -> None:
    error = refused(lambda: Pages(titles="A", props=[Info(prop="url"), Info(prop="watched")]))

    assert str(error) == "query: props: has query+info twice."


def test_exclusive_parameters_are_refused_by_name() -> None:
    error = refused(lambda: Edit(title="A", pageid=1))

    assert str(error) == "edit: title and pageid: exclude each other."
    assert error.parameter == "title and pageid"


def test_fifty_names_may_be_five_hundred_of_a_bots() -> None:
    assert len(Users(users=[f"U{number}" for number in range(500)]).users) == 500

    error = refused(lambda: Users(users=[f"U{number}" for number in range(501)]))

    assert str(error) == "query+users: users: has 501 values, and 500 are the most."


def test_pages_may_be_any_number_for_they_are_cut() -> None:
    assert len(Pages(titles=[f"T{number}" for number in range(2000)]).titles or ()) == 2000


def test_an_error_of_a_request_is_a_value_error_and_ours() -> None:
    error = refused(lambda: Users())

    assert isinstance(error, ValueError)
    assert isinstance(error, MwClientError)


def test_an_error_shows_a_long_value_cut() -> None:
    error = refused(lambda: AllPages(filterredir="x" * 1_000_000))

    assert len(str(error)) < 1_000


def test_an_error_shows_a_value_on_one_line() -> None:
    assert "\n" not in str(refused(lambda: AllPages(filterredir="a\nb")))
    assert "\n" not in str(refused(lambda: AllPages(**{"a\nb": 1})))


def test_a_value_of_an_enumeration_may_hold_any_text() -> None:
    from typing import ClassVar, Literal

    from mwtyped.runtime import ActionRequest, Facts, Result

    class Odd(ActionRequest[Result]):
        facts: ClassVar[Facts] = Facts(path="odd")
        word: Literal["this or that", "it's", 'say "no"'] | None = None

    make: Any = Odd

    assert "'this or that'" in str(refused(lambda: make(word="that or this")))


@pytest.mark.parametrize(
    ("request_class", "given", "message"),
    [
        (AllPages, {"limit": "many"}, "limit: 'many' is none of a number, 'max'"),
        (AllPages, {"prefix": 3}, "prefix: takes text, not int"),
        (Edit, {"minor": "false"}, "minor: takes True or False, not str"),
    ],
)
def test_a_value_of_another_type_is_refused_in_words_of_the_api(
    request_class: Callable[..., object], given: dict[str, object], message: str
) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)):
        request_class(**given)


def test_what_an_action_says_beside_its_result_is_not_lost() -> None:
    reply = {
        "redirects": {"from": "A", "to": "B"},
        "edit": {"result": "Success"},
        "curtimestamp": "2026-01-01T00:00:00Z",
    }

    result = Edit(title="A", text="x").parse(reply)

    assert result.to_dict() == {"redirects": {"from": "A", "to": "B"}, "result": "Success"}


def test_a_value_of_the_result_goes_before_one_beside_it() -> None:
    result = Edit(title="A", text="x").parse({"result": "beside", "edit": {"result": "Success"}})

    assert result["result"] == "Success"
