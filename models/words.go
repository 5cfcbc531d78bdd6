package models

// GoneWord is what a drift is said to be whose resource is no more; see [Drift.Gone].
const GoneWord = "gone"

// GoneSentence says the same of the resource.
const GoneSentence = "The resource is gone."

// Gone says whether the drift is that the resource is no more.
func (d Drift) Gone() bool { return string(d.ActualState) == "{}" }

// Words say in short what the next apply does about a drift.
func (n NextApply) Words() string {
	switch n {
	case NextApplyRevert:
		return "undoes it"
	case NextApplyKeep:
		return "leaves it"
	}
	return "not known"
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
		return "a plan made with -refresh-only does not tell, and no other has seen this drift"
	}
	return "reports of " + s.Tool + " do not tell"
}

// NextApplySentence says what the next apply does about a drift, and where that is not
// known why.
func (s Sighting) NextApplySentence() string {
	if s.NextApply == NextApplyRevert || s.NextApply == NextApplyKeep {
		return s.NextApply.Sentence()
	}
	return "Whether the next apply will undo it is not known: " + s.UnknownWhy() + "."
}

// KindSentence says whether what differs is in the code, and where that is not known why.
func (s Sighting) KindSentence() string {
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
		return "The next apply will undo it."
	case NextApplyKeep:
		return "The next apply will leave it as it is."
	}
	return "Whether the next apply will undo it is not known."
}
