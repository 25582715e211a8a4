"""docker-compose.yml as Compose would read it."""

import re

import yaml

from tests.e2e.processes import ROOT


class RequiredVariable(Exception):
    """A `${NAME:?...}` without a value."""


def interpolate(text, environment):
    """Compose's own forms that the file uses: ${NAME:-default}, ${NAME:?reason}, $$."""

    def value(match):
        name, kind, rest = match["name"], match["kind"], match["rest"]
        if given := environment.get(name):
            return given
        if kind == ":?":
            raise RequiredVariable(name)
        return rest

    text = re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<rest>[^}]*)\}", value, text)
    return text.replace("$$", "$")


def interpolated(part, environment):
    """A part of the parsed file with the values in its strings, whatever its shape."""
    if isinstance(part, dict):
        return {key: interpolated(value, environment) for key, value in part.items()}
    if isinstance(part, list):
        return [interpolated(value, environment) for value in part]
    return interpolate(part, environment) if isinstance(part, str) else part


def load(environment):
    """The file with the environment's values in it."""
    return interpolated(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), environment)
