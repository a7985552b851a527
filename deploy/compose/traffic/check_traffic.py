"""Checks the services of traffic/docker-compose.yml, as Compose printed them, against the rules of docs/compose-traffic.md.

Usage: check_traffic.py FILE. Prints every problem; the exit code is 1 if there is any. Before that it proves that it can
fail: faults planted in copies must be noticed.
"""

import copy
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import check_services  # noqa: E402 # It is in the folder above.

NETWORKS = {"mysql": {"database"}, "web": {"database", "monitoring"}, "sonde": {"database", "monitoring"}, "prometheus": {"monitoring"}}
PORTS = {"web": ["8080", "10601"], "sonde": ["10600"], "prometheus": ["9090"]}
WAITS = {"flows": {"web"}, "traffic": {"flows", "mysql"}, "sonde": {"mysql"}, "prometheus": {"sonde", "flows"}}


def rules(config):
    """Yields a sentence for each rule that is broken."""
    services = config["services"]
    if set(services) != set(NETWORKS) | {"flows", "traffic"}:
        yield f"the services are {sorted(services)}"
        return
    for name, service in services.items():
        if service.get("restart") != "unless-stopped":
            yield f"{name}: does not restart"
        if not service.get("read_only"):
            yield f"{name}: its root file system can be written"
        if service.get("privileged") or "no-new-privileges:true" not in service.get("security_opt", []):
            yield f"{name}: may gain privileges"
        if name != "mysql" and service.get("cap_drop") != ["ALL"]:
            yield f"{name}: has capabilities"
        if service.get("cap_add", []) != (["NET_RAW"] if name == "flows" else []):
            yield f"{name}: has the capabilities {service.get('cap_add')}"
        if ("user" in service) != (name == "flows"):
            yield f"{name}: runs as another user than its image's" if "user" in service else f"{name}: cannot capture"
        if "healthcheck" not in service and "build" not in service:
            yield f"{name}: has no health check"
        yield from check_services.wrong_environment(name, service)
        yield from check_services.wrong_ports(name, service, PORTS.get(name, []))
        yield from check_services.wrong_mounts(name, service, ["files"] if name == "flows" else [])
        yield from wrong_network(name, service, services)
        needed = service.get("depends_on") or {}
        if name in WAITS and not WAITS[name] <= set(needed):
            yield f"{name}: waits for {sorted(needed)}, not {sorted(WAITS[name])}"
        for other, how in needed.items():
            # Compose 2 adds the service whose network is used.
            if how["condition"] != "service_healthy" and other != "web":
                yield f"{name}: does not wait until {other} is healthy"
    if not config["networks"]["database"].get("internal"):
        yield "the database has a way out"
    if not any("/var/lib/sonde/spool" in str(mount) and "flows-spool" in str(mount) for mount in services["flows"]["volumes"]):
        yield "flows: its spool is no volume"


def wrong_network(name, service, services):
    mode = service.get("network_mode")
    if name in NETWORKS:
        if mode or set(service["networks"]) != NETWORKS[name]:
            yield f"{name}: is in {mode or sorted(service['networks'])}, not {sorted(NETWORKS[name])}"
    elif mode != "service:web":
        yield f"{name}: is not in the network of what is watched, but in {mode}"


def unnoticed(config):
    """Plants faults, one at a time, and yields those that no rule notices."""
    for what, plant in {
        "root": lambda s: s["traffic"].update(user="0:0"),
        "another capability": lambda s: s["flows"]["cap_add"].append("SYS_ADMIN"),
        "no capability": lambda s: s["flows"].pop("cap_add"),
        "another network": lambda s: s["flows"].update(network_mode="host"),
        "privileges": lambda s: s["flows"].update(privileged=True),
        "a way out": lambda s: s["mysql"]["networks"].update(monitoring=None),
        "a spool that is lost": lambda s: s["flows"].update(volumes=[]),
        "a password": lambda s: s["mysql"]["environment"].update(MYSQL_ROOT_PASSWORD="secret"),
    }.items():
        planted = copy.deepcopy(config)
        plant(planted["services"])
        if not list(rules(planted)):
            yield f"a planted fault went unnoticed: {what}"


def all_problems(config):
    found = list(rules(config))
    return found or list(unnoticed(config))


check_services.main(all_problems)
