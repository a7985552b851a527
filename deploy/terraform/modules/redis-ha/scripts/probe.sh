#!/bin/sh
# probe.sh redis-alive | redis-ready | sentinel-alive | sentinel-ready: for the probes; the password is in no argument.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${0%/*}/common.sh"

# Under which address this server reaches itself.
here=${PROBE_HOST:-127.0.0.1}
case ${1:-} in
  redis-alive)
    # A server that loads its file or waits for its primary is alive.
    case $(ask redis "$here" "$REDIS_PORT" ping) in PONG | LOADING* | MASTERDOWN*) ;; *) exit 1 ;; esac
    ;;
  redis-ready)
    # A replica is ready when it follows its primary: so a rollout goes on to the next server only then.
    reply=$(ask redis "$here" "$REDIS_PORT" info replication)
    case $reply in *role:master* | *master_link_status:up*) ;; *) exit 1 ;; esac
    ;;
  sentinel-alive) [ "$(ask sentinel "$here" "$SENTINEL_PORT" ping)" = PONG ] ;;
  sentinel-ready)
    # It knows a primary, and so many other Sentinels that they can agree on a failover.
    case $(ask sentinel "$here" "$SENTINEL_PORT" sentinel ckquorum "$MASTER") in OK*) ;; *) exit 1 ;; esac
    ;;
  *)
    echo "usage: probe.sh redis-alive | redis-ready | sentinel-alive | sentinel-ready" >&2
    exit 2
    ;;
esac
