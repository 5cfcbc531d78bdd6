//go:build linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
)

// smallDisk is a disk of so many megabytes, where this process may mount one.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := testdir.New(t)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", megabytes)); err != nil {
		t.Skip("a small disk cannot be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func fill(t *testing.T, dir string) {
	t.Helper()
	file, err := os.Create(filepath.Join(dir, "fill"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// A server on a full disk that lets nobody in any more, as after one of its processes
// crashed, is not waited for.
func TestFullDiskUnderARunningServer(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 96)
	dir := filepath.Join(disk, "data")
	if out, err := exec.Command("cp", "-Rp", clusterDir(t), dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p := take(t, dir)
	if err := filepath.WalkDir(p.cluster(), func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "pg_internal.init" { // a crash has them removed; a session writes them anew
			err = os.Remove(path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	fill(t, disk)
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	_, err := Start(ctx, Options{DataDir: dir, Throwaway: true})
	if err == nil || ctx.Err() != nil {
		t.Fatalf("%v (%v)", err, ctx.Err())
	}
	mustBeOneLine(t, err, "the disk of "+dir+" is full", "make room")
}

func TestFullDiskForANewCluster(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 8)
	begun := time.Now()
	_, err := Start(t.Context(), Options{DataDir: filepath.Join(disk, "data"), Throwaway: true})
	if err == nil || !strings.Contains(err.Error(), "No space left") && !strings.Contains(err.Error(), "is full") {
		t.Error(err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	if left := entries(t, filepath.Join(disk, "data")); len(left) > 3 {
		t.Errorf("left behind: %v", left)
	}
}

// A server that can say nowhere that it is ready ends the wait for it.
func TestFullDiskUnderAStart(t *testing.T) {
	t.Parallel()
	disk, programs := smallDisk(t, 96), openDir(t)
	dir := filepath.Join(disk, "data")
	if out, err := exec.Command("cp", "-Rp", clusterDir(t), dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f := folder(t, dir)
	major, err := f.clusterMajor()
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\ncase $1 in --version) echo 'postgres (PostgreSQL) %d.1';; *) exec sleep 600;; esac\n", major)
	for _, program := range []string{"postgres", "initdb"} {
		if err := writeProgram(filepath.Join(programs, program), []byte(script)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.tryLock(logName, syscall.LOCK_SH); err != nil { // it is there
		t.Fatal(err)
	}
	fill(t, disk)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err = start(ctx, Options{DataDir: dir, Throwaway: true}, search{path: programs})
	mustBeOneLine(t, err, "the disk of "+dir+" is full")
	if ctx.Err() != nil {
		t.Error("it waited")
	}
}
