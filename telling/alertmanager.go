package telling

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// alertmanagerScheme begins the address of an Alertmanager.
const alertmanagerScheme = "alertmanager+"

// alertmanager sends alerts to Prometheus' Alertmanager, by its API v2.
type alertmanager struct {
	address string // of the API
	pages   string
}

// postable is an alert as the API takes it. Labels tell alerts apart.
type postable struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// How long an alert lasts: Alertmanager ends one without an end after five minutes, and a drift
// lasts until it is resolved. What a rule's end tells lasts a day.
const (
	driftLasts   = 10 * 365 * 24 * time.Hour
	ruleEndLasts = 24 * time.Hour
)

func (a *alertmanager) send(ctx context.Context, o outgoing) error {
	var alerts []postable
	for _, i := range o.items {
		alerts = append(alerts, a.alerts(o, i)...)
	}
	payload, err := json.Marshal(alerts)
	if err != nil {
		return err
	}
	return post(ctx, a.address, payload, o.now, http.Header{})
}

// alerts are those of one item: the one that it opens, and the ends of those that it takes
// the place of.
func (a *alertmanager) alerts(o outgoing, i item) (all []postable) {
	if i.Drift == nil {
		return []postable{{
			Labels:      map[string]string{"alertname": "RuleEnded", "rule": i.Rule, "severity": string(i.Severity)},
			Annotations: map[string]string{"summary": o.Title, "description": i.Says},
			StartsAt:    i.At, EndsAt: i.At.Add(ruleEndLasts), GeneratorURL: pageOf(a.pages, "/debug/rules"),
		}}
	}
	over := i.Kind == models.NoticeResolved || o.resolved[*i.Drift]
	for _, b := range i.Before {
		if over || b.Kind == i.Kind && o.replaced(*i.Drift, b) {
			all = append(all, a.alert(o, i, b, true))
		}
	}
	if i.Kind != models.NoticeResolved {
		now := before{i.Kind, o.Scope, o.Owner, i.Severity, i.At}
		all = append(all, a.alert(o, i, now, over || o.replaced(*i.Drift, now)))
	}
	return all
}

func (a *alertmanager) alert(o outgoing, i item, as before, over bool) postable {
	p := postable{
		Labels: map[string]string{"alertname": alertNames[as.Kind], "drift": i.Drift.String(), "severity": string(as.Severity), "resource_type": i.ResourceType},
		Annotations: map[string]string{
			"summary": string(as.Severity) + " drift: " + i.resource(), "description": i.Says, "address": i.Address, "resource_id": i.ResourceID,
			"next_apply": nextApply(i.NextApply), "decide": "guardian drift show " + i.Drift.String(),
		},
		StartsAt: as.At, EndsAt: o.now.Add(driftLasts), GeneratorURL: pageOf(a.pages, "/debug/drifts/"+i.Drift.String()),
	}
	// A label without a value is none, to Alertmanager.
	for name, value := range map[string]string{"scope": as.Scope, "owner": as.Owner} {
		if value != "" {
			p.Labels[name] = value
		}
	}
	if over {
		p.EndsAt = o.now
		if p.StartsAt.After(p.EndsAt) {
			p.StartsAt = p.EndsAt
		}
	}
	return p
}

// alertNames are the names of alerts by what they tell.
var alertNames = map[models.NoticeKind]string{
	models.NoticeAlert: "ConfigurationDrift", models.NoticeOverdue: "DriftOverdue",
}

// alertmanagerAPI is where alerts go, of the address that a channel gives.
func alertmanagerAPI(of *url.URL) string {
	u := *of
	u.Scheme = strings.TrimPrefix(u.Scheme, alertmanagerScheme)
	return strings.TrimRight(u.String(), "/") + "/api/v2/alerts"
}
