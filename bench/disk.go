package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// free is how many kB the disk of a folder has left, by df.
func free(ctx context.Context, dir string) (int, error) {
	out, err := exec.CommandContext(ctx, "df", "-Pk", dir).Output()
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(out))
	if len(fields) < 6 {
		return 0, fmt.Errorf("df says nothing of %s", dir)
	}
	return strconv.Atoi(fields[len(fields)-3])
}
