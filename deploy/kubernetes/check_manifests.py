"""Checks Kubernetes manifests: strictly against the schemas, that they fit together, and that containers are confined.

Usage: check_manifests.py FOLDER. Every YAML document below FOLDER that has `apiVersion` and `kind` is checked; unknown
fields are errors. Before that it proves that it can fail: copies of the manifests with a fault planted must be refused.
Exit code 1 if anything is wrong.
"""

import copy
import json
import pathlib
import sys

import jsonschema
import kubernetes_validate
import yaml

# The oldest release that is meant to work, and the newest that the validator knows.
KUBERNETES_VERSIONS = ["1.27", kubernetes_validate.latest_version()]

# Kinds that do not come with Kubernetes have their schema here.
CUSTOM = {"ServiceMonitor": json.loads((pathlib.Path(__file__).parent / "servicemonitor.schema.json").read_text())}

# Kinds that keep pods running, which they select by labels.
SELECTING = ("Deployment", "StatefulSet", "DaemonSet")


def documents(folder):
    """Yields (path, manifest) of all manifests below the folder."""
    for path in sorted(pathlib.Path(folder).rglob("*.y*ml")):
        for document in yaml.safe_load_all(path.read_text()):
            if isinstance(document, dict) and "apiVersion" in document and "kind" in document:
                yield path, document


def schema_problems(manifest):
    """What the schemas say against a manifest: a list, empty if nothing."""
    if manifest["kind"] in CUSTOM:
        errors = jsonschema.Draft202012Validator(CUSTOM[manifest["kind"]]).iter_errors(manifest)
        return [f"{error.json_path}: {error.message}" for error in errors]
    problems = []
    for version in KUBERNETES_VERSIONS:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            where = ".".join(str(part) for part in error.absolute_path)
            problems.append(f"Kubernetes {version}: {where}: {error.message}")
        except kubernetes_validate.SchemaNotFoundError as error:
            problems.append(f"Kubernetes {version}: {error.message}")
    return problems


def pod_spec(manifest):
    return manifest["spec"]["template"]["spec"] if manifest["kind"] in ("Deployment", "Job", "StatefulSet", "DaemonSet") else None


def confinement_problems(manifest):
    """A pod that could be root, write its root file system, gain privileges or speak to the API server."""
    spec = pod_spec(manifest)
    if spec is None:
        return []
    problems = []

    def require(holds, what):
        if not holds:
            problems.append(f"{manifest['kind']} {manifest['metadata']['name']}: {what}")

    def added(container):
        return container.get("securityContext", {}).get("capabilities", {}).get("add", [])

    containers = spec.get("initContainers", []) + spec["containers"]
    pod = spec.get("securityContext", {})
    # The one exception: who captures packets is root, without any of root's rights but that. Other users get no rights.
    captures = manifest["kind"] == "DaemonSet" and all(added(container) == ["NET_RAW"] for container in containers)
    if captures:
        require(pod.get("runAsUser") == 0, "runAsUser: 0 is missing, without which NET_RAW is not effective")
    else:
        require(pod.get("runAsNonRoot") is True and pod.get("runAsUser", 0) > 0, "runAsNonRoot with a numeric runAsUser is missing")
        require(not spec.get("hostNetwork"), "hostNetwork is only for capturing packets")
        require(not any(added(container) for container in containers), "capabilities are added")
    require(not spec.get("hostPID") and not spec.get("hostIPC"), "hostPID or hostIPC is there")
    require(pod.get("seccompProfile", {}).get("type") == "RuntimeDefault", "seccompProfile RuntimeDefault is missing")
    require(spec.get("automountServiceAccountToken") is False, "automountServiceAccountToken: false is missing")
    for container in containers:
        context = container.get("securityContext", {})
        require(not context.get("privileged"), "privileged is there")
        require("runAsUser" not in context, "runAsUser belongs to the pod")
        require(context.get("allowPrivilegeEscalation") is False, "allowPrivilegeEscalation: false is missing")
        require(context.get("readOnlyRootFilesystem") is True, "readOnlyRootFilesystem: true is missing")
        require(context.get("capabilities", {}).get("drop") == ["ALL"], "capabilities.drop: [ALL] is missing")
        require("memory" in container.get("resources", {}).get("limits", {}), "resources.limits.memory is missing")
        for variable in container.get("env", []):
            secret = "PASSWORD" in variable["name"] or "AUTH" in variable["name"]
            require(not (secret and "value" in variable), f"{variable['name']} holds a secret as plain text")
    return problems


def contains(labels, selector):
    return all(labels.get(key) == value for key, value in selector.items())


