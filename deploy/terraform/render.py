"""Turns a Terraform plan into the Kubernetes manifests that it would make, so that they can be checked against Kubernetes'
own schemas.

Usage: render.py PLAN.json, which `terraform show -json` printed. Writes YAML to standard output. Only what the plan knows is
in it: status, identifiers and the like are not.
"""

import json
import re
import sys

import yaml

KINDS = {
    "kubernetes_config_map_v1": ("v1", "ConfigMap"),
    "kubernetes_deployment_v1": ("apps/v1", "Deployment"),
    "kubernetes_namespace_v1": ("v1", "Namespace"),
    "kubernetes_pod_disruption_budget_v1": ("policy/v1", "PodDisruptionBudget"),
    "kubernetes_secret_v1": ("v1", "Secret"),
    "kubernetes_service_v1": ("v1", "Service"),
    "kubernetes_stateful_set_v1": ("apps/v1", "StatefulSet"),
}
# Blocks that may be repeated, with their names in a manifest. All other blocks are single objects.
REPEATED = {
    "container": "containers",
    "env": "env",
    "host_aliases": "hostAliases",
    "items": "items",
    "match_expressions": "matchExpressions",
    "port": "ports",
    "preferred_during_scheduling_ignored_during_execution": "preferredDuringSchedulingIgnoredDuringExecution",
    "required_during_scheduling_ignored_during_execution": "requiredDuringSchedulingIgnoredDuringExecution",
    "sources": "sources",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_claim_template": "volumeClaimTemplates",
    "volume_mount": "volumeMounts",
}
# What Terraform keeps to itself.
NOT_KUBERNETES = {
    "data_wo", "data_wo_revision", "binary_data_wo", "binary_data_wo_revision", "id", "status", "timeouts", "wait_for_default_service_account",
    "wait_for_load_balancer", "wait_for_rollout", "wait_for_service_account_token",
}
# Numbers that the provider keeps as text.
NUMBERS = {"replicas", "run_as_user", "run_as_group", "fs_group", "target_port", "max_unavailable", "max_surge", "port"}


def camel(name):
    special = {"cluster_ip": "clusterIP", "cluster_ips": "clusterIPs", "host_ip": "hostIP", "host_pid": "hostPID", "host_ipc": "hostIPC"}
    return special.get(name, re.sub("_([a-z])", lambda letter: letter.group(1).upper(), name))


def convert(block):
    """A block as an object of a manifest, without what is not set."""
    made = {}
    for name, value in block.items():
        if value is None or value == [] or name in NOT_KUBERNETES:
            continue
        if isinstance(value, list) and isinstance(value[0], dict):
            if name in REPEATED:
                made[REPEATED[name]] = [convert(each) for each in value]
                if name == "host_aliases":
                    # A Service's address, which only the cluster knows: one of those that are for documentation.
                    made[REPEATED[name]] = [{"ip": "192.0.2.1", **each} for each in made[REPEATED[name]]]
            else:
                made[camel(name)] = convert(value[0])
        elif name == "default_mode":
            made["defaultMode"] = int(value, 8)
        elif name in NUMBERS and re.fullmatch("[0-9]+", str(value)):
            made[camel(name)] = int(value)
        elif name == "field_ref":
            made["fieldRef"] = value
        elif name == "size_limit" and value == "0":
            continue
        elif value != "" or name == "value":
            # Maps as they stand: their keys are names that somebody chose.
            made[camel(name)] = value
    return made


def resources(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from resources(child)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    manifests = []
    for resource in resources(plan["planned_values"]["root_module"]):
        if resource["type"] not in KINDS:
            sys.exit(f"{resource['address']}: this kind is not known to render.py")
        api, kind = KINDS[resource["type"]]
        manifest = {"apiVersion": api, "kind": kind, **convert(resource["values"])}
        if kind == "ConfigMap":
            # Scripts stand in a file of their own already.
            manifest["data"] = {
                name: f"(scripts/{name})" if name.endswith(".sh") else Text(text) for name, text in manifest["data"].items()
            }
        manifests.append(manifest)
    yaml.dump_all(manifests, sys.stdout, Dumper=Dumper, sort_keys=False, width=120, allow_unicode=True)


class Text(str):
    """Text of several lines, to be shown as such."""


class Dumper(yaml.SafeDumper):
    """Repeats what is equal rather than referring to it."""

    def ignore_aliases(self, data):
        return True


Dumper.add_representer(Text, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|"))
main()
