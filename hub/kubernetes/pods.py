"""The pods and volumes that the values lead to, as KubeSpawner itself would write them; no cluster is asked.

The chart turns `singleuser` into KubeSpawner's settings; `SETTINGS` says how, for the keys our values use.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import reduce
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from traitlets.config import Config

SETTINGS = {
    "singleuser.memory.guarantee": "mem_guarantee",
    "singleuser.memory.limit": "mem_limit",
    "singleuser.cpu.guarantee": "cpu_guarantee",
    "singleuser.cpu.limit": "cpu_limit",
    "singleuser.allowPrivilegeEscalation": "allow_privilege_escalation",
    "singleuser.image.pullPolicy": "image_pull_policy",
    "singleuser.cmd": "cmd",
    "singleuser.defaultUrl": "default_url",
    "singleuser.startTimeout": "start_timeout",
    "singleuser.storage.capacity": "storage_capacity",
    "singleuser.storage.dynamic.storageClass": "storage_class",
    "singleuser.storage.dynamic.storageAccessModes": "storage_access_modes",
    "singleuser.extraEnv": "environment",
    "imagePullSecrets": "image_pull_secrets",
}


def manifests(values: dict[str, Any], person: str, groups: list[str], profile: str = "") -> dict[str, Any]:
    """The pod and the volume claim of a person in these hub groups, who chose the profile with this slug.

    Returns {"pod": ..., "claim": ..., "profiles": slugs offered}; raises ValueError for a profile that is not offered.
    """
    config = Config()
    spawner = config.KubeSpawner
    for path, setting in SETTINGS.items():
        setattr(spawner, setting, _at(values, path))
    image = _at(values, "singleuser.image")
    spawner.image = f"{image['name']}:{image['tag']}"
    spawner.storage_pvc_ensure = True
    for setting, value in values["hub"]["config"]["KubeSpawner"].items():
        setattr(spawner, setting, value)
    spawner.profile_list = profiles_of(values)
    return asyncio.run(_made(config, person, groups, profile))


def profiles_of(values: dict[str, Any]) -> Callable[[Any], list[dict[str, Any]]]:
    """The function of `hub.extraConfig` that offers profiles by group."""
    found = Config()
    with patch.dict("os.environ", {"ENTRA_CLIENT_SECRET": "x"}):
        for code in values["hub"]["extraConfig"].values():
            exec(code, {"c": found})
    profiles: Callable[[Any], list[dict[str, Any]]] = found.KubeSpawner.profile_list
    return profiles


async def _made(config: Config, person: str, groups: list[str], profile: str) -> dict[str, Any]:
    from kubernetes_asyncio.client import ApiClient
    from kubespawner import KubeSpawner

    member = SimpleNamespace(
        name=person,
        id=1,
        escaped_name=person,
        url=f"/user/{person}/",
        groups=[SimpleNamespace(name=name) for name in groups],
    )
    member.server = SimpleNamespace(base_url=member.url)
    nowhere = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "1"}
    with (
        patch("kubespawner.spawner.load_config"),
        patch("kubespawner.spawner.shared_client"),
        patch.dict("os.environ", nowhere),
    ):
        spawner = KubeSpawner(config=config, user=member, orm_spawner=None, _mock=True)
        spawner.user_options = {"profile": profile} if profile else {}
        offered = [each["slug"] for each in config.KubeSpawner.profile_list(spawner)]
        await spawner.load_user_options()
        pod = await spawner.get_pod_manifest()
        claim = spawner.get_pvc_manifest()
    async with ApiClient() as api:
        return {
            "pod": api.sanitize_for_serialization(pod),
            "claim": api.sanitize_for_serialization(claim),
            "profiles": offered,
        }


def _at(values: dict[str, Any], path: str) -> Any:
    return reduce(lambda table, key: table[key], path.split("."), values)
