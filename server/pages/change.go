package pages

import "strings"

// changeView is one changed key.
type changeView struct {
	Key         string
	Whole       *leafView // set where the key itself is the only leaf
	Leaves      []leafView
	Same        []leafView
	Summary     string // 2 changed, 11 unchanged
	MoreChanged string
	MoreSame    string
	JSONText    bool
	Secret      bool
}

type leafView struct {
	Path             string
	Expected, Actual shown
	Sides            string // both, expected, actual: which of them has a value
}

func changeOf(k keyChange) changeView {
	v := changeView{Key: k.Key, JSONText: k.JSONText, Secret: k.Secret}
	for _, l := range k.Changed {
		v.Leaves = append(v.Leaves, leafOf(l))
	}
	for _, l := range k.Same {
		v.Same = append(v.Same, leafOf(l))
	}
	if len(v.Leaves) == 1 && v.Leaves[0].Path == "" && len(v.Same) == 0 {
		v.Whole, v.Leaves = &v.Leaves[0], nil
		return v
	}
	changed, same := int64(len(k.Changed)+k.MoreChanged), int64(len(k.Same)+k.MoreSame)
	v.Summary = grouped(changed) + " changed, " + grouped(same) + " unchanged"
	if k.MoreChanged > 0 {
		v.MoreChanged = counted(int64(k.MoreChanged), "more change")
	}
	if k.MoreSame > 0 {
		v.MoreSame = counted(int64(k.MoreSame), "more value")
	}
	return v
}

func leafOf(l leaf) leafView {
	v := leafView{Path: strings.TrimPrefix(l.Path, "."), Sides: "both"}
	switch {
	case !l.Actual.Present:
		v.Sides = "expected"
	case !l.Expected.Present:
		v.Sides = "actual"
	}
	v.Expected, v.Actual = showPair(l.Expected, l.Actual)
	return v
}
