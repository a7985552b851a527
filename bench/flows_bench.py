"""The accountant beside others: capture files, a live interface, and how fast rows get into databases."""

import os
import re
import shutil
import subprocess
import time
from contextlib import ExitStack

import processes
import sqlservers
from clients import Http

PACKETS = 5_000_000
ROUNDS = 3
LIVE_PACKETS = 500_000
LIVE_SECONDS = 10
LIVE_RATE = 300_000
SINK_PACKETS = 6_000_000
HOSTS = (1_000, 100_000)
CAPTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Capture.java")

# What else accounts a capture file; {} is the file.
PEERS = [
    ("tcpdump --count", ["tcpdump", "-r", "{}", "--count"]),
    ("nfpcapd", ["nfpcapd", "-r", "{}", "-w", "{directory}"]),
    ("pmacctd", ["pmacctd", "-I", "{}", "-P", "print", "-c", "src_host,dst_host,src_port,dst_port,proto", "-r", "60", "-o", "{directory}/pmacct"]),
    ("tshark", ["tshark", "-q", "-z", "conv,tcp", "-r", "{}"]),
]


def argv(options, *words):
    """As ./sonde runs the accountant."""
    sonde = processes.sonde_argv(options.home)[:-1]
    return sonde[:2] + ["@" + os.path.join(options.home, "flows.options")] + sonde[2:] + ["flows", *words]


def capture(options, directory, packets, hosts=100_000):
    file = os.path.join(directory, "%d-%d.pcap" % (packets, hosts))
    java = processes.sonde_argv(options.home)[0]
    subprocess.run([java, CAPTURE, file, str(packets), str(hosts)], check=True, stdout=subprocess.DEVNULL)
    return file


def timed(command, limit=600):
    """Seconds and MiB at most of a command; None if it fails or takes too long."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - begun > limit:
                child.kill()
                os.wait4(child.pid, 0)
                return None
            time.sleep(0.005)
    finally:
        child.returncode = 0
    took = time.perf_counter() - begun
    return (took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024) if status == 0 else None


def run(options, directory):
    directory = os.path.join(directory, "flows")
    os.mkdir(directory)
    print("\n## Flows", flush=True)
    reading(options, directory)
    live(options, directory)
    sinks(options, directory)


def reading(options, directory):
    file = capture(options, directory, PACKETS)
    print("\nA capture file of %d packets of 100,000 hosts; the best of %d" % (PACKETS, ROUNDS))
    print("\n| | M packets/s | CPU s | RSS MiB at most |\n|---|---|---|---|")
    runs = [("sonde flows --read", argv(options, "--read", file))]
    for name, words in PEERS:
        if shutil.which(words[0]):
            runs.append((name, [word.format(file, directory=directory) for word in words]))
    for name, command in runs:
        # Who takes minutes is not asked again.
        best = None
        for _ in range(ROUNDS):
            found = timed(command)
            if found and (best is None or found[0] < best[0]):
                best = found
            if found is None or found[0] > 30:
                break
        if best:
            print("| %s | %.2f | %.1f | %.0f |" % (name, PACKETS / best[0] / 1e6, best[1], best[2]), flush=True)
        else:
            print("| %s | – | – | – |" % name, flush=True)
    os.remove(file)


def live(options, directory):
    """Frames of a capture sent into one end of a pair of interfaces, accounted at the other."""
    if os.getuid() != 0 or not shutil.which("tcpreplay"):
        print("\nlive: needs root and tcpreplay", flush=True)
        return
    file = capture(options, directory, LIVE_PACKETS)
    with ExitStack() as stack:
        subprocess.run(["ip", "link", "add", "sonde0", "type", "veth", "peer", "name", "sonde1"], check=True)
        stack.callback(subprocess.run, ["ip", "link", "del", "sonde0"], check=False)
        for name in ("sonde0", "sonde1"):
            # Else the kernel asks who else is there, and its packets count.
            subprocess.run(["sysctl", "-qw", "net.ipv6.conf.%s.disable_ipv6=1" % name], check=False)
            subprocess.run(["ip", "link", "set", name, "up"], check=True)
        port = processes.free_port()
        config = os.path.join(directory, "live.yaml")
        with open(config, "w") as out:
            out.write(
                """interfaces: [sonde1]
