package rules_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A line of many names costs no more than it is long, however far in it begins and its values end or do not, nor do many lines:
// what takes a moment here once took minutes. It compares times of this thread alone, whatever else the machine does.
func TestHideInLongLines(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	took := func(part string, length int) time.Duration {
		indent := ""
		if strings.HasPrefix(part, "a:") {
			indent = strings.Repeat(" ", length)
		}
		text, least := indent+strings.Repeat(part, length/len(part)), time.Hour
		for range 3 {
			began := busy(t)
			hidden(text)
			least = min(least, busy(t)-began)
		}
		return least
	}
	const times, keys = 8, "-----BEGIN PRIVATE KEY-----x-----END PRIVATE KEY-----"
	for _, part := range []string{"password=x12345;", "token={{", "tokens=(", "token=<", `password="`, `\"password\":\"x\",`, "{name: ", "--password x ", "curl -u a:", `("password","`, "a://b:c", "a:b c:d ", "mysql x\n", "echo a ", "useradd -m ", "zip -r ", "<a value ", `<a value="x" `, `<a name="x">b`, "https://a", "curl a \\\n", "a_header token b ", "<<a --password-stdin\n", "echo 'a' | ", keys} {
		length := 5_000
		if part == keys { // which cost little each
			length = 100_000
		}
		// By its length it is 8 times as much, by its square 64 times.
		for attempt := 1; ; attempt++ {
			one, many := took(part, length), took(part, length*times)
			if many <= 3*times*max(one, 100*time.Microsecond) {
				break
			}
			if attempt == 5 {
				t.Errorf("%d characters of %s take %s, %d times as many %s", length, part, one, times, many)
				break
			}
		}
	}
}

// busy is how long the processor has worked for this thread.
func busy(t *testing.T) time.Duration {
	t.Helper()
	var worked unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &worked); err != nil {
		t.Fatal(err)
	}
	return time.Duration(worked.Nano())
}
