package pages

import "testing"

func TestNotices(t *testing.T) {
	t.Parallel()
	shows(t, Health("ok", "The process lives."), "<h1>The process lives.</h1>")
	shows(t, Error(Problem{Status: 404, Title: "Not Found", Detail: "Nothing here.", RequestID: "r-7"}), "404", "<h1>Not Found</h1>", "Nothing here.", "r-7", `<a href="/debug/drifts?status=open">Open drifts</a>`)
	shows(t, Error(Problem{Status: 400, InvalidParams: []InvalidParam{{"limit", "is too large"}}}), "<code>limit</code>", "is too large")
}
