# The bases are pinned by version, the final image has none: the binary is static, so it needs no system around it.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X github.com/clouddrift/guardian/internal/cli.version=${VERSION} -X github.com/clouddrift/guardian/internal/cli.commit=${COMMIT}" \
    -o /guardian .
RUN mkdir -p /image && mkdir -m 1777 /image/tmp

FROM scratch
# What TLS to a PostgreSQL elsewhere is checked against.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# `import -` of a long report writes a temporary file.
COPY --from=build /image /
COPY --from=build /guardian /guardian
USER 65532:65532
# A published port reaches the container's own address, never its loopback. So serve wants ADMIN_TOKEN here, or
# ADMIN_ALLOW_ANONYMOUS=true; and it wants DATABASE_URL, as there is no PostgreSQL inside.
ENV HTTP_ADDR=0.0.0.0:8080
EXPOSE 8080
# There is no shell and no HTTP client inside, so the program asks itself. An orchestrator asks /readyz from outside.
HEALTHCHECK --interval=5s --timeout=6s --start-period=60s CMD ["/guardian", "serve", "--check"]
ENTRYPOINT ["/guardian"]
CMD ["serve"]
