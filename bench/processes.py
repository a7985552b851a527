"""Starts what is measured on free ports of the loopback interface, reads its figures out of /proc, and ends it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time

from clients import Http

TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A child on a port of its own; `started` is when it was spawned."""

    def __init__(self, name, argv, port, environment=None, directory=None, user=None):
        self.name = name
        self.port = port
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        self.started = time.perf_counter()
        self.child = subprocess.Popen(
            argv,
            env={**os.environ, **(environment or {})},
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **identity,
        )

    def await_port(self):
        """Waits until it listens."""
        limit = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                if self.child.poll() is not None or time.monotonic() > limit:
                    raise OSError(self.name + " did not start") from None
                time.sleep(0.001)

    def first_answer(self, *ups):
        """Seconds from the start to the first answered scrape that shows these families as 1."""
        self.await_port()
        client = Http(self.port)
        limit = time.monotonic() + 30
        while True:
            body = client.get()
            took = time.perf_counter() - self.started
            missing = [up for up in ups if not re.search(rb"^%s(\{[^}]*\})? 1$" % up.encode(), body, re.MULTILINE)]
            if not missing:
                client.close()
                return took
            # On a busy machine the first one may be over before all servers have let it in.
            if time.monotonic() > limit:
                raise OSError("%s does not show %s as 1" % (self.name, ", ".join(missing)))

    def cpu(self):
        """Seconds of CPU so far, of all its threads, the ended ones too."""
        with open("/proc/%d/stat" % self.child.pid) as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def work(self):
        """The same of its first thread alone, but to the nanosecond: that is where Redis works."""
        with open("/proc/%d/schedstat" % self.child.pid) as stat:
            return int(stat.read().split()[0]) / 1e9

    def memory(self):
        """MiB resident, now and at most."""
        found = {}
        with open("/proc/%d/status" % self.child.pid) as status:
            for line in status:
                key, _, value = line.partition(":")
                if key in ("VmRSS", "VmHWM"):
                    found[key] = int(value.split()[0]) / 1024
        return found["VmRSS"], found["VmHWM"]

    def end(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def redis(directory):
    port = free_port()
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"]
    process = Process("redis", argv, port, directory=directory)
    process.await_port()
    return process


def sonde_argv(home):
    """As ./sonde runs it, once it is built."""
    with open(os.path.join(home, "java.home")) as java:
        java = os.path.join(java.read().strip(), "bin", "java")
    return [
        java,
        "@" + os.path.join(home, "jvm.options"),
        "-XX:AOTCache=" + os.path.join(home, "sonde.aot"),
        "-cp",
        os.path.join(home, "lib", "sonde.jar"),
        "sonde.cli.Main",
        "serve",
    ]


def sonde(home, server):
    port = free_port()
    argv = sonde_argv(home) + ["--listen", "127.0.0.1:%d" % port, "--redis.url", "redis://127.0.0.1:%d" % server.port]
    return Process("sonde", argv, port)


def sonde_of(home, targets, file):
    """Of targets by their names, each as it stands in the configuration; the file is written."""
    port = free_port()
    with open(file, "w") as config:
        config.write('web: {listen: "127.0.0.1:%d"}\ntargets:\n' % port)
        for name, target in targets.items():
            config.write("  %s: %s\n" % (name, target))
    return Process("sonde", sonde_argv(home) + ["--config", file], port)


def redis_target(server):
    return '{type: redis, address: "redis://127.0.0.1:%d"}' % server.port


def peer_binary(store="redis"):
    return shutil.which(store + "_exporter") or shutil.which("prometheus-%s-exporter" % store)


def peer_version(store):
    """As it says; it may do so on either output."""
    ran = subprocess.run([peer_binary(store), "--version"], capture_output=True, text=True)
    found = re.search(r"(?:version|Exporter) v?(\d+\.\d+\.\d+)", ran.stdout + ran.stderr)
    return found.group(1) if found else "of unknown version"


def peer(server):
    port = free_port()
    return Process(
        "redis_exporter",
        [peer_binary()],
        port,
        {
            "REDIS_ADDR": "redis://127.0.0.1:%d" % server.port,
            "REDIS_EXPORTER_WEB_LISTEN_ADDRESS": "127.0.0.1:%d" % port,
        },
    )
