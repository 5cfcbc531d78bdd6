package telling

import (
	"errors"
	"sync"
)

// slowChannels are those that did not answer in time in a round; the zero one has none.
type slowChannels struct {
	mu    sync.Mutex
	names map[string]bool
}

// unless sends to a channel, but not to one that has kept a message waiting for nothing: with
// many of them it would keep those of all other channels waiting, too.
func (s *slowChannels) unless(channel string, send func() error) error {
	s.mu.Lock()
	slow := s.names[channel]
	s.mu.Unlock()
	if slow {
		return &failure{says: late, slow: true}
	}
	err := send()
	var why *failure
	if errors.As(err, &why) && why.slow {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.names == nil {
			s.names = map[string]bool{}
		}
		s.names[channel] = true
	}
	return err
}
