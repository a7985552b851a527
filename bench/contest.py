"""Takes the contenders' figures in one run, in turns, and prints them as tables."""

import statistics

BLOCK = 10


class Contender:
    """One of those compared: its client, what it costs the server, and its own process, if it is one."""

    def __init__(self, name, client, process=None):
        self.name = name
        self.client = client
        self.process = process
        self.times = []
        self.size = 0
        self.server_cpu = 0.0
        self.cpu_before = 0.0
        self.idle = process.memory()[0] if process else 0.0

    def block(self, server, count):
        before = server.work()
        for _ in range(count):
            took, self.size = self.client.timed()
            self.times.append(took * 1000)
        self.server_cpu += server.work() - before

    def begin(self):
        """Forgets what was measured while it warmed up."""
        self.times, self.server_cpu = [], 0.0
        self.cpu_before = self.process.cpu() if self.process else 0.0

    def result(self):
        count = len(self.times)
        ordered = sorted(self.times)
        row = {
            "who": self.name,
            "p50": statistics.median(ordered),
            "p99": ordered[int(count * 0.99)],
            "server": self.server_cpu * 1000 / count,
            "KB": self.size / 1000,
        }
        if self.process:
            now, peak = self.process.memory()
            row["cpu"] = (self.process.cpu() - self.cpu_before) * 1000 / count
            row.update(idle=self.idle, rss=now, peak=peak)
        return row


def alternate(server, contenders, scrapes):
    """In turns of a few scrapes, so that whatever else the machine does falls on all alike."""

    def turns(count):
        for _ in range(max(1, count // BLOCK)):
            for contender in contenders:
                contender.block(server, BLOCK)

    turns(scrapes // 6)
    for contender in contenders:
        contender.begin()
    turns(scrapes)
    return [contender.result() for contender in contenders]


def table(title, rows):
    columns = [
        ("p50", "p50 ms"),
        ("floors", "x floor"),
        ("p99", "p99 ms"),
        ("cpu", "CPU ms"),
        ("server", "server CPU ms"),
        ("idle", "RSS MiB idle"),
        ("rss", "after"),
        ("peak", "peak"),
        ("KB", "KB"),
    ]
    print("\n%s\n\n| | %s |\n|---|%s" % (title, " | ".join(head for _, head in columns), "---|" * len(columns)))
    for row in rows:
        row["floors"] = row["p50"] / rows[0]["p50"]
        cells = ["%.2f" % row[key] if key in row else "–" for key, _ in columns]
        print("| %s | %s |" % (row["who"], " | ".join(cells)), flush=True)


def starts(makers, count):
    """Milliseconds from start to first answered scrape, in turns; of each what makes it, and what must be up then."""
    took = {name: [] for name in makers}
    for _ in range(count):
        for name, (make, ups) in makers.items():
            process = make()
            try:
                took[name].append(process.first_answer(*ups) * 1000)
            finally:
                process.end()
    print("\nStart to first answered scrape, ms: best, median, worst\n")
    for name, times in took.items():
        print("- %s: %.0f, %.0f, %.0f" % (name, min(times), statistics.median(times), max(times)), flush=True)


class Together:
    """Several processes, or several clients, or several servers as one."""

    def __init__(self, *parts):
        self.parts = parts

    def cpu(self):
        return sum(part.cpu() for part in self.parts)

    def work(self):
        return sum(part.work() for part in self.parts)

    def memory(self):
        return tuple(map(sum, zip(*(part.memory() for part in self.parts))))

    def timed(self):
        return tuple(map(sum, zip(*(part.timed() for part in self.parts))))
