package seed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-faker/faker/v4"
	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
)

// The users that can log in, and their passwords: for development alone.
const (
	AdminEmail       = "admin@driftsentry.local"
	AdminPassword    = "admin-dev-password"
	EngineerEmail    = "engineer@driftsentry.local"
	EngineerPassword = "engineer-dev-password"
	ViewerEmail      = "viewer@driftsentry.local"
	ViewerPassword   = "viewer-dev-password"
)

// fakerLock guards faker's source of randomness, which is one for the program.
var fakerLock sync.Mutex

// plainName is a name that can stand in an e-mail address.
var plainName = regexp.MustCompile(`^[A-Za-z]+$`)

type colleague struct{ first, last string }

// fake draws what go-faker is good at: names of people and addresses on the net.
func fake(randomSeed uint64) (colleagues []colleague, publicIPs []string) {
	fakerLock.Lock()
	defer fakerLock.Unlock()
	faker.SetRandomSource(rand.NewSource(int64(randomSeed)))
	for len(colleagues) < 4 {
		first := faker.FirstNameFemale
		if len(colleagues)%2 == 1 {
			first = faker.FirstNameMale
		}
		c := colleague{first(), faker.LastName()}
		if !slices.Contains(colleagues, c) && plainName.MatchString(c.first+c.last) {
			colleagues = append(colleagues, c)
		}
	}
	for len(publicIPs) < 64 {
		ip, err := netip.ParseAddr(faker.IPv4())
		if err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() && ip.As4()[0] > 0 && ip.As4()[0] < 224 {
			publicIPs = append(publicIPs, ip.String())
		}
	}
	return colleagues, publicIPs
}

// newPeople makes the users, their sessions and the audit rows of both.
func (w *writer) newPeople(colleagues []colleague) *people {
	p := &people{}
	add := func(email, first, last string, role models.Role, daysAgo int) {
		at := w.office(w.today.AddDate(0, 0, -daysAgo))
		user := models.User{
			ID: w.id(seedUsers), Email: email, FirstName: &first, LastName: &last,
			Role: role, IsActive: true, CreatedAt: at, UpdatedAt: at,
		}
		w.audit(models.AuditLog{Action: models.ActionUserCreated, CreatedAt: at,
			NewValue: models.MustJSON(map[string]any{"email": email, "role": role, "isActive": true}),
			Details:  models.MustJSON(map[string]any{"userId": user.ID})})
		p.users = append(p.users, user)
	}
	add(AdminEmail, "Admin", "User", models.RoleAdmin, 400)
	add(EngineerEmail, "John", "Engineer", models.RoleEngineer, 380)
	add(ViewerEmail, "Vera", "Viewer", models.RoleViewer, 300)
	for i, c := range colleagues {
		role := []models.Role{models.RoleEngineer, models.RoleEngineer, models.RoleEngineer, models.RoleViewer}[i%4]
		email := strings.ToLower(fmt.Sprintf("%s.%s@driftsentry.local", c.first, c.last))
		add(email, c.first, c.last, role, 280-20*i)
	}
	w.deactivate(&p.users[4], &p.users[0])
	for i := range p.users {
		w.sessions(&p.users[i], i, &p.users[0])
		u := &p.users[i]
		a := actor{id: u.ID, email: u.Email}
		if !u.IsActive {
			a.left = u.UpdatedAt
		}
		if u.Role.MayAct() {
			p.actors = append(p.actors, a)
		} else if p.viewer == nil {
			p.viewer = &a
		}
	}
	return p
}

// deactivate lets a colleague leave in the middle of the story.
func (w *writer) deactivate(u, by *models.User) {
	at := w.office(w.today.AddDate(0, 0, -40))
	u.IsActive, u.UpdatedAt = false, at
	w.audit(models.AuditLog{Action: models.ActionUserDeactivated, ActorID: &by.ID, ActorEmail: &by.Email, CreatedAt: at,
		OldValue: models.JSON(`{"isActive":true}`), NewValue: models.JSON(`{"isActive":false}`),
		Details: models.MustJSON(map[string]any{"userId": u.ID})})
}

const sessionLife = 30 * 24 * time.Hour

// sessions gives a user an expired session, a revoked one, and one that lives. When
// a colleague leaves, the admin revokes theirs.
func (w *writer) sessions(u *models.User, i int, admin *models.User) {
	agents := []string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
		"guardian-cli",
	}
	for kind, daysAgo := range []int{62 + i, 20 + i, 3 + i} {
		at := w.office(w.today.AddDate(0, 0, -daysAgo))
		if !u.IsActive && at.After(u.UpdatedAt) {
			continue
		}
		s := models.Session{
			ID: w.id(seedSessions), UserID: u.ID, RefreshToken: w.tokenHash(),
			UserAgent: &agents[(i+kind)%len(agents)], ExpiresAt: at.Add(sessionLife), CreatedAt: at,
		}
		ip := models.IP{Addr: netip.MustParseAddr(w.estate.publicIPs[(i*3+kind)%len(w.estate.publicIPs)])}
		used := at.Add(time.Duration(1+w.r.IntN(1000)) * time.Minute)
		s.IPAddress, s.LastUsedAt = &ip, &used
		w.audit(models.AuditLog{Action: models.ActionSessionCreated, ActorID: &u.ID, ActorEmail: &u.Email,
			NewValue: object("expiresAt", s.ExpiresAt.Format(time.RFC3339Nano)), Details: object("sessionId", s.ID.String()),
			IPAddress: s.IPAddress, UserAgent: s.UserAgent, CreatedAt: at})
		switch {
		case !u.IsActive:
			w.revoke(&s, admin, u.UpdatedAt, "the user is deactivated")
		case kind == 1:
			w.revoke(&s, u, used.Add(time.Minute), "revoked")
		}
		u.LastLoginAt = &at
		if u.IsActive {
			u.UpdatedAt = at
		}
		w.rows.Sessions = append(w.rows.Sessions, s)
	}
}

func (w *writer) revoke(s *models.Session, by *models.User, at time.Time, reason string) {
	s.IsRevoked = true
	w.audit(models.AuditLog{Action: models.ActionSessionRevoked, ActorID: &by.ID, ActorEmail: &by.Email, CreatedAt: at,
		OldValue: models.JSON(`{"isRevoked":false}`), NewValue: models.JSON(`{"isRevoked":true}`),
		Details: object("reason", reason, "sessionId", s.ID.String(), "userId", s.UserID.String())})
}

// tokenHash is the SHA-256 of a token that nobody has.
func (w *writer) tokenHash() string {
	var token [32]byte
	for i := range token {
		token[i] = byte(w.r.Uint32())
	}
	sum := sha256.Sum256(token[:])
	return hex.EncodeToString(sum[:])
}

// hashPasswords gives the users their password hashes. Those without a known
// password get a random one, which no cost makes any harder to guess.
func hashPasswords(users []models.User, cost int) error {
	known := map[string]string{AdminEmail: AdminPassword, EngineerEmail: EngineerPassword, ViewerEmail: ViewerPassword}
	errs := make([]error, len(users))
	var wg sync.WaitGroup
	for i := range users {
		wg.Go(func() {
			password, cost := known[users[i].Email], cost
			if password == "" {
				password, cost = uuid.NewString(), bcrypt.MinCost
			}
			var hash []byte
			hash, errs[i] = bcrypt.GenerateFromPassword([]byte(password), cost)
			users[i].PasswordHash = string(hash)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("hashing a password: %w", err)
		}
	}
	return nil
}
