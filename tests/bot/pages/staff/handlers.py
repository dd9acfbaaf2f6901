"""Reads the code of the pages: which functions answer an event, and what each calls, near and far."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import bot.pages.staff as package

ROOT = Path(package.__file__).parent
BY_CALL = {"action": 0, "within": 1}
"""Calls that make a function a handler whose errors are told, and in which place it stands."""
ASKS = {"check", "acting"}
"""Of a visit: who acts, asked anew."""
WRITES = {"writing", "at_length"}
"""Attributes of a database by which something is written."""
WRITING = {
    "visit": {"note"},
    "services": {"people"},
    "gate_works": {"start", "back"},
    "knowledge": {"start", "save", "save_beside", "take", "accept", "take_back", "publish", "rollback", "switch"},
}
"""Others by which something is written, by the name of what they are of."""


@dataclass
class Function:
    """One function. `handles`: it answers an event; `writes`: something in its own lines does."""

    name: str
    calls: set[str]
    handles: bool
    writes: bool


@dataclass
class Module:
    """One file: its functions by their last name, and the modules of the package that it uses."""

    name: str
    functions: dict[str, list[Function]] = field(default_factory=lambda: defaultdict(list))
    uses: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """Every module of the pages, by its name without the package's."""
    found = {}
    for file in sorted(ROOT.rglob("*.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        found[name] = _read(name, ast.parse(file.read_text(encoding="utf-8")))
    return found


def functions() -> Iterator[tuple[str, Function]]:
    """Every function, by `module:name`."""
    for module in modules().values():
        for several in module.functions.values():
            yield from ((f"{module.name}:{one.name}", one) for one in several)


def asks(where: str, function: Function) -> bool:
    """Whether it asks anew who acts, itself or in what it calls: in its own module, or in those that are imported."""
    todo, done = [(where.partition(":")[0], function)], set()
    while todo:
        name, one = todo.pop()
        if one.calls & ASKS:
            return True
        for near in (name, *modules()[name].uses):
            for call in one.calls:
                for other in modules()[near].functions.get(call, ()) if near in modules() else ():
                    if id(other) not in done:
                        done.add(id(other))
                        todo.append((near, other))
    return False


def _read(name: str, tree: ast.Module) -> Module:
    module = Module(name)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package.__name__):
            inner = (node.module or "").removeprefix(package.__name__).lstrip(".")
            module.uses |= {inner, *(f"{inner}.{one.name}".lstrip(".") for one in node.names)}
    registered = set(_registered(tree))
    for node, path in _functions(tree):
        decorated = any(isinstance(one, ast.Name) and one.id == "action" for one in node.decorator_list)
        handles = decorated or node.name in registered
        one = Function(path, set(_calls(node)), handles, any(map(_writes, ast.walk(node))))
        module.functions[node.name].append(one)
    return module


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Store):
        return False
    return node.attr in WRITES or node.attr in WRITING.get(_name(node.value), ())


def _functions(tree: ast.AST, path: str = "") -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        here = f"{path}.{node.name}".lstrip(".") if named else path  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, here
        yield from _functions(node, here)


def _registered(tree: ast.AST) -> Iterator[str]:
    """Names of functions that are made handlers by a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = BY_CALL.get(_name(node.func))
            if place is not None and len(node.args) > place:
                yield _name(node.args[place])


def _calls(node: ast.AST) -> Iterator[str]:
    """Names that are called within, or handed on to be called."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield _name(one.func)
            yield from (_name(arg) for arg in one.args if isinstance(arg, ast.Name | ast.Attribute))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
