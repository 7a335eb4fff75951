#!/usr/bin/env bash
# Usage: scripts/with-postgres tests/it/keeping/replica.sh SPARK
#
# Brings the server's database up to date, makes a streaming replica of the server, and tries Spark's commands on it: one after
# another, each with a line `$ COMMAND: CODE` behind what it says. The last one comes after the replica was made a primary server.
set -euo pipefail

spark=$1
bin=$(scripts/find-postgres)
"$spark" migrate --log=error --database-url "$SPARK_TEST_POSTGRES_URL"

# As in scripts/with-postgres: root lends PostgreSQL another user.
dir=$(mktemp -d /tmp/spark-replica.XXXXXX)
as_owner=(env)
if ((EUID == 0)); then
    owner=postgres
    id "$owner" &>/dev/null || owner=nobody
    chown "$owner" "$dir"
    as_owner=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
fi
postgres=
clean_up() {
    [[ -z $postgres ]] || { kill -QUIT "$postgres" && wait "$postgres"; } || true
    rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 143' TERM

cd "$dir"
"${as_owner[@]}" "$bin/pg_basebackup" --dbname="$SPARK_TEST_POSTGRES_URL" --pgdata=data --write-recovery-conf --checkpoint=fast

start_on() {
    : >log
    chmod a+w log
    "${as_owner[@]}" "$bin/postgres" -D data -p "$1" -c unix_socket_directories= >>log 2>&1 &
    postgres=$!
    until grep -q 'ready to accept read-only connections' log; do
        kill -0 "$postgres" 2>/dev/null || { postgres= && return 1; }
        sleep 0.05
    done
}
for attempt in {1..5}; do
    port=$((20000 + RANDOM % 12000))
    ! start_on "$port" || break
    ((attempt < 5)) || { cat log >&2; exit 1; }
done

url="postgres://spark@127.0.0.1:$port/postgres"
try() {
    local code=0
    "$spark" "$@" --log=error --database-url "$url" 2>&1 || code=$?
    echo "\$ $1: $code"
}
try serve --listen=127.0.0.1:0
try migrate
try check --listen=127.0.0.1:0
try admin grant alice
try doctor
"${as_owner[@]}" "$bin/pg_ctl" promote --silent -D data
try migrate
