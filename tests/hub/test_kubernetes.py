"""The Kubernetes values, without a cluster: misspelt names are caught, and the pods are what they should be.

The values are held to the table of the chart's keys. The chart's own schema needs the chart, which is fetched by
hub/kubernetes/in-a-cluster.sh on the host's side; here the merging and asking is tried on a chart of three keys.
"""

from __future__ import annotations

import copy
import csv
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from academy.hub import hub as command
from hub.kubernetes import chart_keys
from hub.kubernetes.check import VALUES, faults, read_values
from hub.kubernetes.pods import manifests
from synthetic_data.errors import PlainError


@pytest.fixture
def values() -> dict[str, Any]:
    return copy.deepcopy(read_values(VALUES))


def test_the_values_as_they_are_have_no_fault(values: dict[str, Any]) -> None:
    assert list(faults(values)) == []
    said = CliRunner().invoke(command, ["kubernetes"]).output
    assert "No fault" in said
    assert chart_keys.source() in said


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda hub: hub["config"]["JupyterHub"].update(authenticater_class="x"), "authenticater_class is no setting"),
        (lambda hub: hub["config"]["AzureAdOAuthenticator"].update(tenant="x"), "tenant is no setting"),
        (lambda hub: hub["config"].update(AzureADOAuthenticator={}), "AzureADOAuthenticator is no class"),
        (lambda hub: hub["loadRoles"]["class-start"].update(scope=[]), "scope is nothing a role has"),
        (lambda hub: hub["loadRoles"]["class-start"].update(scopes=["server"]), "gives server, which is no scope"),
        (lambda hub: hub["services"].pop("class-start"), "which hub.services does not have"),
        (lambda hub: hub["extraConfig"].update(x="def ("), "hub.extraConfig.x is not Python"),
    ],
)  # fmt: skip
def test_each_mistake_in_the_free_parts_is_named(values: dict[str, Any], harm: Any, said: str) -> None:
    harm(values["hub"])
    assert any(said in fault for fault in faults(values))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("singleuser.memroy", {"limit": "1G"}, "singleuser: .*'memroy' was unexpected"),
        ("singleuser.networkPolicy.egressAllowRules.privateIps", False, "egressAllowRules: .*'privateIps'"),
        ("singleuser.profilelist", [], "'profilelist' was unexpected"),
        ("hubs", {}, "values: .*'hubs' was unexpected"),
        ("singleuser.cpu.limit", "1", "singleuser.cpu.limit: '1' is not of type 'number'"),
        ("hub.concurrentSpawnLimit", "20", "hub.concurrentSpawnLimit: '20' is not of type"),
        ("imagePullSecrets", "academy-registry", "imagePullSecrets: .* is not of type 'array'"),
        ("hub.db.type", "postgresql", "hub.db.type: 'postgresql' is not one of"),
        ("singleuser.image.pullPolicy", "ifNotPresent", "pullPolicy: 'ifNotPresent' is not one of"),
        ("proxy.https.enabled", "yes", "proxy.https.enabled: 'yes' is not of type 'boolean'"),
        ("prePuller.extraImages.ours", {"name": "academy"}, "extraImages.ours: 'tag' is a required property"),
        ("hub.extraConfig", ["c.x = 1"], "hub.extraConfig"),
    ],
)  # fmt: skip
def test_each_mistake_in_the_charts_own_keys_is_named(values: dict[str, Any], path: str, value: Any, said: str) -> None:
    *parents, name = path.split(".")
    place = values
    for parent in parents:
        place = place.setdefault(parent, {})
    place[name] = value
    assert any(re.search(said, fault) for fault in faults(values)), list(faults(values))


