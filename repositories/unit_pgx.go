package repositories

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// pgx runs fn on a connection by pgx itself, for what gorm cannot do, or does at a price: within
// a unit of work on its connection, as a part of it. Nothing but pgx uses the connection
// meanwhile, so fn must not go through u.db.
func (u unit) pgx(ctx context.Context, fn func(*pgx.Conn) error) error {
	if u.conn == nil {
		return u.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return fn(c.Conn()) })
	}
	return u.conn.Raw(func(driver any) error { return fn(driver.(*stdlib.Conn).Conn()) })
}
