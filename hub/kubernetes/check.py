"""Values for Zero to JupyterHub, looked at without a cluster.

The chart's schema catches a misspelt key of its own, but leaves parts free: classes' settings, roles, Python. Those are
checked here against the classes themselves, and the pods that the values lead to are made by KubeSpawner.
The schema comes with the chart (`helm pull --untar`); kept here is a table of its keys (`hub.kubernetes.chart_keys`).
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from synthetic_data.errors import PlainError

VALUES = Path(__file__).with_name("values.yaml")
CLASSES = {
    "JupyterHub": "jupyterhub.app",
    "Authenticator": "jupyterhub.auth",
    "Spawner": "jupyterhub.spawner",
    "AzureAdOAuthenticator": "oauthenticator.azuread",
    "KubeSpawner": "kubespawner",
}
"""Classes that `hub.config` may set, and where they are."""


def read_values(path: Path) -> dict[str, Any]:
    """A values file. Raises PlainError when it is not YAML, or says the same thing twice."""
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=_Once)
    except OSError as problem:
        raise PlainError(
            f"{path} cannot be read ({problem.strerror}): give a file of values for the chart."
        ) from problem
    except yaml.YAMLError as problem:
        raise PlainError(f"{path} is not YAML: {' '.join(str(problem).split())}") from problem
    if not isinstance(values, dict):
        raise PlainError(f"{path} holds no values.")
    return values


class _Once(yaml.SafeLoader):
    """YAML lets a later key quietly replace an earlier one."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=deep) for key, _ in node.value]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise yaml.YAMLError(f"{sorted(map(str, twice))[0]} is given twice, line {node.start_mark.line + 1}")
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


_Once.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, lambda loader, node: _mapping(loader, node, True))


def faults(values: dict[str, Any], chart: Path | None = None) -> Iterator[str]:
    """Everything wrong with the values, one sentence each; with the chart's folder its own schema is asked."""
    yield from _schema(values, chart)
    hub = _table(values, "hub")
    yield from _settings(_table(hub, "config"))
    yield from _scopes(_table(hub, "loadRoles"), _table(hub, "services"))
    for name, code in _table(hub, "extraConfig").items():
        try:
            ast.parse(code)
        except SyntaxError as problem:
            yield f"hub.extraConfig.{name} is not Python: {problem.msg}, line {problem.lineno}"


def _table(within: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of the values; empty when it is missing, or is no table (which the schema has said)."""
    found = within.get(name)
    return found if isinstance(found, dict) else {}


def _settings(config: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, settings in config.items():
        if name not in CLASSES:
            yield f"hub.config.{name} is no class this hub uses; those are {', '.join(CLASSES)}"
            continue
        known = getattr(import_module(CLASSES[name]), name).class_trait_names(config=True)
        for key in settings:
            if key not in known:
                yield f"hub.config.{name}.{key} is no setting of {name}"


def _scopes(roles: dict[str, Any], services: dict[str, Any]) -> Iterator[str]:
    from jupyterhub.scopes import scope_definitions

    for name, role in roles.items():
        for key in set(role) - {"description", "scopes", "users", "groups", "services"}:
            yield f"hub.loadRoles.{name}.{key} is nothing a role has"
        for scope in role.get("scopes", []):
            if scope.partition("!")[0] not in scope_definitions:
                yield f"hub.loadRoles.{name} gives {scope}, which is no scope of JupyterHub's"
        for service in role.get("services", []):
            if service not in services:
                yield f"hub.loadRoles.{name} is for the service {service}, which hub.services does not have"


def _schema(values: dict[str, Any], chart: Path | None) -> Iterator[str]:
    """What the chart's schema says of its defaults with our values over them, or the table of its keys of ours."""
    import jsonschema  # type: ignore[import-untyped]

    from hub.kubernetes.chart_keys import chart_schema

    if chart is None:
        schema, whole = chart_schema(), values
    else:
        try:
            schema = json.loads((chart / "values.schema.json").read_text(encoding="utf-8"))
            whole = merged(read_values(chart / "values.yaml"), values)
        except (OSError, ValueError) as problem:
            raise PlainError(
                f"{chart} is not the chart: helm pull jupyterhub/jupyterhub --untar makes one."
            ) from problem
    for error in jsonschema.Draft7Validator(schema).iter_errors(whole):
        yield f"{'.'.join(map(str, error.absolute_path)) or 'values'}: {error.message[:200]}"


def merged(defaults: Any, values: Any) -> Any:
    """As helm merges: tables key by key, everything else replaced."""
    if not isinstance(defaults, dict) or not isinstance(values, dict):
        return values
    return defaults | {key: merged(defaults.get(key), value) for key, value in values.items()}