def reference_problems(manifests):
    """Selectors that select nothing, ports and ConfigMaps that are not there."""
    problems = []
    workloads = [m for m in manifests if m["kind"] in SELECTING]
    services = [m for m in manifests if m["kind"] == "Service"]
    config_maps = {m["metadata"]["name"] for m in manifests if m["kind"] == "ConfigMap"}

    def selected(selector):
        # Set by the StatefulSet's controller on each of its pods.
        selector = {key: value for key, value in selector.items() if key != "statefulset.kubernetes.io/pod-name"}
        return [w for w in workloads if contains(w["spec"]["template"]["metadata"]["labels"], selector)]

    for manifest in manifests:
        kind, name = manifest["kind"], manifest["metadata"]["name"]
        if kind in SELECTING:
            if manifest not in selected(manifest["spec"]["selector"]["matchLabels"]):
                problems.append(f"{kind} {name} does not select its own pods")
        elif kind == "PodDisruptionBudget":
            if not selected(manifest["spec"]["selector"]["matchLabels"]):
                problems.append(f"{kind} {name} selects no pods")
        elif kind == "Service":
            chosen = selected(manifest["spec"]["selector"])
            ports = {p["name"] for w in chosen for c in pod_spec(w)["containers"] for p in c.get("ports", [])}
            for port in manifest["spec"]["ports"]:
                if port["targetPort"] not in ports:
                    problems.append(f"{kind} {name}: no selected pod has a port named {port['targetPort']}")
        elif kind == "ServiceMonitor":
            chosen = [s for s in services if contains(s["metadata"]["labels"], manifest["spec"]["selector"]["matchLabels"])]
            ports = {p["name"] for s in chosen for p in s["spec"]["ports"]}
            for endpoint in manifest["spec"]["endpoints"]:
                if endpoint["port"] not in ports:
                    problems.append(f"{kind} {name}: no selected Service has a port named {endpoint['port']}")
        for volume in (pod_spec(manifest) or {}).get("volumes", []):
            if "configMap" in volume and volume["configMap"]["name"] not in config_maps:
                problems.append(f"{kind} {name}: there is no ConfigMap {volume['configMap']['name']}")
    return problems


def problems_of(manifests):
    found = [p for m in manifests for p in schema_problems(m)]
    if not found:  # the other checks rely on the shape that the schemas ensure
        found = [p for m in manifests for p in confinement_problems(m)] + reference_problems(manifests)
    return found


def unnoticed_faults(manifests):
    """Plants faults, one at a time, and returns those that no check notices."""

    def container(manifest):
        return pod_spec(manifest)["containers"][0]

    faults = [
        ("Deployment", "an unknown field of a container", lambda m: container(m).update(imagePullPolcy="Always")),
        ("Deployment", "an unknown field at the top", lambda m: m.update(sepc={})),
        ("Deployment", "a text where a number belongs", lambda m: m["spec"].update(replicas="three")),
        ("Deployment", "a root user", lambda m: pod_spec(m)["securityContext"].update(runAsUser=0)),
        ("Deployment", "a selector of other pods", lambda m: m["spec"]["template"]["metadata"].update(labels={"a": "b"})),
        ("StatefulSet", "a selector of other pods", lambda m: m["spec"]["template"]["metadata"].update(labels={"a": "b"})),
        ("DaemonSet", "a selector of other pods", lambda m: m["spec"]["template"]["metadata"].update(labels={"a": "b"})),
        ("DaemonSet", "another capability", lambda m: container(m)["securityContext"]["capabilities"]["add"].append("SYS_ADMIN")),
        ("DaemonSet", "no capability", lambda m: container(m)["securityContext"]["capabilities"].pop("add")),
        ("DaemonSet", "another user", lambda m: pod_spec(m)["securityContext"].update(runAsUser=65532)),
        ("DaemonSet", "privileges", lambda m: container(m)["securityContext"].update(privileged=True)),
        ("Deployment", "a capability", lambda m: container(m)["securityContext"]["capabilities"].update(add=["NET_RAW"])),
        ("Service", "an unknown field of a port", lambda m: m["spec"]["ports"][0].update(targetport=1)),
        ("Service", "a port that no pod has", lambda m: m["spec"]["ports"][0].update(targetPort="http")),
        ("ServiceMonitor", "an unknown field of an endpoint", lambda m: m["spec"]["endpoints"][0].update(intervall="15s")),
        ("Job", "an unknown field of a pod", lambda m: pod_spec(m).update(restartpolicy="Never")),
    ]
    unnoticed = []
    for kind, what, plant in faults:
        copies = copy.deepcopy(manifests)
        victims = [m for m in copies if m["kind"] == kind]
        if not victims:
            unnoticed.append(f"{what}: there is no {kind} to try it on")
            continue
        plant(victims[0])
        if not problems_of(copies):
            unnoticed.append(f"{what} of a {kind}")
    return unnoticed


def main(folder):
    found = 0
    by_folder = {}
    for path, manifest in documents(folder):
        by_folder.setdefault(path.parent, []).append((path, manifest))
    if not by_folder:
        sys.exit(f"{folder}: there are no Kubernetes manifests to check")
    for group in by_folder.values():
        manifests = [manifest for _, manifest in group]
        for path, manifest in group:
            problems = schema_problems(manifest)
            found += len(problems)
            print(f"{path}: {manifest['kind']} {manifest['metadata']['name']}: {'ok' if not problems else 'WRONG'}")
            for problem in problems:
                print(f"  {problem}")
        if not found:
            for problem in problems_of(manifests):
                found += 1
                print(f"  {problem}")
    if not found:
        for fault in unnoticed_faults([m for group in by_folder.values() for _, m in group]):
            found += 1
            print(f"A planted fault went unnoticed: {fault}")
    checked = sum(len(group) for group in by_folder.values())
    print(f"{checked} manifests checked for Kubernetes {' and '.join(KUBERNETES_VERSIONS)}, {found} problems")
    sys.exit(1 if found else 0)


main(sys.argv[1])
