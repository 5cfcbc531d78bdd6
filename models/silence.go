package models

// Silence says what it means that a scan did not report a resource.
type Silence struct {
	// Trusted says that what the scan did not report is in order.
	Trusted bool
	// Why says why that is so, or why it is not.
	Why string
}

// Word is trusted or not trusted.
func (s Silence) Word() string {
	if s.Trusted {
		return "trusted"
	}
	return "not trusted"
}

// Silence follows the rule by which an import closes what a scan no longer
// reports: a scan that failed or stopped early may have missed drift, and a
// Terraform plan has looked for sure only where it was made with -refresh-only.
func (s Scan) Silence() Silence {
	switch {
	case s.Errored:
		return Silence{Why: "the tool failed on the way"}
	case !s.Complete:
		return Silence{Why: "it covers a part of its scope"}
	case s.Source == "terraform" && !s.RefreshOnly:
		return Silence{Why: "an ordinary plan may not have looked"}
	}
	return Silence{Trusted: true, Why: "complete, without errors"}
}
