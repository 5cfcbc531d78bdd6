package models_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// covered is a resource of the type x in eu; an id that is its address is none.
func covered(address, id string, change ...func(*models.CoveredResource)) models.CoveredResource {
	r := models.CoveredResource{Address: address, Type: "x", ID: id, Region: "eu"}
	for _, c := range change {
		c(&r)
	}
	return r
}

func movedFrom(address string) func(*models.CoveredResource) {
	return func(r *models.CoveredResource) { r.PreviousAddress = address }
}

func inUS(r *models.CoveredResource) { r.Region = "us" }

func inAccount(r *models.CoveredResource) { r.Account = "123456789012" }

func typeY(r *models.CoveredResource) { r.Type = "y" }

type resources = []models.CoveredResource

func TestCoverageBelongs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scan  resources // the first is the one in question
		known resources
		want  int
	}{
		"its own, at its address":                        {resources{covered("a", "1")}, resources{covered("b", "1"), covered("a", "1")}, 1},
		"the newest of its own":                          {resources{covered("a", "1")}, resources{covered("a", "1"), covered("a", "1")}, 0},
		"its own, where it comes from":                   {resources{covered("b", "1", movedFrom("a"))}, resources{covered("c", "1"), covered("a", "1")}, 1},
		"its own of another type, where it comes from":   {resources{covered("b", "1", movedFrom("a"), typeY)}, resources{covered("a", "1")}, 0},
		"another's, where it comes from":                 {resources{covered("b", "1", movedFrom("a"))}, resources{covered("a", "2")}, -1},
		"its own, that is not where it was":              {resources{covered("b", "1"), covered("a", "2")}, resources{covered("a", "1")}, 0},
		"its own, that another address holds too":        {resources{covered("b", "1"), covered("a", "1")}, resources{covered("a", "1")}, -1},
		"its own, that has moved elsewhere":              {resources{covered("b", "1"), covered("c", "1", movedFrom("a"))}, resources{covered("a", "1")}, -1},
		"its own, whose place one without an id left":    {resources{covered("b", "1"), covered("c", "c", movedFrom("a"))}, resources{covered("a", "1")}, 0},
		"its namesake's in another region":               {resources{covered("b", "1")}, resources{covered("a", "1", inUS)}, -1},
		"its namesake's in another account":              {resources{covered("b", "1")}, resources{covered("a", "1", inAccount)}, -1},
		"where it was, whatever else stands there":       {resources{covered("a", "1"), covered("a", "2")}, resources{covered("a", "2")}, 0},
		"its namesake's of another type":                 {resources{covered("b", "1")}, resources{covered("a", "1", typeY)}, -1},
		"what it replaces":                               {resources{covered("a", "2")}, resources{covered("a", "1")}, 0},
		"what was there and is elsewhere":                {resources{covered("a", "2"), covered("b", "1")}, resources{covered("a", "1")}, -1},
		"what was there and has become another type":     {resources{covered("a", "2"), covered("b", "1", movedFrom("a"), typeY)}, resources{covered("a", "1")}, -1},
		"what was there, its namesake elsewhere":         {resources{covered("a", "2"), covered("b", "1", inUS)}, resources{covered("a", "1")}, 0},
		"what was there, of another type":                {resources{covered("a", "2", typeY)}, resources{covered("a", "1")}, -1},
		"without an id, its address":                     {resources{covered("a", "a")}, resources{covered("a", "a")}, 0},
		"without an id, moved before":                    {resources{covered("b", "b", movedFrom("a"))}, resources{covered("a", "a"), covered("b", "b", movedFrom("a"))}, 1},
		"without an id, moved since":                     {resources{covered("b", "b", movedFrom("a"))}, resources{covered("b", "b"), covered("a", "a")}, 1},
		"without an id, where it comes from":             {resources{covered("b", "b", movedFrom("a"))}, resources{covered("a", "a")}, 0},
		"without an id, pushed on by another":            {resources{covered("c", "c", movedFrom("b")), covered("b", "b", movedFrom("a"))}, resources{covered("b", "b"), covered("a", "a")}, 0},
		"without an id, pushing another on":              {resources{covered("b", "b", movedFrom("a")), covered("c", "c", movedFrom("b"))}, resources{covered("b", "b"), covered("a", "a")}, 1},
		"without an id, pushed on by another before":     {resources{covered("c", "c", movedFrom("b")), covered("b", "b", movedFrom("a"))}, resources{covered("b", "b", movedFrom("a"))}, -1},
		"without an id, moved where another was":         {resources{covered("b", "b", movedFrom("a"))}, resources{covered("b", "b")}, 0},
		"without an id, of what moved away":              {resources{covered("a", "a"), covered("b", "1")}, resources{covered("a", "1")}, -1},
		"without an id, what had one and is nowhere":     {resources{covered("a", "a")}, resources{covered("a", "1")}, 0},
		"with an id, what had none":                      {resources{covered("a", "1")}, resources{covered("a", "a")}, 0},
		"with an id, what had none where it comes from":  {resources{covered("b", "1", movedFrom("a"))}, resources{covered("a", "a")}, -1},
		"without an id, what had one where it came from": {resources{covered("b", "b", movedFrom("a"))}, resources{covered("a", "1")}, -1},
		"nothing": {resources{covered("a", "1")}, nil, -1},
	} {
		if got := models.NewCoverage(c.scan).Belongs(c.scan[0], c.known); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestCoverageChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scan  resources
		drift models.CoveredResource
		want  []string
	}{
		"at its address":                       {resources{covered("a", "1"), covered("b", "1")}, covered("a", "1"), []string{"a"}},
		"replaced":                             {resources{covered("a", "2"), covered("b", "1", inUS)}, covered("a", "1"), []string{"a"}},
		"elsewhere, another in its place":      {resources{covered("a", "2"), covered("b", "1")}, covered("a", "1"), []string{"b"}},
		"elsewhere, at two addresses":          {resources{covered("b", "1"), covered("c", "1")}, covered("a", "1"), []string{"b", "c"}},
		"moved to another type":                {resources{covered("a", "2"), covered("b", "1", movedFrom("a"), typeY)}, covered("a", "1"), []string{"b"}},
		"of another type elsewhere, not moved": {resources{covered("b", "1", typeY)}, covered("a", "1"), nil},
		"its namesake in another region":       {resources{covered("b", "1", inUS)}, covered("a", "1"), nil},
		"without an id":                        {resources{covered("a", "a"), covered("b", "b", movedFrom("a"))}, covered("a", "a"), []string{"a"}},
		"without an id, moved":                 {resources{covered("b", "b", movedFrom("a"))}, covered("a", "a"), []string{"b"}},
		"not looked at":                        {resources{covered("b", "2")}, covered("a", "1"), nil},
		"an address twice":                     {resources{covered("a", "1"), covered("a", "2")}, covered("a", "1"), []string{"a"}},
	} {
		var got []string
		for _, r := range models.NewCoverage(c.scan).Checked(c.drift) {
			got = append(got, r.Address)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What a scan does not report is no more, but for what it never reports.
func TestCoveredResourceTells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		untold     []string
		difference string
		actual     string
		want       bool
	}{
		{nil, `{"size":{}}`, `{"size":1}`, true},
		{[]string{"tags"}, `{"size":{}}`, `{"size":1}`, true},
		{[]string{"tags", "size"}, `{"size":{}}`, `{"size":1}`, false},
		{[]string{"*"}, `{"size":{}}`, `{"size":1}`, false},
		{[]string{"size", "*"}, `{"size":{}}`, `{}`, true},
	} {
		r := models.CoveredResource{Untold: c.untold}
		if got := r.Tells(models.Drift{Difference: models.JSON(c.difference), ActualState: models.JSON(c.actual)}); got != c.want {
			t.Errorf("%+v: got %t", c, got)
		}
	}
}

