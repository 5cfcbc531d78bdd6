package pages

import "time"

// asOf is the moment of the past that a page is of.
type asOf struct {
	moment
	Param string // as an address gives it
	Now   string // the address of the same now
}

// asOfNotice tells of the moment that a page is of; nil where that is now.
func asOfNotice(now, at time.Time, sameNow string) *asOf {
	if at.IsZero() {
		return nil
	}
	return &asOf{momentOf(now, at), at.UTC().Format(time.RFC3339Nano), sameNow}
}
