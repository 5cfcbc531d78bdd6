package models

// HistorySentence is said of a drift where [ToldByHistory] holds of its tool.
const HistorySentence = "No code was looked at: what is called expected is what was there before the change."

// ToldByHistory says whether a tool compares what is there with what was there before,
// and knows no code that says what should be.
func ToldByHistory(tool string) bool { return tool == "awsconfig" }

// ExpectedWords say in short what the expected state of a tool's drifts is.
func ExpectedWords(tool string) string {
	if ToldByHistory(tool) {
		return "what was there before"
	}
	return "recorded by the code"
}
