//go:build !(darwin || freebsd || linux)

package pgserver

import (
	"context"
	"errors"
	"runtime"
)

// Share is a share in the private PostgreSQL. This platform has none.
type Share struct{}

// Start fails: the private PostgreSQL needs Linux, macOS or FreeBSD.
func Start(context.Context, Options) (*Share, error) {
	return nil, errors.New("there is no private PostgreSQL on " + runtime.GOOS + ": set DATABASE_URL to a server that runs, or use docker compose up")
}

// Upgrade fails as [Start] does.
func Upgrade(ctx context.Context, o Options, _ int, _ func(ctx context.Context, from, to string) error) (Upgraded, error) {
	_, err := Start(ctx, o)
	return Upgraded{}, err
}

// URL is empty.
func (p *Share) URL() string { return "" }

// SocketURL is empty.
func (p *Share) SocketURL() string { return "" }

// Watch waits for the end of ctx.
func (p *Share) Watch(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Close does nothing.
func (p *Share) Close(context.Context) error { return nil }

// RemoveAbandoned finds nothing to remove.
func RemoveAbandoned(context.Context, string) (bool, error) { return false, nil }
