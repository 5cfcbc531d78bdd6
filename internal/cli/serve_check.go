package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"
)

// checkPatience is how long a server may take to say whether it is ready: longer than it waits for its database by
// default, so that it can say that, and shorter than the image's HEALTHCHECK waits.
const checkPatience = 5500 * time.Millisecond

// checkServer asks the server at HTTP_ADDR whether it is ready. It asks straight, whatever
// proxy the environment names.
func (a *app) checkServer(cmd *cobra.Command) error {
	c, _, err := a.settings(cmd)
	if err != nil {
		return err
	}
	address := "http://" + reachable(c.HTTPAddr) + "/readyz"
	request, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: checkPatience}
	answer, err := client.Do(request)
	if err != nil {
		return unanswered(address, err)
	}
	defer answer.Body.Close()
	var told struct{ Status, Detail any } // of a problem the status is a number
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil {
		return fmt.Errorf("%s answers %s, and not as this program does", address, answer.Status)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %v", address, told.Detail)
	}
	fmt.Fprintln(a.out, told.Status)
	return nil
}

// unanswered says why a server gave no answer.
func unanswered(address string, err error) error {
	var of *url.Error
	switch {
	case errors.As(err, &of) && of.Timeout():
		return fmt.Errorf("%s did not answer within %s", address, checkPatience)
	case of != nil:
		err = of.Err
	}
	return fmt.Errorf("nothing answers at %s: %w", address, err)
}

// reachable is an address that a browser on this machine can open.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
