"""Runs a real HAProxy with haproxy.cfg, but for addresses, before three tiny HTTP servers, and checks what it does with calls.

Usage: check_proxy.py haproxy.cfg. Needs haproxy. Prints what holds; the exit code is 1 if anything does not.
"""

import collections
import http.client
import http.server
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

Call = collections.namedtuple("Call", "server method path key")


class Server:
    """An instance: answers with its number, its admin port with whether it is ready, and remembers its calls."""

    def __init__(self, number, calls):
        self.number = number
        self.calls = calls
        self.ready = True
        self.answers = True
        outer = self

        class Calls(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.calls.append(Call(outer.number, self.command, self.path, self.headers.get("Idempotency-Key")))
                if not outer.answers:
                    # Counted, and gone before the answer.
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                body = str(outer.number).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        class Admin(Calls):
            def do_GET(self):
                self.send_response(200 if outer.ready and self.path == "/-/ready" else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) for kind in (Calls, Admin)]
        self.port, self.admin = (server.server_port for server in self.servers)
        for server in self.servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(holds, what, seconds=15):
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def check(port, servers, calls):
    def call(path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            connection.close()

    def reached():
        return {call("/warm")[1] for _ in range(9)}

    def require(holds, what):
        if not holds:
            raise AssertionError(f"{what}; calls: {list(calls)[-5:]}")
        print(f"  {what}")

    wait_for(lambda: reached() == {"0", "1", "2"}, "all three servers get calls")
    calls.clear()
    call("/one")
    call("/one")
    keys = [each.key for each in calls]
    require(
        len(keys) == 2 and len(set(keys)) == 2 and all(re.fullmatch("[0-9a-f-]{36}", key or "") for key in keys),
        "a call without a key gets one, and each its own",
    )
    calls.clear()
    call("/one", Idempotency_Key="mine")
    require([each.key for each in calls] == ["mine"], "a client's key is kept")

    servers[0].answers = servers[1].answers = False
    calls.clear()
    answers = [call(f"/{i}") for i in range(9)]
    repeated = collections.defaultdict(list)
    for each in calls:
        repeated[each.path].append(each)
    require(all(answer == (200, "2") for answer in answers), "calls that two servers leave unanswered are answered by the third")
    require(any(len(tries) > 1 for tries in repeated.values()), "they were repeated")
    require(all(len({each.key for each in tries}) == 1 for tries in repeated.values()), "a repeated call has the same key")
    calls.clear()
    call("/post", method="POST")
    call("/post", method="POST")
    call("/post", method="POST")
    require(len(calls) == 3, "a POST is not repeated")
    servers[0].answers = servers[1].answers = True

    servers[0].ready = False
    wait_for(lambda: reached() == {"1", "2"}, "a server that is not ready gets no more calls")
    require(all(call("/ready")[0] == 200 for _ in range(9)), "a server that is not ready gets no calls")
    servers[0].ready = True
    wait_for(lambda: reached() == {"0", "1", "2"}, "a server that is ready again gets calls")


def main():
    calls = collections.deque()
    servers = [Server(number, calls) for number in range(3)]
    port, health = free_ports(2)
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    text = text.replace("bind :8080", f"bind 127.0.0.1:{port}").replace("127.0.0.1:8081", f"127.0.0.1:{health}")
    text = text.replace("check port 10602", "check").replace(" resolvers docker init-addr last,libc,none", "")
    for server in servers:
        text = text.replace(f"tally-{server.number}:8080", f"127.0.0.1:{server.port} port {server.admin}")
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(text)
        file.flush()
        proxy = subprocess.Popen(["haproxy", "-db", "-f", file.name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            check(port, servers, calls)
        except AssertionError as error:
            proxy.kill()
            sys.exit(f"FAILED: {error}\n{proxy.stderr.read().decode()}")
        finally:
            proxy.kill()
            proxy.wait()


main()
