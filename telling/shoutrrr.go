package telling

import (
	"context"
	"errors"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// service is whatever shoutrrr knows how to send to.
type service struct{ address, pages string }

func (s *service) send(ctx context.Context, o outgoing) error {
	if len(o.told()) == 0 {
		return nil
	}
	title := plain(o.Title)
	// Where a service has a title, as mail has a subject, it has the first line twice: some
	// show the one only, some the other.
	params := types.Params{types.TitleKey: title}
	done := make(chan error, 1)
	// Services know no context; what is not done in time goes on by itself.
	go func() { done <- s.call(title+"\n\n"+plain(textOf(o, s.pages)), params) }()
	select {
	case err := <-done:
		if err != nil {
			return refused(err, s.address)
		}
		return nil
	case <-ctx.Done():
		return unreachable(ctx.Err())
	}
}

// call sends. Each message has a service of its own, since many of shoutrrr's keep the title
// of what they send last. Some panic where nobody answers, Zulip's among them.
func (s *service) call(text string, params types.Params) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the service broke off")
		}
	}()
	own, err := new(router.ServiceRouter).Locate(s.address)
	if err != nil {
		return err
	}
	return own.Send(text, &params)
}

// newService makes one of an address. It says nothing of what is wrong with one that
// shoutrrr refuses, since shoutrrr shows it.
func newService(address, pages string) (s *service, ok bool) {
	defer func() {
		if recover() != nil {
			s, ok = nil, false
		}
	}()
	if _, err := new(router.ServiceRouter).Locate(address); err != nil {
		return nil, false
	}
	return &service{address, pages}, true
}
