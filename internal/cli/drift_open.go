package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func driftOpen(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "open DRIFT", Args: arguments(1, 1), DisableFlagsInUseLine: true,
		Short: "Open the page about a drift in the browser",
		Long: "Open opens the page about a drift in the browser, and writes its address where there is\n" +
			"no browser or the output is no terminal. The page is at PUBLIC_URL, else where serve\n" +
			"listens by HTTP_ADDR.\n\n" + driftWords,
		Example:           "  guardian drift open 5f2b1d5e\n  guardian drift open prod/network/aws_vpc.main",
		ValidArgsFunction: a.completeDrifts(1, models.Statuses()),
		RunE: func(cmd *cobra.Command, args []string) error {
			named, err := models.ParseDriftReference(args[0])
			if err != nil {
				return err
			}
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			pages, err := pagesAt(c)
			if err != nil {
				return err
			}
			var drift models.DriftBrief
			err = a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) (err error) {
				drift, err = store.Drifts.Find(ctx, named)
				return err
			})
			if err != nil {
				return err
			}
			return a.open(pages+"/debug/drifts/"+drift.ID.String(), c)
		},
	}
}

// pagesAt is where the pages are.
func pagesAt(c config.Config) (string, error) {
	if c.PublicURL != "" {
		return c.PublicURL, nil
	}
	if _, port, _ := net.SplitHostPort(c.HTTPAddr); port == "0" {
		return "", &config.Error{
			Setting: "HTTP_ADDR", Want: "the port that serve listens on", Got: c.HTTPAddr,
			Hint: "port 0 is another one each time; PUBLIC_URL says where the pages are",
		}
	}
	return "http://" + reachable(c.HTTPAddr), nil
}

// open writes an address, and opens it where somebody can see it and it leads somewhere.
func (a *app) open(address string, c config.Config) error {
	fmt.Fprintln(a.out, address)
	if out, ok := a.out.(*result); !ok || !out.terminal {
		return nil
	}
	if c.PublicURL == "" && !listens(reachable(c.HTTPAddr)) {
		a.complain("nothing listens there; guardian serve does, where it runs elsewhere PUBLIC_URL says where")
		return nil
	}
	browser := browserCommand(os.Getenv)
	if browser == nil {
		return nil
	}
	path, err := exec.LookPath(browser[0])
	if err != nil {
		return nil // the address is there
	}
	opening := exec.Command(path, append(browser[1:], address)...)
	if err := opening.Start(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return opening.Process.Release() // a browser may stay for as long as it likes
}

// listens says whether somebody takes connections at an address.
func listens(addr string) bool {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err == nil {
		conn.Close()
	}
	return err == nil
}

// browserCommand opens an address in the browser; nil where there is no screen for one.
func browserCommand(env func(string) string) []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	if env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "" && env("BROWSER") == "" {
		return nil
	}
	return []string{"xdg-open"}
}
