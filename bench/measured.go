package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// measured is what one measurement found, as it is kept beside its ledger.
type measured struct {
	About   string  `json:"about"` // on what and when it was measured
	Drifts  int64   `json:"drifts"`
	Figures figures `json:"figures"`
}

func measuredFile(dir string) string { return filepath.Join(dir, "measured.json") }

// keep takes the place of what was kept before.
func (m measured) keep(dir string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(measuredFile(dir), append(text, '\n'), 0o644)
}

func readMeasured(dir string) (m measured, err error) {
	text, err := os.ReadFile(measuredFile(dir))
	if errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("%s has no measurement: go run ./bench measure %[1]s makes one", dir)
	}
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", measuredFile(dir), err)
	}
	return m, nil
}
