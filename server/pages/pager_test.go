package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestPager(t *testing.T) {
	t.Parallel()
	page := func(address string, total int64, page, items int, next string) pager {
		return pagerOf(at(t, address), models.Page[int]{Items: make([]int, items), Total: total, Page: page, Limit: 2, Next: next})
	}
	if end := pagerOf(at(t, "/x?page=9"), models.Page[int]{Page: 9, Limit: 2, AtLeast: true}); end.Empty || !end.BeyondEnd {
		t.Errorf("the end of a list that is not counted is told as an empty list: %+v", end)
	}
	some := pagerOf(at(t, "/x?page=2"), models.Page[int]{Items: make([]int, 2), Total: 5, Page: 2, Limit: 2, Next: "c", AtLeast: true})
	for name, test := range map[string]struct{ got, want pager }{
		"the middle": {page("/x?page=2", 5, 2, 2, "c"), pager{
			From: "3", To: "4", Total: "5", Page: "2", Pages: "3", Items: "2", First: "/x", Previous: "/x", Next: "/x?page=3", Last: "/x?page=3",
		}},
		"so many at least": {some, pager{
			From: "3", To: "4", Total: "5 or more", Page: "2", Pages: "3 or more", Items: "2", First: "/x", Previous: "/x", Next: "/x?page=3",
		}},
		"none":     {page("/x", 0, 1, 0, ""), pager{From: "1", To: "0", Total: "0", Page: "1", Pages: "1", Items: "0", Empty: true, Single: true}},
		"too far":  {page("/x?page=9", 3, 9, 0, ""), pager{From: "17", To: "16", Total: "3", Page: "9", Pages: "2", Items: "0", BeyondEnd: true, First: "/x", Previous: "/x?page=2"}},
		"a cursor": {page("/x?cursor=b", 5, 1, 2, "c"), pager{From: "1", To: "2", Total: "5", Page: "1", Pages: "3", Items: "2", ByCursor: true, First: "/x", Next: "/x?cursor=c"}},
	} {
		if test.got != test.want {
			t.Errorf("%s: %+v, want %+v", name, test.got, test.want)
		}
	}
}
