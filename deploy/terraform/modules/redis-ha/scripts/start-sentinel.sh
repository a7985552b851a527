#!/bin/sh
# Starts a Sentinel with what it knew when it ended: its identity, epochs, the primary, replicas and other Sentinels. If its
# volume is new it asks the other Sentinels, then the servers; and only if none of them says it takes the first server as the
# primary.
# common.sh lists its settings; DOWN_AFTER_MILLISECONDS, FAILOVER_TIMEOUT_MILLISECONDS are Sentinel's own.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"
: "${DATA:?}"

state=$DATA/sentinel.conf
remembered='' primary=''
if [ -s "$state" ]; then
  # What it has learned, without what is written anew below: settings may have changed, and passwords.
  remembered=$(grep -E "^sentinel (myid|current-epoch|(config-epoch|leader-epoch|known-replica|known-sentinel) $MASTER) " "$state") || :
  primary=$(sed -n "s/^sentinel monitor $MASTER \([^ ]*\) .*/\1/p" "$state" | tr -d '"')
fi
if [ -n "$primary" ]; then
  say "remembers $primary as the primary"
else
  remembered=
  ask_sentinels
  if [ -n "$primary" ]; then
    remembered="sentinel config-epoch $MASTER $epoch"
    say "has learned from $answers Sentinels that $primary is the primary, epoch $epoch"
  else
    for node in $NODES; do
      # One that has replicas; a primary without any may be an old one.
      case $(ask_node "$node" info replication) in
        *role:master*connected_slaves:[1-9]*)
          primary=$node
          say "has learned from $node that it is the primary"
          break
          ;;
      esac
    done
    if [ -z "$primary" ]; then
      primary=${NODES%% *}
      say "knows nothing and nobody: takes $primary as the primary"
    fi
  fi
fi

# shellcheck disable=SC2086 # it is a list
quorum=$(($(count $SENTINELS) / 2 + 1))
{
  printf 'bind %s\nport %s\ndir "%s"\nprotected-mode no\n' "${BIND:-* -::*}" "$SENTINEL_PORT" "$DATA"
  # Names stay when addresses change.
  printf 'sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n'
  printf 'sentinel announce-ip %s\nsentinel announce-port %s\n' "$SELF" "$SENTINEL_PORT"
  printf 'requirepass %s\nsentinel sentinel-pass %s\n' "$(quoted sentinel)" "$(quoted sentinel)"
  printf 'sentinel monitor %s %s %s %s\n' "$MASTER" "$primary" "$REDIS_PORT" "$quorum"
  printf 'sentinel auth-pass %s %s\n' "$MASTER" "$(quoted redis)"
  printf 'sentinel down-after-milliseconds %s %s\n' "$MASTER" "${DOWN_AFTER_MILLISECONDS:-3000}"
  printf 'sentinel failover-timeout %s %s\n' "$MASTER" "${FAILOVER_TIMEOUT_MILLISECONDS:-30000}"
  # One replica at a time leaves the others serving; a primary that only loads its file long is replaced.
  printf 'sentinel parallel-syncs %s 1\n' "$MASTER"
  printf 'sentinel master-reboot-down-after-period %s 15000\n' "$MASTER"
  printf 'sentinel deny-scripts-reconfig yes\n'
  [ -z "$remembered" ] || printf '%s\n' "$remembered"
} >"$state.new"
mv "$state.new" "$state"
exec redis-sentinel "$state"
