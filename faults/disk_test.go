//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

// On a disk that gets full an import, a seed and a migration say so, leave nothing half written, and
// go through once there is room.
func TestFullDisk(t *testing.T) {
	p := begin(t, 1)
	told := map[string]int{}
	for n := range p.each {
		name := []string{"import", "seed", "migrate"}[n%3]
		h := newHouse(p, p.random)
		disk := filepath.Dir(h.dir)
		smallDisk(p, disk, 400)
		p.ok(os.MkdirAll(h.dir, 0o755))
		full := h.fullDisk(disk, name)
		told[name+full]++
		p.ok(syscall.Unmount(disk, syscall.MNT_DETACH))
		if t.Failed() {
			t.FailNow()
		}
	}
	p.tell("a disk of 400 MB got full %d times under an import, %d under a seed, %d under a migration, and %d times there was just room: each said so, left nothing half, and went through with room",
		told["import"], told["seed"], told["migrate"], told["import with room"]+told["seed with room"]+told["migrate with room"])
}

// smallDisk mounts a disk of so many megabytes on a folder, where this process may.
func smallDisk(t *trial, dir string, megabytes int) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", megabytes)); err != nil {
		t.tell("no disk can be mounted here")
		t.Skip("a small disk cannot be mounted here: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// fullDisk runs a command with little room left, and again with room. It gives " with room" where
// there was enough for it.
func (h *house) fullDisk(disk, name string) string {
	h.t.Helper()
	k := killings[name]
	h.withServer(func(*postgres.DB) {}) // it is made
	if name != "migrate" {
		h.must("migrate up")
	}
	if name == "import" {
		h.writeReports()
	}
	fill := filepath.Join(disk, "fill")
	h.fill(fill, h.random.IntN(3<<20))
	line := k.line(h)
	r, full := h.run(line, 0), ""
	if r.status == 0 {
		full = " with room"
	} else if lower := strings.ToLower(r.err); r.status != 1 || !strings.Contains(lower, "is full") && !strings.Contains(lower, "no space left") && !strings.Contains(lower, "disk full") {
		h.t.Errorf("%s on a full disk: status %d: %s", line, r.status, r.err)
	}
	h.t.ok(os.Remove(fill))
	h.withServer(func(db *postgres.DB) {
		if name != "migrate" {
			h.isWhole(db, nil)
		}
	})
	h.must(line)
	h.withServer(func(db *postgres.DB) { h.isWhole(db, k.after) })
	return full
}

// fill takes all the room of a disk but so many bytes.
func (h *house) fill(name string, left int) {
	h.t.Helper()
	file, err := os.Create(name)
	h.t.ok(err)
	defer file.Close()
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		h.t.Fatal(err)
	}
	info, err := file.Stat()
	h.t.ok(err)
	h.t.ok(file.Truncate(max(0, info.Size()-int64(left))))
}
