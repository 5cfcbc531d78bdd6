package server_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// connections is how many clients ask at the same time.
const connections = 32

// BenchmarkServer measures requests a second, in one run, with 32 connections:
//
//	go test -run '^$' -bench Server -benchtime 5s ./server
//
// The ledger is that of [testledger.URL].
func BenchmarkServer(b *testing.B) {
	url := testledger.URL(b)
	reader, err := repositories.OpenReader(b.Context(), repositories.Config{URL: url, MaxConns: 10, Timeout: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer reader.Close()
	pool, err := pgxpool.New(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	site := httptest.NewServer(server.New(server.Config{Reader: reader}).Handler()) // nobody looks at these answers
	defer site.Close()
	baseline := httptest.NewServer(ginPgxJSON(pool))
	defer baseline.Close()

	last := lastCursor(b, site.URL)
	for _, m := range []struct{ name, url string }{
		{"list/gin+pgx+encoding-json", baseline.URL},
		{"list/guardian", site.URL + "/debug/drifts"},
		{"list/guardian-by-cursor-at-the-end", site.URL + "/debug/drifts?cursor=" + last},
		{"page/guardian", site.URL + "/debug/drifts?format=html"},
		{"overview/guardian", site.URL + "/debug?format=html"},
	} {
		b.Run(m.name, func(b *testing.B) { load(b, m.url) })
	}
}

// load asks for one address over all connections and reports the rate and the median.
func load(b *testing.B, url string) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	fetch(b, client, url) // what is read once for many is read before
	work := make(chan struct{}, connections)
	var mu sync.Mutex
	var took []time.Duration
	var group sync.WaitGroup
	b.ResetTimer()
	for range connections {
		group.Go(func() {
			for range work {
				start := time.Now()
				fetch(b, client, url)
				mu.Lock()
				took = append(took, time.Since(start))
				mu.Unlock()
			}
		})
	}
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
}

func fetch(b *testing.B, client *http.Client, url string) []byte {
	answer, err := client.Get(url)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Errorf("%s: %d %v", url, answer.StatusCode, err)
	}
	return body
}

// lastCursor goes through the whole list for the cursor of its last page.
func lastCursor(b *testing.B, site string) string {
	b.Helper()
	cursor := ""
	for {
		var list struct{ Next *string }
		if err := json.Unmarshal(fetch(b, http.DefaultClient, site+"/debug/drifts?limit=500&cursor="+cursor), &list); err != nil {
			b.Fatal(err)
		}
		if list.Next == nil {
			return cursor
		}
		cursor = *list.Next
	}
}

// ginPgxJSON is the baseline: what one writes with gin, raw pgx and encoding/json.
// It does not even count the rows.
func ginPgxJSON(pool *pgxpool.Pool) http.Handler {
	type drift struct {
		ID                uuid.UUID       `json:"id"`
		ResourceID        string          `json:"resourceId"`
		ResourceType      string          `json:"resourceType"`
		Region            string          `json:"region"`
		AccountID         *string         `json:"accountId,omitempty"`
		ExpectedState     json.RawMessage `json:"expectedState"`
		ActualState       json.RawMessage `json:"actualState"`
		Difference        json.RawMessage `json:"difference"`
		Severity          string          `json:"severity"`
		CostImpactMonthly float64         `json:"costImpactMonthly"`
		Status            string          `json:"status"`
		DetectedAt        time.Time       `json:"detectedAt"`
		DetectedBy        string          `json:"detectedBy"`
		ApprovedAt        *time.Time      `json:"approvedAt,omitempty"`
		ApprovedBy        *uuid.UUID      `json:"approvedBy,omitempty"`
		ApprovalReason    *string         `json:"approvalReason,omitempty"`
		RejectedAt        *time.Time      `json:"rejectedAt,omitempty"`
		RejectedBy        *uuid.UUID      `json:"rejectedBy,omitempty"`
		RejectionReason   *string         `json:"rejectionReason,omitempty"`
		ResolvedAt        *time.Time      `json:"resolvedAt,omitempty"`
		ResolvedHow       *string         `json:"resolvedHow,omitempty"`
		CreatedAt         time.Time       `json:"createdAt"`
		UpdatedAt         time.Time       `json:"updatedAt"`
	}
	list := func(ctx context.Context) ([]drift, error) {
		rows, err := pool.Query(ctx, "SELECT * FROM drifts ORDER BY created_at DESC, id DESC LIMIT 50")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var drifts []drift
		for rows.Next() {
			var d drift
			err := rows.Scan(&d.ID, &d.ResourceID, &d.ResourceType, &d.Region, &d.AccountID, &d.ExpectedState, &d.ActualState, &d.Difference,
				&d.Severity, &d.CostImpactMonthly, &d.Status, &d.DetectedAt, &d.DetectedBy, &d.ApprovedAt, &d.ApprovedBy, &d.ApprovalReason,
				&d.RejectedAt, &d.RejectedBy, &d.RejectionReason, &d.ResolvedAt, &d.ResolvedHow, &d.CreatedAt, &d.UpdatedAt)
			if err != nil {
				return nil, err
			}
			drifts = append(drifts, d)
		}
		return drifts, rows.Err()
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.GET("/", func(c *gin.Context) {
		drifts, err := list(c.Request.Context())
		if err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.JSON(http.StatusOK, map[string]any{"items": drifts, "page": 1, "limit": 50})
	})
	return r
}