def test_the_table_is_what_the_script_makes_of_a_chart(tmp_path: Path) -> None:
    with chart_keys.TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    schema = chart_keys.schema_of(rows, defaults_missing=True)
    assert set(schema["required"]) >= {"hub", "proxy", "singleuser"}
    (tmp_path / "values.schema.json").write_text(json.dumps(schema))
    (tmp_path / "Chart.yaml").write_text("version: 4.9.9\n")
    made = CliRunner().invoke(chart_keys.main, ["--chart", str(tmp_path)]).output.splitlines()
    assert made[0] == "# Zero to JupyterHub's chart 4.9.9, values.schema.json"
    assert list(csv.DictReader(made[1:])) == rows


@pytest.mark.parametrize(("text", "said"), [("a: [", "is not YAML: "), (None, "No such file")])
def test_values_that_cannot_be_read_are_one_sentence(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "values.yaml").write_text(text)
    with pytest.raises(PlainError, match=said) as problem:
        read_values(tmp_path / "values.yaml")
    assert "\n" not in str(problem.value)


def test_a_key_given_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("hub:\n  db: {}\n  db: {}\n")
    with pytest.raises(PlainError, match="db is given twice"):
        read_values(path)


def test_the_charts_schema_is_asked_with_its_defaults_beneath_ours(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["hub", "cull"],
        "additionalProperties": False,
        "properties": {
            "cull": {"type": "object"},
            "hub": {"type": "object", "required": ["baseUrl"], "properties": {"baseUrl": {"type": "string"}}},
        },
    }
    (tmp_path / "values.schema.json").write_text(json.dumps(schema))
    (tmp_path / "values.yaml").write_text("hub: {baseUrl: /}\ncull: {}\n")
    assert list(faults({"hub": {}}, tmp_path)) == []
    assert list(faults({"hub": {"baseUrl": 3}, "hbu": {}}, tmp_path)) != []
    with pytest.raises(PlainError, match="is not the chart"):
        list(faults({}, tmp_path / "nowhere"))


def test_a_learners_pod_has_limits_and_no_privileges(values: dict[str, Any]) -> None:
    made = manifests(values, "amina", ["Academy.Learner"])
    [container] = made["pod"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"memory": 1536 * 2**20, "cpu": 1.0}
    assert container["resources"]["requests"] == {"memory": 512 * 2**20, "cpu": 0.05}
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert made["pod"]["spec"]["automountServiceAccountToken"] is False
    assert made["pod"]["spec"]["imagePullSecrets"] == [{"name": "academy-registry"}]
    assert container["image"] == "REGISTRY/academy:TAG"


def test_each_person_has_a_volume_of_their_own(values: dict[str, Any]) -> None:
    claims = [
        manifests(values, name, ["Academy.Learner"])["claim"] for name in ("amina.khan", "amina-khan", "amina_khan")
    ]
    assert len({claim["metadata"]["name"] for claim in claims}) == 3
    assert claims[0]["spec"]["resources"]["requests"] == {"storage": "2Gi"}
    assert claims[0]["spec"]["accessModes"] == ["ReadWriteOnce"]


def test_the_coachs_profile_is_for_coaches(values: dict[str, Any]) -> None:
    coach = manifests(values, "mary", ["Academy.Coach"], "coach")
    assert coach["profiles"] == ["learner", "coach"]
    assert coach["pod"]["spec"]["containers"][0]["resources"]["limits"] == {"memory": 3 * 2**30, "cpu": 2.0}
    assert manifests(values, "amina", ["Academy.Learner"])["profiles"] == ["learner"]
    with pytest.raises(ValueError, match="coach"):
        manifests(values, "amina", ["Academy.Learner"], "coach")


def test_pods_reach_nothing_outside(values: dict[str, Any]) -> None:
    policy = values["singleuser"]["networkPolicy"]
    assert policy["enabled"] is True
    assert set(policy["egressAllowRules"].values()) == {False}
    assert values["singleuser"]["cloudMetadata"]["blockWithIptables"] is True


def test_the_hosts_script_is_shell() -> None:
    script = VALUES.with_name("in-a-cluster.sh")
    assert subprocess.run([shutil.which("bash") or "bash", "-n", str(script)], check=False).returncode == 0
