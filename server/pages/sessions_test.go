package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestSessions(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 70)
	listed(t, Sessions(now, []models.Session{
		{UserID: miraID, ExpiresAt: now.Add(time.Hour), UserAgent: &long, CreatedAt: now},
		{UserID: miraID, ExpiresAt: now, CreatedAt: now},
		{UserID: miraID, ExpiresAt: now.Add(time.Hour), IsRevoked: true, CreatedAt: now},
	}, map[uuid.UUID]string{miraID: mira}), mira, "<bdi>live</bdi>", "<bdi>expired</bdi>", "<bdi>revoked</bdi>", long[:60]+"…", `title="`+long+`"`)
}