ports: [80, 443, 3306, 5432, 6379]
spool: {directory: '%s/live-spool'}
sink: {jdbc: 'jdbc:sqlite:%s/live.db'}
web: {listen: '127.0.0.1:%d'}
log: {level: error}
"""
                % (directory, directory, port)
            )
        process = processes.Process("flows", argv(options, "--config", config), port, directory=directory)
        stack.callback(process.end)
        process.await_port()
        seconds(process, file, 2)
        before, cpu = figures(port), process.cpu()
        sent, took = seconds(process, file, LIVE_SECONDS)
        settled(port)
        after, cpu = figures(port), process.cpu() - cpu
        print(
            "\nLive on a pair of interfaces: %d packets sent in %.1f s, %.0f a second; %.0f captured, %.0f dropped by the"
            " kernel; %.2f of a core; %.0f records made, of which %.0f given up for sums; RSS %.0f MiB"
            % (
                sent,
                took,
                sent / took,
                after["delivered"] - before["delivered"],
                after["dropped"] - before["dropped"],
                cpu / took,
                after["records"] - before["records"],
                after["given_up"] - before["given_up"],
                process.memory()[1],
            ),
            flush=True,
        )


def seconds(process, file, wanted):
    """Sends for so long; packets and seconds as the sender tells."""
    loops = max(1, LIVE_RATE * wanted // LIVE_PACKETS)
    said = subprocess.run(
        ["tcpreplay", "-q", "-K", "-i", "sonde0", "--pps", str(LIVE_RATE), "--loop", str(loops), file],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    told = re.search(r"Actual: (\d+) packets .* sent in ([0-9.]+) seconds", said)
    return int(told.group(1)), float(told.group(2))


def figures(port):
    body = Http(port).get().decode()

    def value(series):
        return float(re.search(r"^%s (\S+)$" % re.escape(series), body, re.MULTILINE).group(1))

    return {
        "delivered": value("flows_capture_packets_total"),
        "dropped": value('flows_capture_dropped_packets_total{by="kernel"}'),
        "records": value("flows_records_total"),
        "given_up": value("flows_records_given_up_total"),
    }


def settled(port):
    """Waits until no more packets come; drops are known a second later."""
    limit, before = time.monotonic() + 10, None
    while time.monotonic() < limit:
        now = figures(port)["delivered"]
        if now == before:
            break
        before = now
        time.sleep(1.2)


def sinks(options, directory):
    print("\nRecords of %d packets through the spool into a database, from the start of the process to its end" % SINK_PACKETS)
    print("\n| | hosts | rows | rows/s | CPU s: Sonde, server | exporter's query, ms: half of the rows, all |\n|---|---|---|---|---|---|")
    files = {hosts: capture(options, directory, SINK_PACKETS, hosts) for hosts in HOSTS}
    for name, start in (("mariadb", lambda: sqlservers.mariadb(directory)), ("postgres", lambda: sqlservers.postgres(directory, "sink", 0))):
        server = start()
        try:
            client = sql(name, server, directory)
            if name == "mariadb":
                client("CREATE USER flows@'127.0.0.1'; GRANT ALL ON *.* TO flows@'127.0.0.1'", None)
            for hosts, file in files.items():
                sink(options, directory, name, server, client, file, hosts)
        finally:
            server.end()


def sink(options, directory, name, server, client, file, hosts):
    """Once to warm the server up, and once to measure: as many rows again, of the same hosts."""
    database = "traffic%d" % hosts
    client("CREATE DATABASE " + database, None)
    scheme, user = ("mariadb", "flows") if name == "mariadb" else ("postgresql", "postgres")
    config = os.path.join(directory, "%s-%d.yaml" % (name, hosts))
    with open(config, "w") as out:
        out.write("spool: {directory: '%s/spool-%s-%d'}\nlog: {level: error}\n" % (directory, name, hosts))
        out.write("sink: {jdbc: 'jdbc:%s://127.0.0.1:%d/%s', username: %s}\n" % (scheme, server.port, database, user))
    query = "SELECT host, SUM(connections) FROM connections_by_host GROUP BY host ORDER BY 2 DESC LIMIT 1000"
    rows, took, asked, cpu = [], [], [], 0
    for _ in range(2):
        cpu = server.work()
        took.append(timed(argv(options, "--config", config, "--read", file)))
        if took[-1] is None:
            raise OSError("not all was written into " + name)
        cpu = server.work() - cpu
        rows.append(int(client("SELECT COUNT(*) FROM connections", database)))
        asked.append(milliseconds(client, query, database))
    new = rows[1] - rows[0]
    print(
        "| %s | %d | %d | %.0f | %.1f, %.1f | %.0f, %.0f |"
        % (server.version, hosts, new, new / took[1][0], took[1][1], cpu, *asked),
        flush=True,
    )


def milliseconds(client, query, database):
    """The best of some, the client's own start included."""
    took = []
    for _ in range(7):
        begun = time.perf_counter()
        client(query, database)
        took.append((time.perf_counter() - begun) * 1000)
    return min(took)


def sql(name, server, directory):
    def ask(statement, database):
        if name == "mariadb":
            socket = os.path.join(directory, "mariadb", "s")
            command = ["mariadb", "--no-defaults", "-S", socket, "-u", "root", "-N", "-e", statement]
            command += [database] if database else []
        else:
            command = ["psql", "-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-qAtX", "-c", statement, database or "postgres"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    return ask
