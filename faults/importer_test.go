//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// importer imports the reports of a scope, each twice at once and until one of the two is acknowledged.
type importer struct {
	*office
	scope string
	begun time.Time

	made   int      // reports
	report []byte   // that which is not acknowledged yet
	drifts []string // the addresses that it, or else the newest, finds drifted
}

func newImporter(o *office, i int) *importer {
	return &importer{office: o, scope: fmt.Sprint("scope-", i), begun: time.Now().Add(-48 * time.Hour)}
}

func (i *importer) step(ctx context.Context, random *rand.Rand) error {
	if i.report == nil {
		i.made++
		i.report, i.drifts = plan(i.begun.Add(time.Duration(i.made)*time.Second), random)
	}
	var errs [2]error
	var both errgroup.Group
	for n := range errs {
		both.Go(func() error {
			_, errs[n] = importing.File(ctx, i.store, i.scope+".json", bytes.NewReader(i.report), importing.Options{
				Scope: i.scope, DetectedBy: models.DetectedByAPI, ResolveMissing: true,
			})
			return nil
		})
	}
	_ = both.Wait()
	if errs[0] != nil && errs[1] != nil {
		return errors.Join(errs[:]...)
	}
	i.report = nil
	return errors.Join(errs[:]...) // that of the other, which is judged, too
}

// plan is a refresh of ten instances, some of which differ from their record.
func plan(at time.Time, random *rand.Rand) (raw []byte, drifted []string) {
	var drifts, prior []any
	for n := range 10 {
		address := fmt.Sprint("aws_instance.n", n)
		values := map[string]any{"id": fmt.Sprint("i-", n), "instance_type": "t3.small"}
		one := map[string]any{"address": address, "mode": "managed", "type": "aws_instance", "name": fmt.Sprint("n", n)}
		with := func(name string, value any) map[string]any {
			all := map[string]any{name: value}
			for k, v := range one {
				all[k] = v
			}
			return all
		}
		prior = append(prior, with("values", values))
		if random.IntN(2) == 0 {
			continue
		}
		actual := map[string]any{"id": values["id"], "instance_type": fmt.Sprint("t3.x", random.IntN(3))}
		drifts = append(drifts, with("change", map[string]any{"actions": []string{"update"}, "before": values, "after": actual}))
		drifted = append(drifted, address)
	}
	raw, err := json.Marshal(map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": at.UTC().Format(time.RFC3339),
		"planned_values": map[string]any{"root_module": map[string]any{}}, "resource_drift": drifts,
		"prior_state":   map[string]any{"values": map[string]any{"root_module": map[string]any{"resources": prior}}},
		"configuration": map[string]any{}, "applyable": len(drifts) > 0, "complete": true, "errored": false,
	})
	if err != nil {
		panic(err)
	}
	return raw, drifted
}
