package pages

import "testing"

func TestPresets(t *testing.T) {
	t.Parallel()
	links := presets(at(t, "/x?region=a&status=approved"))
	if len(links) != 6 || links[0] != (link{"All", "/x?region=a", false}) || links[4] != (link{"Approved", "/x?region=a&status=approved", true}) ||
		links[3] != (link{"Unmanaged", "/x?kind=unmanaged&region=a&status=open", false}) ||
		links[2].Href != "/x?region=a&severity=critical&status=open" {
		t.Errorf("%+v", links)
	}
}
