package models

// Silence says what it means that a scan did not report a resource.
type Silence struct {
	// Trusted says that what the scan did not report is in order.
	Trusted bool
	// Why says why that is so, or why it is not.
	Why string
}

// Word says whether the scan can close drifts: yes or no.
func (s Silence) Word() string {
	if s.Trusted {
		return "yes"
	}
	return "no"
}

// Silence tells what the import found out of the scan.
func (s Scan) Silence() Silence {
	if s.NotClosing != "" {
		return Silence{Why: s.NotClosing}
	}
	return Silence{Trusted: true, Why: "complete, without errors"}
}
