"""What generated Python may consist of: imports, classes, functions, literals, and a few fixed calls."""

import ast

_NODES = (
    *(ast.Module, ast.Expr, ast.Constant, ast.ImportFrom, ast.alias, ast.ClassDef, ast.FunctionDef),
    *(ast.AsyncFunctionDef, ast.arguments, ast.arg, ast.Return, ast.Call, ast.keyword, ast.Name, ast.Attribute),
    *(ast.Load, ast.Store, ast.Assign, ast.AnnAssign, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.BinOp),
    *(ast.BitOr, ast.If, ast.UnaryOp, ast.Not, ast.Await, ast.USub),
)
_MODULES = {
    *("__future__", "collections.abc", "datetime", "os", "typing", "pydantic"),
    *("mwtyped.classic", "mwtyped.runtime", "mwtyped.runtime.lazy"),
}
_CALLS_OF_A_FILE = {"Facts", "Shape", "Template", "TypeVar", "check_interface", "lazy_names"}
_CALLS_OF_A_METHOD = {"self._site.send", "self._site.iterate", "self._with_main", "Query", "AsyncQuery"}
_DECORATORS = {"overload", "property"}


def assert_inert(code: str) -> None:
    """Hold that importing this code runs nothing that a wiki could have said."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        assert isinstance(node, _NODES), ast.dump(node)[:200]
        if isinstance(node, ast.ImportFrom):
            assert _is_known(node), ast.dump(node)
        if isinstance(node, ast.If):
            assert ast.unparse(node.test) in ("TYPE_CHECKING", "not TYPE_CHECKING")
    for statement in tree.body:
        _assert_statement(statement)


def _is_known(node: ast.ImportFrom) -> bool:
    """Tell whether an import is from the package itself, or from what it may use."""
    if node.level == 2:
        return (node.module or "").startswith("responses.")
    return node.level == 1 or node.module in _MODULES


def _assert_statement(statement: ast.stmt) -> None:
    match statement:
        case ast.ImportFrom():
            pass
        case ast.If():
            for inner in (*statement.body, *statement.orelse):
                _assert_statement(inner)
        case ast.ClassDef():
            assert not statement.decorator_list
            for inner in statement.body:
                _assert_statement(inner)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _assert_function(statement)
        case _:
            assert {ast.unparse(call.func) for call in _calls(statement)} <= _CALLS_OF_A_FILE, ast.unparse(statement)


def _assert_function(function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    assert {ast.unparse(decorator) for decorator in function.decorator_list} <= _DECORATORS
    loaded = {"self"}
    for inner in function.body:
        if isinstance(inner, ast.ImportFrom):
            loaded |= {alias.name for alias in inner.names}
            continue
        assert isinstance(inner, ast.Expr | ast.Return), ast.unparse(inner)
        assert {ast.unparse(call.func) for call in _calls(inner)} <= _CALLS_OF_A_METHOD | loaded, ast.unparse(inner)
    for default in (*function.args.defaults, *function.args.kw_defaults):
        assert default is None or isinstance(default, ast.Constant), ast.unparse(default)


def _calls(node: ast.AST) -> list[ast.Call]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
