"""Checks the services of docker-compose.yml, as Compose printed them, against the rules that docs/compose.md states.

Usage: check_services.py FILE. Prints every problem; the exit code is 1 if there is any.
"""

import os
import sys

import yaml

PUBLISHED = {"proxy": "8080", "sonde": "10600", "prometheus": "9090", "alertmanager": "9093"}
STORES = {"redis", "postgres", "mysql"}
COUNTERS = {f"{kind}-{i}" for kind in ("counter", "sentinel") for i in range(3)}
TALLIES = {f"tally-{i}" for i in range(3)}


def problems(config):
    """Yields a sentence for each rule that is broken."""
    services = config["services"]
    for name, service in services.items():
        if service.get("restart") != "unless-stopped":
            yield f"{name}: does not restart"
        if not service.get("read_only"):
            yield f"{name}: its root file system can be written"
        if "no-new-privileges:true" not in service.get("security_opt", []):
            yield f"{name}: may gain privileges"
        if name not in STORES and service.get("cap_drop") != ["ALL"]:
            yield f"{name}: has capabilities"
        # The image that is built here brings its health check.
        if "healthcheck" not in service and "build" not in service:
            yield f"{name}: has no health check"
        yield from wrong_environment(name, service)
        yield from wrong_ports(name, service, [PUBLISHED[name]] if name in PUBLISHED else [])
        yield from wrong_mounts(name, service)
        for needed, how in (service.get("depends_on") or {}).items():
            if how["condition"] != "service_healthy":
                yield f"{name}: does not wait until {needed} is healthy"
    for name in sorted(STORES):
        networks = list(services[name]["networks"])
        if len(networks) != 1 or not config["networks"][networks[0]].get("internal"):
            yield f"{name}: is in other than one internal network"
        others = [other for other in services if other != name and networks[0] in services[other]["networks"]]
        # What uses a store is in its network, too.
        users = {"sonde"} | (TALLIES if name == "postgres" else set())
        if set(others) != users:
            yield f"{name}: shares its network with {others}"
    if not config["networks"]["counters"].get("internal") or not config["networks"]["calls"].get("internal"):
        yield "the networks counters and calls have a way out"
    for network, wanted in {
        "counters": COUNTERS | TALLIES | {"sonde"},
        "calls": TALLIES | {"proxy"},
        "public": {"proxy"},
    }.items():
        found = {name for name, service in services.items() if network in service["networks"]}
        if found != wanted:
            yield f"the network {network} has {sorted(found)}, not {sorted(wanted)}"
    for name in sorted(COUNTERS):
        if list(services[name]["networks"]) != ["counters"]:
            yield f"{name}: is in other networks than counters"
        address = services[name]["networks"]["counters"]["ipv4_address"]
        for other in sorted(COUNTERS | TALLIES):
            if hosts(services[other]).get(name) != address:
                yield f"{other}: does not know {name} by its address {address}"
        if services[name]["environment"]["SELF"] != name:
            yield f"{name}: takes itself for {services[name]['environment']['SELF']}"
        if not any("/data" in str(mount) and name in str(mount) for mount in services[name]["volumes"]):
            yield f"{name}: has no volume of its own"
    for name in sorted(TALLIES):
        if set(services[name]["depends_on"]) != COUNTERS | {"postgres"}:
            yield f"{name}: does not wait for its stores"
    if set(services["proxy"]["depends_on"]) != TALLIES:
        yield "proxy: does not wait for the tallies"
    if set(services["sonde"]["depends_on"]) != STORES:
        yield "sonde: does not wait for the stores"
    if set(services["prometheus"]["depends_on"]) != {"sonde", "alertmanager"}:
        yield "prometheus: does not wait for sonde and alertmanager"


def hosts(service):
    """What the service has in its /etc/hosts, by name."""
    found = service.get("extra_hosts", {})
    # A list in some versions, of "name:address" or "name=address".
    return dict(each.replace("=", ":").split(":", 1) for each in found) if isinstance(found, list) else found


def wrong_environment(name, service):
    for variable, value in (service.get("environment") or {}).items():
        # What the images want for a password, and the init scripts replace; or the directory with the files.
        if ("PASS" in variable or "SECRET" in variable) and value not in ("none", "/run/secrets"):
            yield f"{name}: {variable} is in the environment"


def wrong_ports(name, service, wanted):
    found = []
    for port in service.get("ports") or []:
        if isinstance(port, dict):
            host, inside = port.get("host_ip", ""), str(port["target"])
        else:
            host, _, rest = port.partition(":")
            inside = rest.split(":")[-1].removesuffix("/tcp")
        found.append(inside)
        if host != "127.0.0.1":
            yield f"{name}: port {inside} is published beyond 127.0.0.1"
    if found != wanted:
        yield f"{name}: publishes {found}, not {wanted}"


def wrong_mounts(name, service, writable_folders=()):
    for mount in service.get("volumes") or []:
        if isinstance(mount, dict):
            source, bind, writable = mount["source"], mount["type"] == "bind", not mount.get("read_only")
        else:
            source, _, mode = mount.split(":")
            bind, writable = source.startswith("/"), mode != "ro"
        if bind and writable and os.path.basename(source) in writable_folders:
            # Made beside the secrets.
            continue
        if bind and writable:
            yield f"{name}: {source} can be written"
        if bind and not os.path.exists(source):
            yield f"{name}: there is no {source}"


def main(rules):
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(rules(yaml.safe_load(file)))
    for problem in found:
        print(problem, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(problems)
