package seed

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// scan makes the scope's scans; what they count comes later.
func (s *scene) scan() {
	var days []int // before today
	first := 0
	if s.by == models.DetectedByManual { // in the morning: today's may be yet to come
		first = 1
	}
	if s.brief {
		days = []int{55 + s.r.IntN(storyDays-55), 25 + s.r.IntN(26), first + s.r.IntN(22)}
	} else {
		if first > 0 {
			first += s.r.IntN(s.every)
		}
		for day := first; day < storyDays; day += s.every {
			days = append(days, day)
		}
		slices.Reverse(days)
	}
	for i, day := range days {
		at := s.today.AddDate(0, 0, -day).Add(time.Duration(s.hour)*time.Hour + s.within(40*time.Minute)).Truncate(time.Second)
		errored := !s.brief && i > 0 && i < len(days)-1 && s.chance(2)
		s.scans = append(s.scans, s.newScan(at, errored))
	}
}

func (s *scene) newScan(at time.Time, errored bool) models.Scan {
	scan := models.Scan{
		ID: s.id(seedScans), Scope: s.name, Source: s.source, DetectedBy: s.by,
		File:         fmt.Sprintf("drift/%s/%03d.json", strings.ReplaceAll(s.name, "/", "-"), len(s.scans)+1),
		ReportSHA256: make([]byte, 32),
		ScannedAt:    at, CreatedAt: at.Add(40*time.Second + s.within(9*time.Minute)).Truncate(time.Microsecond),
		RefreshOnly: s.refreshOnly, Complete: !errored, Errored: errored,
		Suppressed: models.JSON("{}"), Coverage: models.JSON("[]"), LeftOut: models.JSON("[]"),
	}
	for i := range scan.ReportSHA256 {
		scan.ReportSHA256[i] = byte(s.r.Uint32())
	}
	switch {
	case errored:
		scan.NotClosing = "the tool failed on the way, so it does not list everything that has drifted"
	case s.source == "terraform" && !s.refreshOnly:
		scan.NotClosing = "an ordinary plan may have been made without a refresh and does not say so; a plan made with -refresh-only closes"
	}
	if s.source == "terraform" {
		scan.ReportTime, scan.ToolVersion, scan.FormatVersion = &scan.ScannedAt, "1.11.4", "1.2"
	}
	return scan
}

// finishScans fills in what the scans looked at: every resource of the scope, also
// those that never drift.
func (s *scene) finishScans() {
	quiet := 3
	if !s.brief {
		quiet = 6 + s.r.IntN(20)
	}
	for range quiet {
		s.newResource()
	}
	coverage := s.coverage()
	for i := range s.scans {
		scan := &s.scans[i]
		scan.ReportBytes = int64(1200 + s.r.IntN(900))
		if scan.Errored {
			continue
		}
		scan.Checked, scan.Drifted, scan.Coverage = len(s.resources), scan.Created+scan.Repeated, coverage
		scan.ReportBytes += int64(scan.Checked*(380+s.r.IntN(40)) + scan.Drifted*(2100+s.r.IntN(600)))
		if s.chance(30) {
			scan.Suppressed = models.JSON(fmt.Sprintf(`{"empty":%d,"unchanged":%d}`, 1+s.r.IntN(4), 1+s.r.IntN(3)))
		}
	}
}

func (s *scene) coverage() models.JSON {
	b := make([]byte, 0, 140*len(s.resources))
	for i, r := range s.resources {
		b = append(b, "[,"[min(i, 1)])
		b = append(b, object("address", r.address, "type", r.kind.Type, "id", r.values[varID])...)
	}
	return append(b, ']')
}
