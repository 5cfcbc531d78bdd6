package pages

// Health is the page of a health check that went well.
func Health(status, sentence string) Page { return Page{"health", status, sentence} }

// Problem is what the page of an error says.
type Problem struct {
	Status    int
	Title     string
	Detail    string
	RequestID string
	// InvalidParams are the parameters that are wrong; they stand in Detail's place.
	InvalidParams []InvalidParam
	// Form is the form that gave them, as it was filled in; nil where there is none.
	Form *Form
}

// InvalidParam is a parameter and what is wrong with it.
type InvalidParam struct{ Name, Reason string }

// Error is the page of an error.
func Error(p Problem) Page { return Page{"error", p.Title, p} }
