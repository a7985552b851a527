"""The two clients that are timed: one of Redis, which is the floor, and one of HTTP. Both keep their connection open."""

import itertools
import socket
import time

from seed import encoded

# What Sonde asks a standalone Redis 7 with its default collectors, in this order of no importance.
SCRAPE = [
    ("INFO", "ALL"),
    ("SLOWLOG", "LEN"),
    ("SLOWLOG", "GET", "1"),
    ("LATENCY", "LATEST"),
    ("LATENCY", "HISTOGRAM"),
    ("CONFIG", "GET", "databases"),
    ("CONFIG", "GET", "maxclients"),
    ("CONFIG", "GET", "maxmemory"),
    ("CONFIG", "GET", "io-threads"),
    ("CONFIG", "GET", "repl-backlog-size"),
    ("CONFIG", "GET", "client-output-buffer-limit"),
]


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


class Redis:
    """Sends commands in one write and throws the replies away, as they come."""

    END = "end-of-the-replies"

    def __init__(self, port):
        self.connection = connect(port)
        self.buffer = bytearray(1 << 20)
        self.scrape = b"".join(map(encoded, SCRAPE)) + encoded(("ECHO", self.END))

    def discard(self, commands):
        self._send(b"".join(map(encoded, commands)) + encoded(("ECHO", self.END)))

    def timed(self):
        started = time.perf_counter()
        size = self._send(self.scrape)
        return time.perf_counter() - started, size

    def _send(self, request):
        self.connection.sendall(request)
        last = self.END.encode() + b"\r\n"
        end, size = b"", 0
        while not end.endswith(last):
            got = self.connection.recv_into(self.buffer)
            if not got:
                raise EOFError("the server closed the connection")
            size += got
            end = (end + bytes(self.buffer[max(0, got - len(last)) : got]))[-len(last) :]
        return size

    def close(self):
        self.connection.close()


class Http:
    """Asks one path, or several in turn, and reads all of an answer, whether or not its length is known before."""

    def __init__(self, port, *paths, gzip=False):
        self.connection = connect(port)
        self.buffer = bytearray(1 << 20)
        accept = "gzip" if gzip else "identity"
        self.requests = itertools.cycle(
            (
                "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept-Encoding: %s\r\n"
                "X-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n" % (path, port, accept)
            ).encode()
            for path in paths or ["/metrics"]
        )

    def timed(self):
        started = time.perf_counter()
        body = self.get()
        return time.perf_counter() - started, len(body)

    def get(self):
        self.connection.sendall(next(self.requests))
        answer = self._more(bytearray())
        while (head := answer.find(b"\r\n\r\n")) < 0:
            self._more(answer)
        fields = bytes(answer[:head]).lower()
        if not fields.startswith(b"http/1.1 200"):
            raise OSError("answered " + fields.split(b"\r\n")[0].decode())
        at = fields.find(b"content-length: ")
        if at >= 0:
            size = head + 4 + int(fields[at + 16 :].split(b"\r\n")[0])
            while len(answer) < size:
                self._more(answer)
        else:
            while not answer.endswith(b"\r\n0\r\n\r\n"):
                self._more(answer)
        return answer[head + 4 :]

    def _more(self, answer):
        got = self.connection.recv_into(self.buffer)
        if not got:
            raise EOFError("the server closed the connection")
        answer += memoryview(self.buffer)[:got]
        return answer

    def close(self):
        self.connection.close()
