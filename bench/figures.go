package main

import (
	"math"
	"strconv"
	"strings"
)

// figures are what benchmarks reported: by benchmark, without its first word and the number of processors, by unit.
type figures map[string]map[string]float64

// read takes a line of `go test -bench`; others are no concern of it.
func (f figures) read(line string) {
	fields := strings.Fields(line)
	if len(fields) < 4 || len(fields)%2 != 0 || !strings.HasPrefix(fields[0], "Benchmark") {
		return
	}
	name := strings.TrimPrefix(fields[0], "Benchmark")
	if at := strings.LastIndexByte(name, '-'); at > 0 {
		if _, err := strconv.Atoi(name[at+1:]); err == nil {
			name = name[:at]
		}
	}
	values := map[string]float64{}
	for i := 2; i < len(fields); i += 2 {
		if v, err := strconv.ParseFloat(fields[i], 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
			values[fields[i+1]] = v
		}
	}
	f[name] = values
}
