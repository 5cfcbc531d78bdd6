package models

// ChangeResponse is a change as JSON shows it.
type ChangeResponse struct {
	Path      string    `json:"path"`
	Expected  JSON      `json:"expected,omitempty"`
	Actual    JSON      `json:"actual,omitempty"`
	Severity  Severity  `json:"severity,omitempty"`
	InCode    *bool     `json:"inCode,omitempty"`
	NextApply NextApply `json:"nextApply,omitempty"`
	Noise     string    `json:"noise,omitempty"`
	// Rule names the team's own rule that ignored or graded it, by its key.
	Rule string `json:"rule,omitempty"`
}

// Response gives the change as JSON shows it. Of one that no import judged nothing
// but the values is known.
func (j JudgedChange) Response() ChangeResponse {
	r := ChangeResponse{
		Path: j.Path, Expected: j.Expected, Actual: j.Actual,
		Severity: j.Severity, InCode: j.InCode, NextApply: j.NextApply, Noise: j.Noise, Rule: j.Rule,
	}
	if r.NextApply == "" && r.Noise == "" {
		r.NextApply = NextApplyUnknown
	}
	return r
}
