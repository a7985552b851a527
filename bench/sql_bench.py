"""Sonde, the exporters of PostgreSQL and MySQL, and the floor: what Sonde sends, sent by a bare client."""

import os
import tempfile
from contextlib import ExitStack

import processes
import seed
import sqlservers
from clients import Http, Redis
from contest import Contender, Together, alternate, starts, table
from recording import Recorder, Replay
from sqlservers import PASSWORD, PEER, ROLE

# So many scrapes until nothing is prepared, learned or looked up anew.
WARM = 4

UPS = {"postgres": "pg_up", "mysql": "mysql_up"}
PEERS = {"postgres": "postgres", "mysql": "mysqld"}


def run_postgres(options, directory):
    if not sqlservers.postgres_programs():
        print("\nNo PostgreSQL is installed.")
        return
    print("\n## PostgreSQL\n\n%s" % peer_of("postgres"))
    for tables, scrapes in ((25, options.scrapes), (2000, options.scrapes // 10)):
        server = sqlservers.postgres(directory, "postgres-%d" % tables, tables)
        try:
            if tables == 25:
                starts(makers(options, server, directory), options.starts)
            one_target(options, server, directory, "%s, %s tables" % (server.version, f"{tables:,}"), scrapes)
        finally:
            server.end()


def run_mysql(options, directory):
    print("\n## MariaDB and MySQL\n\n%s" % peer_of("mysql"))
    base = sqlservers.mysql_base(directory)
    kinds = [lambda: sqlservers.mariadb(directory)] if sqlservers.mariadb_program() else []
    kinds += [lambda: sqlservers.mysql(directory, base)] if base else []
    for start in kinds:
        server = start()
        try:
            starts(makers(options, server, directory), options.starts)
            one_target(options, server, directory, server.version, options.scrapes)
        finally:
            server.end()


def run_together(options, directory):
    """One process for three stores, beside three processes."""
    if not sqlservers.postgres_programs() or not sqlservers.mariadb_program():
        return
    print("\n## Redis, PostgreSQL and MariaDB\n")
    with ExitStack() as stack:
        servers = []
        for start in (
            lambda: processes.redis(directory),
            lambda: sqlservers.postgres(directory, "postgres-together", 25),
            lambda: sqlservers.mariadb(directory, "mariadb-together"),
        ):
            servers.append(start())
            stack.callback(servers[-1].end)
        seed.fill(Redis(servers[0].port), 1000, 200)
        ups = ["redis_up", "pg_up", "mysql_up"]
        make = lambda: sonde(options, directory, *servers)
        starts({"Sonde": (make, ups)}, options.starts)
        one = make()
        stack.callback(one.end)
        one.await_port()
        floors = [Redis(servers[0].port)] + [floor(options, server, directory)[0] for server in servers[1:]]
        contenders = [Contender("floor, one after the other", Together(*floors)), Contender("Sonde", Http(one.port), one)]
        peers = [peer(server, directory) for server in servers]
        if all(peers):
            for process in peers:
                stack.callback(process.end)
                process.await_port()
            clients = Together(*(Http(process.port) for process in peers))
            contenders.append(Contender("their exporters, one after the other", clients, Together(*peers)))
        table("One process for three stores", alternate(Together(*servers), contenders, options.scrapes // 2))


def peer_of(protocol):
    name = PEERS[protocol]
    if not processes.peer_binary(name):
        return "no %s_exporter on PATH" % name
    return "%s_exporter %s" % (name, processes.peer_version(name))


def makers(options, server, directory):
    ups = [UPS[server.protocol]]
    all = {"Sonde": (lambda: sonde(options, directory, server), ups)}
    if processes.peer_binary(PEERS[server.protocol]):
        all[PEERS[server.protocol] + "_exporter"] = (lambda: peer(server, directory), ups)
    return all


def one_target(options, server, directory, title, scrapes):
    with ExitStack() as stack:
        client, recording = floor(options, server, directory)
        contenders = [Contender("floor", client)]
        made = [("Sonde", sonde(options, directory, server))]
        other = peer(server, directory)
        if other:
            made.append((other.name, other))
        for name, process in made:
            stack.callback(process.end)
            process.await_port()
            contenders.append(Contender(name, Http(process.port), process))
        table(title, alternate(server, contenders, scrapes))
        print("\nThe floor is Sonde's warm scrape: %s." % recording)


def floor(options, server, directory):
    """A client that sends what Sonde was seen to send, and what that was."""
    recorder = Recorder(server)
    process = processes.sonde_of(options.home, {"recorded": target(server, recorder.port)}, file_in(directory))
    try:
        process.await_port()
        scrape = Http(process.port).get
        recording = recorder.record(scrape, WARM)
    finally:
        process.end()
        recorder.close()
    return Replay(server.port, recording), recording


def sonde(options, directory, *servers):
    targets = {}
    for server in servers:
        at = processes.redis_target(server) if server.name == "redis" else target(server, server.port)
        targets[server.name] = at
    return processes.sonde_of(options.home, targets, file_in(directory))


def file_in(directory):
    handle, path = tempfile.mkstemp(suffix=".yaml", dir=directory)
    os.close(handle)
    return path


def target(server, port):
    if server.protocol == "postgres":
        address = "postgresql://127.0.0.1:%d/shop?sslmode=disable" % port
        return '{type: postgres, address: "%s", username: %s}' % (address, ROLE)
    return '{type: mysql, address: "mysql://127.0.0.1:%d", username: %s}' % (port, ROLE)


def peer(server, directory):
    """None when it is not on PATH."""
    if server.name == "redis":
        return processes.peer(server) if processes.peer_binary() else None
    name = PEERS[server.protocol]
    program, port = processes.peer_binary(name), processes.free_port()
    if not program:
        return None
    argv = [program, "--web.listen-address=127.0.0.1:%d" % port]
    if server.protocol == "postgres":
        source = "postgresql://%s@127.0.0.1:%d/shop?sslmode=disable" % (ROLE, server.port)
        return processes.Process(name + "_exporter", argv, port, {"DATA_SOURCE_NAME": source})
    options = file_in(directory)
    with open(options, "w") as out:
        out.write("[client]\nhost=127.0.0.1\nport=%d\nuser=%s\npassword=%s\n" % (server.port, PEER, PASSWORD))
    return processes.Process(name + "_exporter", argv + ["--config.my-cnf=" + options], port)
