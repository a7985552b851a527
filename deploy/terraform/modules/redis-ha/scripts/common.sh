# shellcheck shell=sh disable=SC2034 # what functions set is read by the scripts that source this
# What the start scripts and the probe share; sourced, for any POSIX shell. Their settings are environment variables, none of
# them a secret:
#   SELF                    this server's name, under which all others reach it
#   NODES                   names of all Redis servers, separated by spaces; the first is the primary of a new deployment
#   SENTINELS               names of all Sentinels
#                           All names have to be in /etc/hosts, with addresses that stay: a Sentinel stands still while it looks
#                           up a name, and asking a name server about one that is gone can take longer than a failover may
#   MASTER                  what the Sentinels call the primary
#   REDIS_PORT, SENTINEL_PORT
#   BIND, PROBE_HOST        what to listen on (addresses, separated by spaces; all), and where a probe asks (127.0.0.1)
#   DATA                    the directory that outlives this server: append-only file, or a Sentinel's memory
#   RUN                     a directory in memory, for what contains passwords
#   SECRETS                 a directory with the files redis and sentinel, a password each
set -eu
umask 077

: "${SELF:?}" "${NODES:?}" "${SENTINELS:?}" "${SECRETS:?}"
MASTER=${MASTER:-mymaster}
REDIS_PORT=${REDIS_PORT:-6379}
SENTINEL_PORT=${SENTINEL_PORT:-26379}
export MASTER REDIS_PORT SENTINEL_PORT

say() { printf '%s %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${0##*/}" "$*"; }

# A password as redis.conf and sentinel.conf want it: in quotes.
quoted() { printf '"%s"' "$(tr -d '\r\n' <"$SECRETS/$1" | sed 's/[\\"]/\\&/g')"; }

# ask PASSWORD_FILE HOST PORT COMMAND…: the password is in the environment of redis-cli alone, and nobody waits for a host
# that does not answer.
ask() (
  REDISCLI_AUTH=$(tr -d '\r\n' <"$SECRETS/$1")
  export REDISCLI_AUTH
  host=$2 port=$3
  shift 3
  timeout 2 redis-cli --no-auth-warning -h "$host" -p "$port" "$@" 2>/dev/null | tr -d '\r'
)

ask_node() { node=$1; shift; ask redis "$node" "$REDIS_PORT" "$@"; }

# Of a reply with a field and its value on two lines each: the value.
field() { printf '%s\n' "$reply" | sed -n "/^$1\$/{n;p;q;}"; }

count() { echo $#; }

# Asks all Sentinels but this one itself who is the primary. Sets
#   answers   how many answered
#   primary   what the one with the highest epoch says: who sees a failover gives it a higher one; empty without answers
#   epoch     that epoch
#   trouble   yes when any of them sees the primary as down, or fails over
ask_sentinels() {
  answers=0 primary='' epoch=-1 trouble=no
  for sentinel in $SENTINELS; do
    [ "$sentinel" != "$SELF" ] || continue
    reply=$(ask sentinel "$sentinel" "$SENTINEL_PORT" sentinel master "$MASTER") || continue
    host=$(field ip) config_epoch=$(field config-epoch)
    case $host:$config_epoch in :* | *:*[!0-9]* | *:) continue ;; esac
    answers=$((answers + 1))
    if [ "$config_epoch" -gt "$epoch" ]; then
      epoch=$config_epoch primary=$host
    fi
    case ,$(field flags), in *,s_down,* | *,o_down,* | *,failover_in_progress,*) trouble=yes ;; esac
  done
}
