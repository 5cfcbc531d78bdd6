//go:build !linux

package testdir

// memory is a folder that lies in memory: none is known here.
const memory = ""

func hasRoom(string, uint64) bool { return false }
