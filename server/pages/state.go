package pages

import "github.com/clouddrift/guardian/models"

// stateView is a whole state, folded.
type stateView struct {
	Text    string
	TooLong bool
	Size    string
}

// maxStateBytes is how much of a state a page carries, in HTML; the JSON has any size.
const maxStateBytes = 40 << 10

// stateOf shows a state where there is room for it.
func stateOf(r *room, j models.JSON) stateView {
	tooLong := stateView{TooLong: true, Size: grouped(int64(len(j)>>10)) + " KiB"}
	if len(j) > maxStateBytes {
		return tooLong
	}
	state, fits := stateView{Text: indentedJSON(j)}, false
	r.within(maxStateBytes, func(r *room) { fits = r.takes("drift", "state", []any{state, ""}) })
	if !fits {
		return tooLong
	}
	return state
}
