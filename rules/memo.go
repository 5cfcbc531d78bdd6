package rules

import (
	"strings"
	"sync"
)

// memo remembers what was found out, of so many keys at most, after which it begins anew, and
// of none that is longer than longestKey. It is safe for concurrent use.
type memo[V any] struct {
	most  int
	mutex sync.RWMutex
	known map[string]V
}

// longestKey is how long a key may be: names and paths are shorter.
const longestKey = 200

// of gives what is remembered of a key.
func (m *memo[V]) of(key string) (V, bool) {
	m.mutex.RLock()
	defer m.mutex.RUnlock()
	v, is := m.known[key]
	return v, is
}

// keep remembers what was found out, and gives it back. It keeps nothing else of what the key is a part of.
func (m *memo[V]) keep(key string, v V) V {
	if len(key) > longestKey {
		return v
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.known == nil || len(m.known) >= m.most {
		m.known = map[string]V{}
	}
	m.known[strings.Clone(key)] = v
	return v
}
