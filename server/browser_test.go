package server_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
	"github.com/clouddrift/guardian/server"
)

// browser is Chromium with a look at what a page does besides showing itself.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
	page string // where it is, for what failed

	mu      sync.Mutex
	foreign []string // requests to other hosts

	messages iter.Seq2[chromedp.ConsoleMessage, error]
	close    context.CancelFunc
}

// TestInABrowser looks at the pages of seeded data in one Chromium, each part in a tab
// of its own. Without Chromium, which .ci/run installs, it is skipped.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	chromium, base := startChromium(t), seededSite(t)
	for name, look := range map[string]func(*testing.T, *browser){
		"Walk": walkThePages, "Questions": askOfTheNight, "Axe": holdToAxe, "Print": printAndCut, "Focus": seenInFocus,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t, chromium, base)
			defer b.quiet()
			look(t, b)
		})
	}
}

// startChromium gives a context whose children are tabs.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on the PATH (Debian: apt-get install chromium): the pages are not looked at in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true))
	whole, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // Chromium's start included
	t.Cleanup(cancel)
	allocator, cancel := chromedp.NewExecAllocator(whole, options...)
	t.Cleanup(cancel)
	chromium, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	must(t, chromedp.Do(chromium, chromedp.Navigate("about:blank"))) // the browser lives as long as the context of this call
	return chromium
}

func newTab(t *testing.T, chromium context.Context, base string) *browser {
	t.Helper()
	tab, cancel := chromedp.NewContext(chromium)
	t.Cleanup(cancel)
	b := &browser{t: t, base: base, ctx: tab}
	must(t, chromedp.Do(tab, chromedp.Navigate("about:blank")))
	_, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{})
	must(t, err)
	must(t, chromedp.Listen(b.ctx, b.see))
	console, stop := context.WithCancel(b.ctx)
	t.Cleanup(stop)
	b.messages, b.close = chromedp.Console(console), stop
	return b
}

// seededSite serves the seed's own story on a port of its own.
func seededSite(t *testing.T) string {
	t.Helper()
	database := testdb.New(t)
	store, err := repositories.Open(t.Context(), repositories.Config{URL: database.Owner().URL})
	must(t, err)
	defer store.Close()
	_, err = seed.Run(t.Context(), store, seed.Options{Now: clockOf(t, database.URL)})
	must(t, err)
	applySome(t, store)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: database.Reader().URL})
	must(t, err)
	t.Cleanup(reader.Close)
	site := httptest.NewServer(newHandler(reader, standAt(clockOf(t, database.URL)), func(cfg *server.Config) { cfg.Version = "1.0.0" }))
	t.Cleanup(site.Close)
	return site.URL
}

// applySome brings rules into force, as an admin of the seed's.
func applySome(t *testing.T, store *repositories.Store) {
	t.Helper()
	admins, err := store.Users.List(t.Context(), models.UserFilter{Role: []models.Role{models.RoleAdmin}, Active: new(true)}, models.PageRequest{})
	must(t, err)
	_, _, err = store.Rules.Apply(t.Context(), models.ApplyRulesInput{
		File: "rules.hcl", Source: "ignore \"sizes that the autoscaler sets\" {\n  type   = [\"aws_autoscaling_group\"]\n  path   = [\"desired_capacity\"]\n  reason = \"target tracking owns it\"\n}\n",
		By:    admins.Items[0].ID,
		Rules: []models.RuleLine{{Key: `ignore "sizes that the autoscaler sets"`, Kind: "ignore", Line: 1, Reason: "target tracking owns it"}},
	})
	must(t, err)
}

func (b *browser) see(event any) {
	e, ok := event.(*network.EventRequestWillBeSent)
	if !ok || strings.HasPrefix(e.Request.URL, b.base) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.foreign = append(b.foreign, e.Request.URL)
}

// patience is how long a page may take for one thing that it is asked.
const patience = 20 * time.Second

// within does one thing in the browser and fails, saying what it was and on which
// page, where that does not come about in time.
func (b *browser) within(what string, do func(context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := do(ctx)
	if errors.Is(err, context.DeadlineExceeded) && b.ctx.Err() == nil {
		err = fmt.Errorf("did not come about in %s", patience)
	}
	if err != nil {
		b.t.Fatalf("%s, %s: %v", b.page, what, err)
	}
}

func (b *browser) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.within(what, func(ctx context.Context) error { return chromedp.Do(ctx, actions...) })
}

// run gives what an action finds on the page.
func run[T any](b *browser, what string, action chromedp.Action[T]) (v T) {
	b.t.Helper()
	b.within(what, func(ctx context.Context) (err error) {
		v, err = chromedp.Run(ctx, action)
		return err
	})
	return v
}

// evaluate gives what a script finds on the page.
func evaluate[T any](b *browser, script string) T {
	b.t.Helper()
	return run(b, script, chromedp.Evaluate[T](script))
}

// open goes to a path in a window of a width, light or dark.
func (b *browser) open(path string, width int64, scheme string) {
	b.t.Helper()
	b.page = path
	b.look(width, scheme)
	b.do("waiting for footer", chromedp.Navigate(b.base+path), chromedp.WaitReady(chromedp.CSS("footer")))
}

// look makes the window as wide and as light as is wanted, and leaves the page.
func (b *browser) look(width int64, scheme string) {
	b.t.Helper()
	b.within("asking for the colours "+scheme, func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
	b.do("setting the width", chromedp.EmulateViewport(width, 800))
}

func (b *browser) text(selector string) string {
	b.t.Helper()
	return run(b, "waiting for the text of "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// follow clicks and waits for the page that comes of it.
func (b *browser) follow(selector string) {
	b.t.Helper()
	b.within("clicking "+selector+" and waiting for the page that comes of it", func(ctx context.Context) error {
		_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
		return err
	})
	b.page = b.address().RequestURI()
	b.do("waiting for footer", chromedp.WaitReady(chromedp.CSS("footer")))
}

func (b *browser) address() *url.URL {
	b.t.Helper()
	u, err := url.Parse(run(b, "asking for the address", chromedp.Location()))
	must(b.t, err)
	return u
}

// picture writes what is seen into the folder that GUARDIAN_SCREENSHOTS names, for
// the README; height 0 is the whole page.
func (b *browser) picture(name string, width, height int64) {
	b.t.Helper()
	folder := os.Getenv("GUARDIAN_SCREENSHOTS")
	if folder == "" {
		return
	}
	if height == 0 {
		height = evaluate[int64](b, "document.documentElement.scrollHeight")
	}
	beyond := true
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: float64(width), Height: float64(height), Scale: 1},
	})
	must(b.t, err)
	must(b.t, os.WriteFile(filepath.Join(folder, name+".png"), shot.Data, 0o644))
}

// quiet fails where a page asked another host for something or the console
// complained. The tab is closed by it.
func (b *browser) quiet() {
	b.t.Helper()
	b.close()
	for m, err := range b.messages {
		if err != nil {
			break // the tab is closed
		}
		if !strings.Contains(m.URL, refused) { // the browser notes every 400
			b.t.Errorf("the console says: %s", m)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range b.foreign {
		b.t.Errorf("a page asked for %s", u)
	}
}
