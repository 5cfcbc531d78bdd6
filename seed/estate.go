package seed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// scope is what one scan looks at: a root module or a stack.
type scope struct {
	name   string
	source string // the tool
	place  string // what kind of resources it has
	env    string
	team   string
	region string
	share  int // its part of the drifts, beside the others
	// every is the number of days from scan to scan, hour when they run (UTC).
	every, hour int
	by          models.DetectedBy
	refreshOnly bool // a refresh-only plan, which may find drifts in order again
	common      values
}

// firstScopes are those of the default story. The further ones of a larger estate
// are like them, for other products.
var firstScopes = []scope{
	{name: "prod/network", source: "terraform", place: "network", env: "prod", team: "platform", region: "eu-central-1", share: 9, every: 1, hour: 3, by: models.DetectedByScheduler, refreshOnly: true},
	{name: "prod/data", source: "terraform", place: "data", env: "prod", team: "storage", region: "eu-central-1", share: 10, every: 1, hour: 3, by: models.DetectedByScheduler, refreshOnly: true},
	{name: "prod/payments", source: "terraform", place: "app", env: "prod", team: "payments", region: "eu-west-1", share: 11, every: 1, hour: 4, by: models.DetectedByScheduler},
	{name: "shared/identity", source: "terraform", place: "identity", env: "shared", team: "identity", region: "eu-central-1", share: 8, every: 7, hour: 7, by: models.DetectedByManual, refreshOnly: true},
	{name: "staging/web", source: "terraform", place: "web", env: "staging", team: "storefront", region: "us-east-1", share: 9, every: 2, hour: 2, by: models.DetectedByAPI},
	{name: "analytics/gcp", source: "terraform", place: "gcp", env: "prod", team: "analytics", region: "eu-west-1", share: 6, every: 3, hour: 3, by: models.DetectedByScheduler, refreshOnly: true},
	{name: "prod-orders", source: "cloudformation", place: "stack", env: "prod", team: "orders", region: "us-east-1", share: 6, every: 4, hour: 2, by: models.DetectedByAPI},
	{name: "dev/sandbox", source: "terraform", place: "app", env: "dev", team: "platform", region: "us-west-2", share: 4, every: 10, hour: 7, by: models.DetectedByManual},
}

var products = strings.Fields(`checkout search catalog accounts billing shipping returns loyalty reviews pricing
	inventory warehouse fraud support mobile partners newsletter media identity risk ledger reporting onboarding
	subscriptions invoices taxes forecasting routing labels stores kiosk gifts auctions ads consent archive
	scheduling telemetry feedback translations`)

var (
	environments = []string{"prod", "shared", "staging", "dev"}
	awsRegions   = []string{"eu-central-1", "us-east-1", "eu-west-1", "us-west-2", "ap-southeast-2", "eu-north-1"}
	gcpRegions   = []string{"europe-west1", "europe-west4", "us-central1"}
)

// estate is the company: where its resources are and who works there.
type estate struct {
	accounts  []string
	publicIPs []string
	people    *people
	scopes    int
}

// scope gives the i-th scope of the estate.
func (e *estate) scope(i int) scope {
	s := firstScopes[i%len(firstScopes)]
	round := i / len(firstScopes)
	stage := s.env
	if round > 0 {
		product := products[(round-1)%len(products)]
		if more := (round - 1) / len(products); more > 0 {
			product = fmt.Sprintf("%s-%d", product, more+1)
		}
		stage += "-" + product
		s.team = product
		s.name = s.env + "/" + product + "/" + s.place
		if s.source == "cloudformation" {
			s.name = s.env + "-" + product
		}
	}
	account := round*len(environments) + slices.Index(environments, s.env)
	region := awsRegions[(slices.Index(awsRegions, s.region)+round)%len(awsRegions)]
	gcp := gcpRegions[round%len(gcpRegions)]
	s.common[varEnv], s.common[varTeam], s.common[varStack] = stage, s.team, s.name
	s.common[varAccount] = e.accounts[account%len(e.accounts)]
	s.common[varOtherAccount] = e.accounts[(account+5)%len(e.accounts)]
	s.common[varRegion], s.common[varZone] = region, region+"abc"[i%3:][:1]
	s.common[varGCPRegion], s.common[varGCPZone] = gcp, gcp+"-"+"bcd"[i%3:][:1]
	s.common[varProject] = s.team + "-" + s.env
	return s
}

// drifts is how many of n drifts the i-th scope has. Together the scopes have n.
func (e *estate) drifts(i, n int) int {
	total := 0
	for _, s := range firstScopes {
		total += s.share
	}
	upTo := func(i int) int { // shares of the scopes before the i-th
		sum := i / len(firstScopes) * total
		for _, s := range firstScopes[:i%len(firstScopes)] {
			sum += s.share
		}
		return sum
	}
	all := upTo(e.scopes)
	return n*upTo(i+1)/all - n*upTo(i)/all
}

func newAccounts(r *rand.Rand) []string {
	accounts := make([]string, 24)
	for i := range accounts {
		accounts[i] = fmt.Sprintf("%012d", 100_000_000_000+r.Int64N(900_000_000_000))
	}
	return accounts
}

// scopesFor is how many scopes an estate with so many drifts has.
func scopesFor(drifts int) int { return max(len(firstScopes), drifts/100) }
