"""What docker-compose.yml and the Dockerfile promise, as far as it can be read off them."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tests.e2e.processes import ROOT
from tests.ops import compose

GIVEN = {"PUBLIC_URL": "https://cafe.example.jp", "INSTAGRAM_USER_ID": "17841400000000001"}
APP = {"migrate", "web", "worker", "beat"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def services():
    return compose.load(GIVEN)["services"]


def test_compose_file_follows_the_compose_specification():
    schema = json.loads((Path(__file__).parent / "compose_spec" / "compose-spec.json").read_text())
    faults = jsonschema.Draft201909Validator(schema).iter_errors(compose.load(GIVEN))
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


# The number of the account is asked for by the settings themselves, unless people post by hand.
@pytest.mark.parametrize("name", ["PUBLIC_URL"])
def test_compose_file_demands_what_has_no_default(name):
    with pytest.raises(compose.RequiredVariable, match=name):
        compose.load(GIVEN | {name: ""})


def test_every_service_of_ours_runs_the_same_unprivileged_image(services):
    assert {name for name, service in services.items() if "build" in service} == APP
    assert len({services[name]["image"] for name in APP}) == 1
    for name in APP:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
        assert "user" not in services[name]
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["cafe"]
    assert "useradd --system --uid 10001" in DOCKERFILE


def test_exactly_one_clock(services):
    clocks = [
        name for name, service in services.items() if "cafe_instagram.beat" in service.get("command", [])
    ]
    assert clocks == ["beat"]
    assert services["beat"].get("scale", 1) == 1
    assert not {"-B", "--beat"} & set(services["worker"]["command"])


def test_photos_are_shared_and_survive(services):
    assert services["web"]["volumes"] == services["worker"]["volumes"] == ["media:/data/media"]
    assert "media" in compose.load(GIVEN)["volumes"]


def test_everything_that_stays_up_is_watched(services):
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate"}
    assert services["migrate"]["restart"] == "no"


def test_web_worker_and_clock_are_watched_by_what_healthz_tells(services):
    tests = {name: services[name]["healthcheck"]["test"] for name in APP - {"migrate"}}
    asking = ["CMD", "python", "-m", "cafe_instagram.health", "web:8000"]
    assert tests == {
        "web": ["CMD-SHELL", "python -m cafe_instagram.health 127.0.0.1:$PORT"],
        "worker": [*asking, "heartbeat"],
        "beat": [*asking, "beat"],
    }


def test_no_secret_stands_in_the_environment(services):
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|DATABASE_URL|EMAIL_URL")
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            assert not secret.search(name) or value.startswith("/run/secrets/"), name
            if name.endswith("_FILE"):
                assert Path(value).name in service["secrets"]
    declared = compose.load(GIVEN)["secrets"]
    assert set(declared) == {name for service in services.values() for name in service.get("secrets", [])}


def test_only_the_migration_signs_in_as_the_owner_of_the_tables(services):
    knows = {name for name, service in services.items() if "database_owner_url" in service.get("secrets", [])}
    assert knows == {"database", "migrate"}
    urls = {name: services[name]["environment"]["DATABASE_URL_FILE"] for name in APP}
    assert urls.pop("migrate") == "/run/secrets/database_owner_url"
    assert set(urls.values()) == {"/run/secrets/database_url"}
    assert services["migrate"]["command"][-1].endswith("&& python manage.py grant_rights cafe_app")
    mounted = "./deploy/database_roles.sh:/docker-entrypoint-initdb.d/database_roles.sh:ro"
    assert mounted in services["database"]["volumes"]


def test_production_never_is_a_demo(services):
    assert not [name for name in services if "DEMO" in services[name].get("environment", {})]
    assert not re.search(r"^ENV[^#]*DEMO", DOCKERFILE, re.MULTILINE)


def test_image_copies_nothing_but_the_product():
    copied = {
        source.removeprefix("./")
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert all((ROOT / source).exists() for source in copied)
    assert not copied & {".", "var", ".venv", "secrets", "tests", "demo", "sandbox"}
    assert not re.search(r"^flask\b", (ROOT / "requirements.txt").read_text(), re.MULTILINE | re.IGNORECASE)
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert let_in == copied
