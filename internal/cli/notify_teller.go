package cli

import (
	"context"
	"os"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/telling"
)

// telling runs fn with what tells people.
func (d database) telling(ctx context.Context, fn func(*telling.Teller) error) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	lookup, err := config.Variables(os.LookupEnv, dir)
	if err != nil {
		return err
	}
	store, err := d.open(ctx, d.config.QueryTimeout)
	if err != nil {
		return err
	}
	defer store.Close()
	return fn(newTeller(store, d.config, lookup))
}

func newTeller(store *repositories.Store, c config.Config, lookup func(string) (string, bool)) *telling.Teller {
	return &telling.Teller{Store: store, Now: store.Now, Settings: telling.Settings{
		Lookup: lookup, Secret: c.WebhookSecret.Reveal(), PublicURL: c.PublicURL,
	}}
}
