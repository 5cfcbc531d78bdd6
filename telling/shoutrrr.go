package telling

import (
	"context"
	"errors"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// service is whatever shoutrrr knows how to send to.
type service struct {
	address string
	router  *router.ServiceRouter
	pages   string
}

func (s *service) send(ctx context.Context, o outgoing) error {
	if len(o.told()) == 0 {
		return nil
	}
	title := plain(o.Title)
	// Where a service has a title, as mail has a subject, it has the first line twice: some
	// show the one only, some the other.
	params := types.Params{types.TitleKey: title}
	select {
	case err := <-s.router.SendAsync(title+"\n\n"+plain(textOf(o, s.pages)), &params):
		switch {
		case errors.Is(err, router.ErrServiceTimeout):
			return &failure{says: "it did not answer in time"}
		case err != nil:
			return refused(err, s.address)
		}
		return nil
	case <-ctx.Done():
		return unreachable(context.Cause(ctx))
	}
}

// newService makes one of an address. It says nothing of what is wrong with one that
// shoutrrr refuses, since shoutrrr shows it.
func newService(address, pages string, timeout time.Duration) (*service, bool) {
	r, err := router.New(nil, address)
	if err != nil {
		return nil, false
	}
	r.Timeout = timeout
	return &service{address, r, pages}, true
}
