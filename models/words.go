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
