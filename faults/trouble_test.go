//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
)

// trouble is what happens to a database while it is worked with: it begins, lasts and ends.
type trouble struct {
	name string
	do   func(s *cluster, w wire, random *rand.Rand)
}

// troubles are the kinds of them; each happens as often as any other.
var troubles = []trouble{
	{"the postmaster is killed", func(s *cluster, _ wire, _ *rand.Rand) { signal(syscall.SIGKILL, s.postmaster()) }},
	{"a session is killed", func(s *cluster, _ wire, random *rand.Rand) {
		signal(syscall.SIGKILL, some(random, s.children(true), 1)...)
	}},
	{"sessions are ended", func(s *cluster, _ wire, random *rand.Rand) {
		signal(syscall.SIGTERM, some(random, s.children(true), 5)...)
	}},
	{"a process of the server's own is killed", func(s *cluster, _ wire, random *rand.Rand) {
		signal(syscall.SIGKILL, some(random, s.children(false), 1)...)
	}},
	{"sessions stand still", func(s *cluster, _ wire, random *rand.Rand) {
		pids := some(random, s.children(true), 4)
		signal(syscall.SIGSTOP, pids...)
		pause(random, 1500)
		signal(syscall.SIGCONT, pids...)
	}},
	{"the server stands still", func(s *cluster, _ wire, random *rand.Rand) {
		pids := append(s.children(false), s.postmaster())
		signal(syscall.SIGSTOP, pids...)
		pause(random, 3000)
		signal(syscall.SIGCONT, pids...)
	}},
	{"the connections are cut", func(_ *cluster, w wire, random *rand.Rand) {
		w.cut()
		pause(random, 500)
		w.join()
	}},
	{"the connections are reset", spoiled("reset_peer", `"timeout": %d`, 100)},
	{"the connections end within a message", spoiled("limit_data", `"bytes": %d`, 20_000)},
	{"the connections are slow", spoiled("latency", `"latency": %d, "jitter": 100`, 400)},
	{"the connections are narrow", spoiled("bandwidth", `"rate": %d`, 40)},
	{"the connections come in pieces", spoiled("slicer", `"average_size": %d, "size_variation": 1, "delay": 10`, 100)},
	{"nothing comes through", spoiled("timeout", `"timeout": %d`, 2500)},
}

// spoiled is a wire that is spoiled for a while, one way or both, by an amount of at most most.
func spoiled(kind, attributes string, most int) func(*cluster, wire, *rand.Rand) {
	return func(_ *cluster, w wire, random *rand.Rand) {
		amount := fmt.Sprintf(attributes, 2+random.IntN(most))
		direction := random.IntN(3)
		for i, stream := range []string{"upstream", "downstream"} {
			if direction == i || direction == 2 {
				w.spoil(kind, stream, amount)
			}
		}
		pause(random, 1500)
		w.mend()
	}
}

// some chooses a few of the processes, at most so many.
func some(random *rand.Rand, pids []int, most int) []int {
	random.Shuffle(len(pids), func(i, j int) { pids[i], pids[j] = pids[j], pids[i] })
	return pids[:min(len(pids), 1+random.IntN(most))]
}

func pause(random *rand.Rand, most int) {
	time.Sleep(time.Duration(50+random.IntN(most)) * time.Millisecond)
}
