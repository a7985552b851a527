"""Sonde and redis_exporter with one target and with a hundred."""

import os
import subprocess
from contextlib import ExitStack

import processes
import seed
from clients import Http, Redis
from contest import Contender, alternate, starts, table


def run(options, directory):
    with ExitStack() as stack:
        servers = []
        for keys, rounds in ((options.keys, 200), (1000, 0)):
            server = processes.redis(directory)
            stack.callback(server.end)
            seed.fill(Redis(server.port), keys, rounds)
            servers.append(server)
        large, small = servers
        print("\n## Redis\n\n%s; %s" % versions())
        starts(makers(options, large), options.starts)
        one_target(options, large, "One target: %d keys, many commands" % options.keys, False)
        one_target(options, large, "The same, compressed", True)
        one_target(options, small, "One target: 1,000 keys, few commands", False)
        many_targets(options, small, directory, "100 targets, few commands, one a scrape", False)
        many_targets(options, small, directory, "100 targets, few commands, all in one scrape", True)
        many_targets(options, large, directory, "100 targets, many commands, one a scrape", False)


def versions():
    server = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=True).stdout
    peer = "redis_exporter " + processes.peer_version("redis") if processes.peer_binary() else "no redis_exporter on PATH"
    return "redis-server " + server.partition("v=")[2].split()[0], peer


def makers(options, server):
    all = {"Sonde": (lambda: processes.sonde(options.home, server), ["redis_up"])}
    if processes.peer_binary():
        all["redis_exporter"] = (lambda: processes.peer(server), ["redis_up"])
    return all


def one_target(options, server, title, gzip):
    with ExitStack() as stack:
        contenders = [Contender("floor", Redis(server.port))]
        made = [("Sonde", processes.sonde(options.home, server))]
        if processes.peer_binary():
            made.append(("redis_exporter", processes.peer(server)))
        for name, process in made:
            stack.callback(process.end)
            process.await_port()
            contenders.append(Contender(name, Http(process.port, gzip=gzip), process))
        table(title, alternate(server, contenders, options.scrapes))


def many_targets(options, server, directory, title, together):
    count = 100
    with ExitStack() as stack:
        contenders = [Contender("floor", Redis(server.port))]
        targets = {"t%d" % n: processes.redis_target(server) for n in range(count)}
        many = processes.sonde_of(options.home, targets, os.path.join(directory, "many.yaml"))
        stack.callback(many.end)
        many.await_port()
        if together:
            contenders.append(Contender("Sonde, all by /metrics", Http(many.port), many))
            scrapes = options.scrapes // 10
        else:
            paths = ["/probe?target=t%d" % n for n in range(count)]
            contenders.append(Contender("Sonde, each by /probe", Http(many.port, *paths), many))
            scrapes = options.scrapes * 2
        if processes.peer_binary() and not together:
            process = processes.peer(server)
            stack.callback(process.end)
            process.await_port()
            path = "/scrape?target=redis://127.0.0.1:%d" % server.port
            contenders.append(Contender("redis_exporter, each by /scrape", Http(process.port, path), process))
        table(title, alternate(server, contenders, scrapes))
