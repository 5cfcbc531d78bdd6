package models

// Whole says what is so of a drift's resource as a whole, in a word for people.
type Whole string

// What may be so of a resource as a whole.
const (
	// WholeThere: the resource is there, and some of its attributes differ.
	WholeThere Whole = ""
	// WholeGone: the resource is no more.
	WholeGone Whole = "gone"
	// WholeUnmanaged: the resource is there, and no code knows it.
	WholeUnmanaged Whole = "unmanaged"
)

// Sentence says the same in a sentence; "" where there is nothing to say.
func (w Whole) Sentence() string {
	switch w {
	case WholeGone:
		return "The resource is gone."
	case WholeUnmanaged:
		return "The resource is there, and no code knows it."
	}
	return ""
}

// Whole says whether the drift is that the resource is no more, or that no code
// knows it.
func (d SeenDrift) Whole() Whole {
	switch {
	case d.Seen.Kind == KindUnmanaged:
		return WholeUnmanaged
	case string(d.ActualState) == "{}":
		return WholeGone
	}
	return WholeThere
}

// WholeValues say what the values are of a drift of a whole resource, of which so many
// are recorded: those of one side.
func (d SeenDrift) WholeValues(recorded int) string {
	switch whole := d.Whole(); {
	case whole == WholeThere:
		return ""
	case recorded == 0:
		return "Its values are not in the report."
	case whole == WholeUnmanaged:
		return "This is what it is."
	case ToldByHistory(d.Seen.Tool):
		return "This is what was there before."
	}
	return "This is what the code expects of it."
}

// Words say in short what the next apply does about a drift.
func (n NextApply) Words() string {
	switch n {
	case NextApplyRevert:
		return "reverts it"
	case NextApplyKeep:
		return "keeps it"
	}
	return "not known"
}

// WordsOf are Words for a drift that may be of a whole resource: one that is gone is
// created again.
func (n NextApply) WordsOf(w Whole) string {
	if n == NextApplyRevert && w == WholeGone {
		return "creates it again"
	}
	return n.Words()
}

// NotJudgedSentence is what is said of changes that no import judged.
const NotJudgedSentence = "No import has judged these changes: how grave each is, whether the code sets it and what the next apply does about it are not known."

// InCodeWords say whether the code sets what differs, "" where that is not known.
func InCodeWords(inCode *bool) string {
	switch {
	case inCode == nil:
		return ""
	case *inCode:
		return "in the code"
	}
	return "not in the code"
}

// UnknownWhy says why the scans do not tell what the next apply does about a drift.
func (s Sighting) UnknownWhy() string {
	switch {
	case s.Occurrences == 0:
		return "no scan saw this drift"
	case s.Tool == "terraform":
		return "no plan has told it of these very changes, and one made with -refresh-only never does"
	}
	return "reports of " + s.Tool + " do not tell"
}

// NextApplySentence says what the next apply does about a drift, and where that is not
// known why.
func (d SeenDrift) NextApplySentence() string {
	switch next := d.Seen.NextApply; {
	case next == NextApplyRevert && d.Whole() == WholeGone:
		return "The next apply creates it again."
	case next == NextApplyRevert || next == NextApplyKeep:
		return next.Sentence()
	}
	return "Whether the next apply reverts it is not known: " + d.Seen.UnknownWhy() + "."
}

// UndoneSentence warns of what an approval does not do, where one was given or can be; "" where there is nothing to warn of.
func (d SeenDrift) UndoneSentence() string {
	if d.Seen.NextApply != NextApplyRevert || d.Status != StatusApproved && !d.Status.CanBecome(StatusApproved) {
		return ""
	}
	return "No approval stops the next apply: it reverts this unless the code is changed first."
}

// KindSentence says whether what differs is in the code, and where that is not known why.
func (s Sighting) KindSentence() string {
	if ToldByHistory(s.Tool) {
		return "Not known: no code was looked at."
	}
	switch s.Kind {
	case KindConfiguration:
		return "The code sets what differs."
	case KindState:
		return "The code leaves open what differs."
	case KindUnmanaged:
		return "No code knows the resource."
	}
	if s.Occurrences == 0 {
		return "Not known: no scan saw this drift."
	}
	return "Not known: the report does not tell."
}

// Sentence says what the next apply does about a drift.
func (n NextApply) Sentence() string {
	switch n {
	case NextApplyRevert:
		return "The next apply reverts it."
	case NextApplyKeep:
		return "The next apply keeps it as it is."
	}
	return "Whether the next apply reverts it is not known."
}
