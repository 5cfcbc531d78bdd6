//go:build !(darwin || freebsd || linux)

package postgres

import (
	"context"
	"errors"
	"runtime"
)

// Private is a share in the private PostgreSQL. This platform has none.
type Private struct{}

// StartPrivate fails: the private PostgreSQL needs Linux, macOS or FreeBSD.
func StartPrivate(context.Context, PrivateOptions) (*Private, error) {
	return nil, errors.New("there is no private PostgreSQL on " + runtime.GOOS + ": set DATABASE_URL to a server that runs, or use docker compose up")
}

// URL is empty.
func (p *Private) URL() string { return "" }

// Watch waits for the end of ctx.
func (p *Private) Watch(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Close does nothing.
func (p *Private) Close(context.Context) error { return nil }

// RemoveAbandoned finds nothing to remove.
func RemoveAbandoned(context.Context, string) (bool, error) { return false, nil }
