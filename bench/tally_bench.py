"""Tally beside bare clients of the same Redis: calls a second, failovers, memory, start to first answer."""

import os
import secrets
import statistics
import subprocess
import time
from contextlib import ExitStack

import processes

CLIENTS = 32
SECONDS = 5
ROUNDS = 3
FAILOVERS = 5
FAILOVER_SECONDS = 12
LOAD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Load.java")
DURABLE = """bind 127.0.0.1
port {port}
dir {directory}
daemonize no
save ""
appendonly yes
appendfsync always
maxmemory-policy noeviction
min-replicas-to-write 1
repl-timeout 5
repl-ping-replica-period 1
repl-diskless-sync-delay 0
shutdown-timeout 0
requirepass {password}
masterauth {password}
"""
SENTINEL = """bind 127.0.0.1
port {port}
dir {directory}
requirepass {password}
sentinel monitor mymaster 127.0.0.1 {primary} 2
sentinel auth-pass mymaster {password}
sentinel down-after-milliseconds mymaster 1000
sentinel failover-timeout mymaster 2000
"""


class Group:
    """A primary, two replicas and three Sentinels, each fsyncing before it answers."""

    def __init__(self, directory):
        self.directory = directory
        self.password = secrets.token_urlsafe(18)
        self.password_file = os.path.join(directory, "password")
        with open(self.password_file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(self.password)
        self.servers, self.sentinels = [], []
        for number in range(3):
            follow = "replicaof 127.0.0.1 %d\n" % self.servers[0].port if number else ""
            self.servers.append(self.start("redis-%d" % number, DURABLE, follow))
        self.wait(lambda: self.ask(self.servers[0], "INFO", "replication").count("state=online") == 2)
        for number in range(3):
            self.sentinels.append(self.start("sentinel-%d" % number, SENTINEL, primary=self.servers[0].port))
        self.wait(self.whole)

    def start(self, name, text, more="", **values):
        directory = os.path.join(self.directory, name)
        os.mkdir(directory)
        port = processes.free_port()
        config = os.path.join(directory, "redis.conf")
        with open(config, "w") as file:
            file.write(text.format(port=port, directory=directory, password=self.password, **values) + more)
        argv = ["redis-server", config] + (["--sentinel"] if text is SENTINEL else [])
        process = processes.Process(name, argv, port, directory=directory)
        process.argv = argv
        process.await_port()
        return process

    def again(self, server):
        """Starts a server that ended, on its port and with its files."""
        process = processes.Process(server.name, server.argv, server.port, directory=os.path.dirname(server.argv[1]))
        process.argv = server.argv
        process.await_port()
        self.servers[self.servers.index(server)] = process

    def ask(self, server, *words):
        answer = subprocess.run(
            ["redis-cli", "-p", str(server.port), *words],
            env={**os.environ, "REDISCLI_AUTH": self.password},
            capture_output=True,
            text=True,
        )
        return answer.stdout

    def primary(self):
        port = self.ask(self.sentinels[0], "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster").split()[-1]
        return next(server for server in self.servers if server.port == int(port))

    def whole(self):
        return (
            all(",slaves=2,sentinels=3" in self.ask(sentinel, "INFO", "sentinel") for sentinel in self.sentinels)
            and self.ask(self.primary(), "INFO", "replication").count("state=online") == 2
        )

    @staticmethod
    def wait(condition):
        limit = time.monotonic() + 60
        while not condition():
            if time.monotonic() > limit:
                raise OSError("the servers did not find each other")
            time.sleep(0.05)

    def end(self):
        for process in self.sentinels + self.servers:
            process.end()


def tally(options, group, replicas):
    """One that answers calls at `port`."""
    port = processes.free_port()
    config = os.path.join(group.directory, "tally-%d.yaml" % port)
    with open(config, "w") as file:
        file.write(
            """web: {listen: "127.0.0.1:%d", admin: {listen: "127.0.0.1:0"}}
log: {level: error}
redis:
  sentinel: {master: mymaster, addresses: [%s], password_file: password}
  password_file: password
durability: {replicas: %s}
"""
            % (port, ", ".join("127.0.0.1:%d" % sentinel.port for sentinel in group.sentinels), replicas)
        )
    argv = processes.sonde_argv(options.home)[:-1] + ["tally", "--config", config]
    return processes.Process("tally", argv, port)


def load(options, *words):
    """What Load.java prints, as numbers."""
    java = processes.sonde_argv(options.home)[0]
    run = subprocess.run([java, LOAD, *map(str, words)], capture_output=True, text=True)
    if run.returncode:
        raise OSError("Load %s: %s" % (words[0], run.stderr.strip()))
    return [float(word) for word in run.stdout.split()]


def run(options, directory):
    directory = os.path.join(directory, "tally")
    os.mkdir(directory)
    with ExitStack() as stack:
        group = Group(directory)
        stack.callback(group.end)
        print("\n## Tally\n\nA primary, two replicas, three Sentinels, appendfsync always; %d connections" % CLIENTS)
        first_answers(options, group)
        calls(options, group)
        failovers(options, group, stack)


def first_answers(options, group):
    took = []
    for _ in range(options.starts):
        process = tally(options, group, "attached")
        try:
            process.await_port()
            subprocess.run(["curl", "-sf", "--retry", "3", "http://127.0.0.1:%d/first" % process.port], check=True, stdout=subprocess.DEVNULL)
            took.append((time.perf_counter() - process.started) * 1000)
        finally:
            process.end()
    print("\nStart to first counted call, ms: best, median, worst: %.0f, %.0f, %.0f" % (min(took), statistics.median(took), max(took)), flush=True)


def calls(options, group):
    print("\n| | calls/s | x floor | p50 ms | p99 ms | CPU µs a call | RSS MiB idle | after |\n|---|---|---|---|---|---|---|---|")
    for title, replicas, wait in (("without WAIT", "0", "0"), ("WAIT for both replicas", "attached", "2")):
        process = tally(options, group, replicas)
        try:
            process.await_port()
            idle = process.memory()[0]
            bare, counted, cpu = [], [], []
            for turn in range(ROUNDS + 1):
                floor = load(options, "redis", group.primary().port, group.password_file, wait, CLIENTS, SECONDS)
                before = process.cpu()
                figures = load(options, "http", process.port, CLIENTS, SECONDS)
                # The first turn warms up.
                if turn:
                    bare.append(floor)
                    counted.append(figures)
                    cpu.append((process.cpu() - before) * 1e6 / (figures[0] * SECONDS))
            floor, figures = (list(map(statistics.median, zip(*rows))) for rows in (bare, counted))
            print("| bare client, %s | %.0f | 1 | %.2f | %.2f | – | – | – |" % (title, *floor))
            print(
                "| Tally, %s | %.0f | %.2f | %.2f | %.2f | %.0f | %.0f | %.0f |"
                % (title, figures[0], figures[0] / floor[0], *figures[1:], statistics.median(cpu), idle, process.memory()[0]),
                flush=True,
            )
        finally:
            process.end()


def failovers(options, group, stack):
    instances = [tally(options, group, "attached") for _ in range(3)]
    for instance in instances:
        stack.callback(instance.end)
        instance.await_port()
    gaps = []
    for _ in range(FAILOVERS):
        primary = group.primary()
        java = processes.sonde_argv(options.home)[0]
        words = [",".join(str(p.port) for p in parts) for parts in (group.sentinels, instances)]
        watching = subprocess.Popen(
            [java, LOAD, "failover", words[0], group.password_file, words[1], str(FAILOVER_SECONDS)],
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(3)
        primary.child.kill()
        primary.child.wait()
        out, _ = watching.communicate()
        gaps.append([int(word) for word in out.split()])
        group.again(primary)
        group.wait(group.whole)
    print("\nLongest time without an acknowledged write, primary killed, %d times, ms: median, worst\n" % FAILOVERS)
    for name, column in (("bare loop of SET and WAIT through Sentinel", 0), ("Tally", 1)):
        times = [gap[column] for gap in gaps]
        print("- %s: %d, %d" % (name, statistics.median(times), max(times)), flush=True)
    more = [gap[1] - gap[0] for gap in gaps]
    print("- Tally more than the loop: %d, %d" % (statistics.median(more), max(more)), flush=True)
