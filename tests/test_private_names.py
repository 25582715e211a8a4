"""Names of libraries that their makers have promised to nobody: used in one module for each library, and known here.

A new version of a library fails here with a sentence, before anybody is refused at the door or loses a message.
"""

import ast
import builtins
import importlib
import inspect
import pkgutil
from importlib.metadata import version
from pathlib import Path

import pytest

from tests import misses

ROOT = Path(__file__).parents[1]
HOUSE = (
    "instagram",
    "outbox",
    "security",
    "approvals",
    "posts",
    "comments",
    "cafe_instagram",
    "demo",
    "sandbox",
    "bench",
)

ALLAUTH = "security/pages/allauth_internals.py"
BROKER = "cafe_instagram/broker.py"
CLOCK = "cafe_instagram/beat.py"
WORKER = "cafe_instagram/worker.py"
MAIL = "security/letters/mail_server.py"
DATABASES = "bench/databases.py"

# Which distribution, the name, the parameters with which it is called or overridden (None: it is no function), where.
NAMES = [
    ("django-allauth", "allauth.account.internal.flows.login:record_authentication", "request user method extra_data", ALLAUTH),
    ("django-allauth", "allauth.account.internal.flows.reauthentication:STATE_SESSION_KEY", None, ALLAUTH),
    ("django-allauth", "allauth.account.internal.flows.reauthentication:did_recently_reauthenticate", "request", ALLAUTH),
    ("django-allauth", "allauth.core.internal.ratelimit:RateLimitUsage", "usage", ALLAUTH),
    ("django-allauth", "allauth.core.internal.ratelimit:consume", "request app action config key user dry_run limit_get raise_exception", ALLAUTH),
    ("django-allauth", "allauth.core.internal.ratelimit:get_ip", "request", ALLAUTH),
    ("django-allauth", "allauth.mfa.adapter:DefaultMFAAdapter._get_site_name", "self", ALLAUTH),
    ("django-allauth", "allauth.mfa.base.forms:BaseAuthenticateForm._emit_authentication_failed", "self authenticator", ALLAUTH),
    ("django-allauth", "allauth.mfa.totp.internal.auth:validate_totp_code", "secret code", ALLAUTH),
    ("kombu", "kombu.transport:TRANSPORT_ALIASES", None, BROKER),
    ("kombu", "kombu.transport.filesystem:Channel._put", "self queue payload kwargs", BROKER),
    ("kombu", "kombu.transport.filesystem:Channel.data_folder_out", None, BROKER),
    ("kombu", "kombu.transport.filesystem:Transport.Channel", None, BROKER),
    ("celery", "celery.app.amqp:AMQP", None, CLOCK),
    ("celery", "celery:Celery.Worker", None, WORKER),
    ("Django", "django.core.mail.message:sanitize_address", "addr encoding", MAIL),
    ("Django", "django.db.backends.base.base:BaseDatabaseWrapper._nodb_cursor", "self", DATABASES),
]  # fmt: skip

# Begin with an underscore and are documented all the same.
DOCUMENTED = {"_meta", "_base_manager", "_default_manager", "_asdict", "_replace", "_missing_", "_exit"}
OWN_MACHINERY = {"_abc_impl", "_is_protocol", "_parameters", "_meta", "_default_manager", "_base_manager"}


def found(name):
    module, path = name.split(":")
    thing = importlib.import_module(module)
    for part in path.split("."):
        thing = inspect.getattr_static(thing, part)
    return getattr(thing, "__wrapped__", thing)


@pytest.mark.parametrize(
    ("library", "name", "parameters", "where"), NAMES, ids=[name for _, name, _, _ in NAMES]
)
def test_library_still_has_what_nobody_promised(library, name, parameters, where):
    about = f"{library} {version(library)}: {name}, on which {where} relies,"
    try:
        thing = found(name)
    except (ImportError, AttributeError):
        pytest.fail(f"{about} is gone")
    if parameters is not None:
        assert " ".join(inspect.signature(thing).parameters) == parameters, (
            f"{about} is called differently now"
        )


def test_every_name_is_still_used_where_it_is_said_to_be():
    missed = [
        f"{where}: {name}"
        for _, name, _, where in NAMES
        if name.split(":")[1].split(".")[-1] not in (ROOT / where).read_text()
    ]
    misses.none(missed)


def sources():
    for floor in HOUSE:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def is_private(name):
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def own_names(tree):
    """Private names that the house gives itself: functions, attributes, fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
                yield from (part.attr for part in ast.walk(target) if isinstance(part, ast.Attribute))


def joints(part):
    return {where for _, name, _, where in NAMES if part in name}


def test_private_modules_are_imported_by_the_joint_of_their_library_alone():
    missed = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith(HOUSE):
                names = [*node.module.split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [part for alias in node.names for part in alias.name.split(".")]
            else:
                continue
            if any(is_private(name) or name == "internal" for name in names) and path != ALLAUTH:
                missed.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    misses.none(missed)


def test_private_attributes_of_others_are_touched_in_joints_alone():
    trees = dict(sources())
    own = {name for tree in trees.values() for name in own_names(tree)} - {
        name.rsplit(".", 1)[-1] for _, name, _, _ in NAMES
    }
    missed = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and is_private(node.attr)
        and node.attr not in own
        and path not in joints(f".{node.attr}")
    ]
    misses.none(missed)


def of_the_house(module):
    return (module or "").split(".")[0] in HOUSE


def classes():
    """Each class of the floors that run in production."""
    for floor in HOUSE[:7]:
        package = importlib.import_module(floor)
        for info in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if "migrations" in info.name or info.name in NOT_TO_BE_IMPORTED:
                continue
            module = importlib.import_module(info.name)
            yield from (
                thing
                for thing in vars(module).values()
                if inspect.isclass(thing) and thing.__module__ == info.name
            )


# Programs: to import them is to begin them, or to begin Celery's clock beside its worker.
NOT_TO_BE_IMPORTED = {"cafe_instagram.beat", "cafe_instagram.wsgi", "cafe_instagram.settings"}


def test_private_methods_of_others_are_overridden_in_joints_alone():
    missed = []
    for cls in classes():
        path = f"{cls.__module__.replace('.', '/')}.py"
        for name in vars(cls):
            if not is_private(name) or name in OWN_MACHINERY or name.endswith("_"):
                continue
            foreign = [
                base
                for base in cls.__mro__[1:]
                if name in vars(base)
                and not of_the_house(base.__module__)
                and base.__module__ != builtins.__name__
            ]
            if foreign and path not in joints(f".{name}"):
                missed.append(f"{path}: {cls.__name__}.{name} is {foreign[0].__module__}'s")
    misses.none(missed)
