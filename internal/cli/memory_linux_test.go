package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testledger"
)

// BenchmarkMemory measures the most memory that the program itself takes, once: served to 32 connections
// for a while, and importing a report of 500 MB:
//
//	go test -run '^$' -bench Memory -benchtime 1x ./internal/cli
func BenchmarkMemory(b *testing.B) {
	database := "DATABASE_URL=" + testledger.URL(b)
	b.Run("serve", func(b *testing.B) {
		for range b.N {
			cmd, out, _ := startProgram(b, []string{database}, "serve")
			said := out.wait(b.Context(), b, "/debug/drifts")
			report := watchPeak(b, cmd)
			askFor(b, regexp.MustCompile(`http://[\d.:]+`).FindString(said), 15*time.Second)
			if status := signalled(b, cmd, os.Interrupt); status != 0 {
				b.Fatalf("serve ends with status %d", status)
			}
			report()
		}
	})
	b.Run("import-of-500MB", func(b *testing.B) {
		file := filepath.Join(b.TempDir(), "plan.json")
		size := writeLargePlan(b, file, 500_000_000)
		for range b.N {
			begin := time.Now()
			cmd := program(b, []string{database}, "import", "--scope", "bench/"+uuid.NewString(), "--output", "json", file)
			if err := cmd.Start(); err != nil {
				b.Fatal(err)
			}
			report := watchPeak(b, cmd)
			if err := cmd.Wait(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(begin).Seconds(), "s")
			report()
		}
		b.ReportMetric(float64(size)/1e6, "MB")
	})
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// watchPeak reads while a program runs how much memory it has had in use at most, which the function that it gives reports.
// What the kernel says of a program that has ended (ru_maxrss) is no less than what whoever started it had in use.
func watchPeak(b *testing.B, cmd *exec.Cmd) (report func()) {
	ended, most := make(chan struct{}), make(chan int)
	go func() {
		kB := 0
		for again := time.NewTicker(20 * time.Millisecond); ; {
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)) // one that has ended says nothing more
			if found := peak.FindSubmatch(status); found != nil {
				kB, _ = strconv.Atoi(string(found[1]))
			}
			select {
			case <-ended:
				most <- kB
				return
			case <-again.C:
			}
		}
	}()
	return func() {
		close(ended)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(<-most)/1024, "peak-MiB")
	}
}

// askFor has 32 connections ask for pages, lists and downloads for a while.
func askFor(b *testing.B, site string, long time.Duration) {
	b.Helper()
	paths := []string{"/debug/drifts", "/debug/drifts?format=html", "/debug?format=html", "/debug/drifts?limit=500", "/debug/scopes", "/debug/drifts?format=csv&severity=critical"}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	end := time.Now().Add(long)
	var group sync.WaitGroup
	for worker := range 32 {
		group.Go(func() {
			for n := worker; time.Now().Before(end); n++ {
				answer, err := client.Get(site + paths[n%len(paths)])
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.CopyN(io.Discard, answer.Body, 8<<20) // of a download the begin suffices
				answer.Body.Close()
			}
		})
	}
	group.Wait()
	client.CloseIdleConnections()
}

// writeLargePlan writes a plan of so many bytes or a little more, of whose resources each tenth has drifted,
// and gives its size.
func writeLargePlan(b *testing.B, path string, bytes int) int64 {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<20)
	pad := strings.Repeat("0123456789", 80)
	values := func(i, size int) string {
		return fmt.Sprintf(`{"id":"i-%d","arn":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%[1]d","size":%d,"tags":{"Name":"%[1]d"},"user_data":%[3]q}`, i, size, pad)
	}
	list := func(from, step, resources int, entry string, sides ...int) {
		for i := from; i < resources; i += step {
			if i > from {
				w.WriteByte(',')
			}
			args := []any{i}
			for _, side := range sides {
				args = append(args, values(i, side))
			}
			fmt.Fprintf(w, entry, args...)
		}
	}
	const head = `{"address":"aws_instance.web[%d]","mode":"managed","type":"aws_instance","name":"web",`
	resources := bytes / 3_400
	w.WriteString(`{"format_version":"1.2","complete":true,"resource_drift":[`)
	list(0, 10, resources, head+`"change":{"actions":["update"],"before":%s,"after":%s}}`, 1, 2)
	w.WriteString(`],"resource_changes":[`)
	list(0, 1, resources, head+`"change":{"actions":["no-op"],"before":%s,"after":%s}}`, 1, 1)
	w.WriteString(`],"prior_state":{"values":{"root_module":{"resources":[`)
	list(0, 1, resources, head+`"values":%s}`, 1)
	w.WriteString(`]}}}}`)
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}