// What a resource belongs to, of drifts at its addresses or with its id, is what it may
// belong to, whatever the scan looked at.
func TestMayBelong(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	one := func() models.CoveredResource {
		r := covered(string(rune('a'+random.IntN(4))), string(rune('a'+random.IntN(6))))
		if random.IntN(3) == 0 {
			r.PreviousAddress = string(rune('a' + random.IntN(4)))
		}
		for _, change := range []func(*models.CoveredResource){inUS, inAccount, typeY} {
			if random.IntN(4) == 0 {
				change(&r)
			}
		}
		return r
	}
	several := func(n int) (list resources) {
		for range random.IntN(n) {
			list = append(list, one())
		}
		return list
	}
	belong, may := 0, 0
	for range 20_000 {
		r, known := one(), several(8)
		known = slices.DeleteFunc(known, func(d models.CoveredResource) bool {
			return d.Address != r.Address && d.Address != r.PreviousAddress && d.ID != r.ID
		})
		for _, d := range known {
			if r.MayBelong(d) {
				may++
			}
		}
		i := models.NewCoverage(several(5)).Belongs(r, known)
		if i < 0 {
			continue
		}
		if belong++; !r.MayBelong(known[i]) {
			t.Fatalf("%+v belongs to %+v", r, known[i])
		}
	}
	if belong < 2_000 || belong > may {
		t.Errorf("%d belong, %d may", belong, may)
	}
}
