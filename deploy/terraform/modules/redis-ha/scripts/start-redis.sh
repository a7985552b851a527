#!/bin/sh
# Starts a Redis server as what the Sentinels want it to be. common.sh lists its settings; CONFIG is the part of redis.conf
# that all servers share.
#
# It starts as the primary only if a majority of the Sentinels answers and the newest answer is this very server. So an old
# primary that comes back joins as a replica, whatever it was when it ended. Two exceptions keep it from starting even then:
#   - It has no data, and others may have some: as the primary it would empty them. It waits until one of them is promoted.
#   - The Sentinels see it as down, so they may be promoting another one right now. It waits for that, a bounded time.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
: "${DATA:?}" "${RUN:?}" "${CONFIG:?}"

# The first process of a container is not ended by a signal that it does not handle.
trap 'exit 143' TERM INT

has_data() { [ -e "$DATA/appendonlydir" ] || [ -e "$DATA/appendonly.aof" ] || [ -e "$DATA/dump.rdb" ]; }

# All the others answer, and hold nothing: then this is a new deployment.
others_are_empty() {
  for other in $NODES; do
    [ "$other" != "$SELF" ] || continue
    keyspace=$(ask_node "$other" info keyspace) || return 1
    case $keyspace in *db[0-9]*) return 1 ;; *Keyspace*) ;; *) return 1 ;; esac
  done
}

# Says something once, not every second.
said=
say_once() {
  [ "$said" = "$1" ] || say "$1"
  said=$1
}

# shellcheck disable=SC2086 # they are lists
majority=$(($(count $SENTINELS) / 2 + 1))
patience=30
while :; do
  ask_sentinels
  if [ "$answers" -lt "$majority" ]; then
    say_once "waiting: $answers Sentinels answer, $majority are needed to know the primary"
  elif [ "$primary" != "$SELF" ]; then
    role="replica of $primary"
    break
  elif ! has_data; then
    if [ "$epoch" -eq 0 ] && others_are_empty; then
      role="primary of a new deployment"
      break
    fi
    say_once "waiting: this is the primary, but it has no data, and others may have; one of them is to be promoted"
  elif [ "$trouble" = yes ] && [ "$patience" -gt 0 ]; then
    patience=$((patience - 1))
    say_once "waiting: the Sentinels see this primary as down, and may be promoting another one"
  else
    role=primary
    break
  fi
  sleep 1
done
say "starting as $role, by $answers Sentinels, epoch $epoch"

# Redis rewrites this file when it is promoted or demoted; the next start makes it anew.
{
  printf 'include "%s"\n' "$CONFIG"
  printf 'bind %s\nport %s\ndir "%s"\n' "${BIND:-* -::*}" "$REDIS_PORT" "$DATA"
  printf 'replica-announce-ip %s\nreplica-announce-port %s\n' "$SELF" "$REDIS_PORT"
  printf 'requirepass %s\nmasterauth %s\n' "$(quoted redis)" "$(quoted redis)"
  case $role in replica*) printf 'replicaof %s %s\n' "$primary" "$REDIS_PORT" ;; esac
} >"$RUN/redis.conf"
exec redis-server "$RUN/redis.conf"
