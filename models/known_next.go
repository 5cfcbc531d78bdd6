package models

import "slices"

// KeepKnownNext gives the changes of now, each that a scan cannot tell the next apply of with
// what an earlier one said of the same change: at the same place, every index written as
// [*], with the same two sides and the same secret, as far as fingerprints tell. Of several
// that are alike each has what was said of it where all of them are where they were, else
// what was said of all.
func KeepKnownNext(before, now []JudgedChange) []JudgedChange {
	if !slices.ContainsFunc(before, JudgedChange.TellsNext) || !slices.ContainsFunc(now, JudgedChange.lacksNext) {
		return now
	}
	fingerprints := slices.ContainsFunc(before, JudgedChange.hasFingerprint) && slices.ContainsFunc(now, JudgedChange.hasFingerprint)
	was, kept := alike(before, fingerprints), slices.Clone(now)
	for change, places := range alike(now, fingerprints) {
		earlier := was[change]
		switch moved := !samePaths(before, earlier, now, places); {
		case moved && (len(earlier) < len(places) || !sameNext(before, earlier)):
			continue // which is which is not known
		case moved:
			earlier = slices.Repeat(earlier[:1], len(places))
		}
		for i, at := range places {
			if now[at].lacksNext() && before[earlier[i]].TellsNext() {
				kept[at].NextApply = before[earlier[i]].NextApply
			}
		}
	}
	return kept
}

func (j JudgedChange) hasFingerprint() bool { return j.Fingerprint != "" }

// TellsNext says whether it is known what the next apply does about the change.
func (j JudgedChange) TellsNext() bool {
	return j.NextApply == NextApplyRevert || j.NextApply == NextApplyKeep
}

func (j JudgedChange) lacksNext() bool { return !j.TellsNext() }

// sameChange is what two changes have in common that are the same one.
type sameChange struct {
	pattern string
	placeValue
}

// alike gives where among changes each is, with those that nothing but an index tells from it.
func alike(changes []JudgedChange, fingerprints bool) map[sameChange][]int {
	at := make(map[sameChange][]int, len(changes))
	for i, c := range changes {
		change := sameChange{pattern(c.Path), placeValue{canonicalSide(c.Expected), canonicalSide(c.Actual), ""}}
		if fingerprints {
			change.fingerprint = c.Fingerprint
		}
		at[change] = append(at[change], i)
	}
	return at
}

func samePaths(a []JudgedChange, as []int, b []JudgedChange, bs []int) bool {
	return slices.EqualFunc(as, bs, func(i, j int) bool { return a[i].Path == b[j].Path })
}

func sameNext(changes []JudgedChange, at []int) bool {
	return !slices.ContainsFunc(at, func(i int) bool { return changes[i].NextApply != changes[at[0]].NextApply })
}

// NextApplyOf sums up what the next apply does about a drift as a whole and about those of
// its changes that are no noise.
func NextApplyOf(whole NextApply, changes []JudgedChange) NextApply {
	all := []NextApply{whole}
	for _, c := range changes {
		if c.Noise == "" {
			all = append(all, c.NextApply)
		}
	}
	return SumNextApply(all)
}

// WithoutNext gives changes without what the next apply does about them, which an
// occurrence says of the drift as a whole.
func WithoutNext(changes []JudgedChange) []JudgedChange {
	plain := make([]JudgedChange, len(changes))
	for i, c := range changes {
		c.NextApply = ""
		plain[i] = c
	}
	return plain
}
