package pages

import (
	"strconv"

	"github.com/clouddrift/guardian/models"
)

// pager leads through the pages of a list.
type pager struct {
	From, To, Total          string
	Page, Pages              string
	First, Previous          string
	Next, Last               string
	Items                    string // how many rows there are here
	Empty, BeyondEnd, Single bool
	ByCursor                 bool // which page this is, is not known
	Order                    link // how the rows are sorted where no column shows it; Text is "" for no more to say
}

// pagerOf makes the pager of a page. A list that was entered by a cursor is left by one.
func pagerOf[E any](at Address, found models.Page[E]) pager {
	total, page, limit, items, next := found.Total, found.Page, found.Limit, len(found.Items), found.Next
	pages := max(1, (total+int64(limit)-1)/int64(limit))
	from := int64(page-1)*int64(limit) + 1
	p := pager{
		Total: grouped(total), From: grouped(from), To: grouped(from + int64(items) - 1),
		Page: grouped(int64(page)), Pages: grouped(pages), Items: grouped(int64(items)),
		Empty: total == 0 && !found.AtLeast, BeyondEnd: items == 0 && (total > 0 || found.AtLeast), Single: pages == 1,
		ByCursor: at.values.Get("cursor") != "",
	}
	if found.AtLeast {
		p.Total, p.Pages = p.Total+" or more", p.Pages+" or more"
	}
	base := at.fromStart()
	if p.ByCursor {
		p.First, p.Single = base.String(), false
		if next != "" {
			p.Next = base.with("cursor", next)
		}
		return p
	}
	to := func(n int64) string {
		if n == 1 {
			return base.String()
		}
		return base.with("page", strconv.FormatInt(n, 10))
	}
	if page > 1 {
		p.First, p.Previous = to(1), to(min(int64(page-1), pages))
	}
	if int64(page) < pages {
		p.Next, p.Last = to(int64(page+1)), to(pages)
	}
	if found.AtLeast { // nobody knows yet which it is
		p.Last = ""
	}
	return p
}
