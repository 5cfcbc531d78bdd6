#!/usr/bin/env bash
# Has TestComposeOnAnEngine run on an engine of its own, where there is none and no registry is reached: as root, on
# Debian with docker.io and mmdebstrap. All that it makes, the engine's data too, lies in one folder that goes at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec </dev/null

dir=$(mktemp -d /var/tmp/guardian-engine-XXXXXX)
export DOCKER_HOST=unix://$dir/docker.sock DOCKER_CONFIG=$dir/config
engine=
finish() {
  [[ -z $engine ]] || { kill "$engine" && wait "$engine"; } || true
  rm -rf "$dir"
}
trap finish EXIT

# The module excludes versions of others, so `go install` refuses it: it is built where it lies.
plugin=$(go mod download -json github.com/docker/compose/v2@v2.40.3 | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
mkdir -p "$DOCKER_CONFIG/cli-plugins"
(cd "$plugin" && GOWORK=off CGO_ENABLED=0 go build -o "$DOCKER_CONFIG/cli-plugins/docker-compose" ./cmd)

dockerd --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/dockerd.pid" --host "$DOCKER_HOST" >"$dir/dockerd.log" 2>&1 &
engine=$!
until docker version >/dev/null 2>&1; do
  kill -0 "$engine" 2>/dev/null || { cat "$dir/dockerd.log" >&2; exit 1; }
  sleep 0.5
done

testdata/engine/bases.sh "$dir"
GUARDIAN_ENGINE=1 go test . -count=1 -run '^TestComposeOnAnEngine$' -timeout 40m -v
