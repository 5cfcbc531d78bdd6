package pages

import "testing"

func TestPresets(t *testing.T) {
	t.Parallel()
	links := presets(at(t, "/x?region=a&status=approved"))
	if len(links) != 6 || links[5] != (link{"All", "/x?region=a&status=all", false}) || links[3] != (link{"Approved", "/x?region=a&status=approved", true}) ||
		links[2] != (link{"Unmanaged", "/x?kind=unmanaged&region=a&status=open", false}) ||
		links[1].Href != "/x?region=a&severity=critical&status=open" {
		t.Errorf("%+v", links)
	}
}
