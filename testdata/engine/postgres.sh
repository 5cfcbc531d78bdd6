#!/bin/sh
# Does what the entry point of the image postgres does, from 18 on, with PGDATA, POSTGRES_USER, POSTGRES_PASSWORD and
# POSTGRES_DB, and nothing else of it.
set -eu
if [ "$(id -u)" = 0 ]; then
  if grep -q ' /var/lib/postgresql/data ' /proc/mounts; then
    echo "this image keeps its data in $PGDATA: mount a volume at /var/lib/postgresql" >&2
    exit 1
  fi
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  chown -R postgres "$PGDATA" /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  (umask 077 && printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password)
  initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --locale=C.UTF-8
  rm /tmp/password
  printf '%s\n' "listen_addresses = '*'" "unix_socket_directories = '/var/run/postgresql'" >>"$PGDATA/postgresql.conf"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  # Whoever waits over TCP waits until all is there.
  pg_ctl --options="-c listen_addresses=''" --wait start
  echo 'CREATE DATABASE :"db"' | psql --no-psqlrc --set ON_ERROR_STOP=1 --set db="$POSTGRES_DB" --username "$POSTGRES_USER" --dbname postgres
  pg_ctl --mode=fast --wait stop
fi
exec "$@"
