# Sourced once by the image's entrypoint, before the server listens on a port; it is not executable, so that it is. What
# docker_process_sql reads is no argument of anything.

# A secret as it stands in a string of SQL.
quoted() {
  local text
  text=$(<"/run/secrets/$1")
  text=${text//\\/\\\\}
  printf '%s' "${text//\'/\'\'}"
}

docker_process_sql <<SQL
ALTER USER 'root'@'localhost' IDENTIFIED BY '$(quoted mysql_root)';

-- What \`sonde grants mysql\` prints.
CREATE USER 'sonde'@'%' IDENTIFIED BY '$(quoted mysql_sonde)' WITH MAX_USER_CONNECTIONS 4;
GRANT REPLICATION CLIENT, PROCESS ON *.* TO 'sonde'@'%';

-- The container's health check connects, and may do nothing.
CREATE USER 'health'@'127.0.0.1' IDENTIFIED BY '' WITH MAX_USER_CONNECTIONS 2;

-- The accountant makes its tables in this one database, and fills them.
CREATE DATABASE traffic;
CREATE USER 'flows'@'%' IDENTIFIED BY '$(quoted mysql_flows)' WITH MAX_USER_CONNECTIONS 4;
GRANT CREATE, ALTER, INDEX, SELECT, INSERT, UPDATE, DELETE ON traffic.* TO 'flows'@'%';

-- The sums by host, as \`sonde flows\` makes them: what is not there cannot be granted. Sonde may read them, and not who
-- connected when; examples/queries/connections_by_host.yaml makes a metric of them.
CREATE TABLE traffic.connections_by_host (
  host VARCHAR(45) CHARACTER SET ascii NOT NULL,
  port INT NOT NULL,
  protocol VARCHAR(3) CHARACTER SET ascii NOT NULL,
  connections BIGINT UNSIGNED NOT NULL,
  packets BIGINT UNSIGNED NOT NULL,
  bytes BIGINT UNSIGNED NOT NULL,
  last_seen DATETIME(3) NOT NULL,
  PRIMARY KEY (host, port, protocol)
) ENGINE=InnoDB;
GRANT SELECT ON traffic.connections_by_host TO 'sonde'@'%';

-- The generator connects, and may do nothing.
CREATE USER 'app'@'%' IDENTIFIED BY '$(quoted mysql_app)' WITH MAX_USER_CONNECTIONS 100;
SQL

# The entrypoint connects once more, to stop the server that has no port; the server that it then starts must not find the
# password in its environment.
MYSQL_ROOT_PASSWORD=$(</run/secrets/mysql_root)
export -n MYSQL_ROOT_PASSWORD
unset -f quoted
