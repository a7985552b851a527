"""Records what Sonde sends a server, and sends it again: the floor of the stores that are asked in SQL.

So the floor asks just what Sonde asks, in the same bytes, whatever that is today. It needs a user without a password and a
connection without TLS, of which each login looks like the one before.
"""

import re
import socket
import threading
import time

from clients import connect

# What an answer ends with is how its end is known when it is asked again.
END = 6

# A busy machine may make Sonde ask on its second connection what took long.
ATTEMPTS = 10

# PostgreSQL has answered when it is ready for the next query, or has refused TLS by a letter; MySQL by any packet.
COMPLETE = {"postgres": re.compile(rb"\A[NS]\Z|Z\0\0\0\x05[ITE]\Z"), "mysql": re.compile(rb".\Z", re.DOTALL)}


class Turn:
    def __init__(self):
        self.request, self.answer = bytearray(), bytearray()


class Recorder:
    """Stands between Sonde and a server, and keeps what they say on each connection, in turns."""

    def __init__(self, server):
        self.server = server
        self.complete = COMPLETE[server.protocol]
        self.connections = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = connect(self.server.port)
            turns = [Turn()]
            self.connections.append(turns)
            for ends in ((client, server, turns, True), (server, client, turns, False)):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source, sink, turns, asks):
        try:
            while data := source.recv(1 << 20):
                with self.lock:
                    if asks and self.complete.search(turns[-1].answer[-END:]):
                        turns.append(Turn())
                    (turns[-1].request if asks else turns[-1].answer).extend(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # The other end is gone, as after a connection that only looked who is there.
            pass

    def record(self, scrape, warm):
        """The bytes of a login and of the first scrapes, then those of one more."""
        for _ in range(warm):
            scrape()
        for _ in range(ATTEMPTS):
            before = [len(turns) for turns in self.connections]
            scrape()
            spoken = [(turns, at) for turns, at in zip(self.connections, before) if len(turns) > at]
            if len(spoken) == 1:
                turns, at = spoken[0]
                return Recording(turns[:at], turns[at:])
        raise OSError("no scrape of %s used just one connection" % self.server.version)

    def close(self):
        self.listener.close()


class Recording:
    def __init__(self, before, scrape):
        self.before, self.scrape = before, scrape

    def __str__(self):
        sent, got = (sum(len(getattr(turn, part)) for turn in self.scrape) for part in ("request", "answer"))
        return "%d round trip(s), %.1f KB sent, %.1f KB answered" % (len(self.scrape), sent / 1000, got / 1000)


class Replay:
    """Sends a recorded scrape again and again, and throws the answers away, as they come."""

    def __init__(self, port, recording):
        self.connection = connect(port)
        self.connection.settimeout(60)
        self.buffer = bytearray(1 << 20)
        for turn in recording.before:
            self._ask(turn)
        self._drain()
        self.turns = recording.scrape

    def _drain(self):
        """A login's answers come in several packets that end alike."""
        time.sleep(0.2)
        self.connection.setblocking(False)
        try:
            while self.connection.recv_into(self.buffer):
                pass
        except BlockingIOError:
            self.connection.settimeout(60)

    def timed(self):
        started = time.perf_counter()
        size = sum(self._ask(turn) for turn in self.turns)
        return time.perf_counter() - started, size

    def _ask(self, turn):
        if turn.request:
            self.connection.sendall(turn.request)
        last = bytes(turn.answer[-END:])
        end, size = b"", 0
        while not (size and end.endswith(last)):
            got = self.connection.recv_into(self.buffer)
            if not got:
                raise EOFError("the server closed the connection")
            size += got
            end = (end + bytes(self.buffer[max(0, got - END) : got]))[-END:]
        return size

    def close(self):
        self.connection.close()
