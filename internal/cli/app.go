package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/internal/postgres"
)

// app is what the commands of one run share.
type app struct {
	in       io.Reader
	out, err io.Writer
}

// settings reads the settings and makes the logger that they ask for.
func (a *app) settings(cmd *cobra.Command) (config.Config, *logrus.Logger, error) {
	dir, err := os.Getwd()
	if err != nil {
		return config.Config{}, nil, err
	}
	c, err := config.Load(os.LookupEnv, dir, config.FlagValues(cmd.Flags()))
	if err != nil {
		return c, nil, err
	}
	if err = checkURL("DATABASE_URL", c.DatabaseURL); err == nil {
		err = checkURL("DATABASE_READ_URL", c.DatabaseReadURL)
	}
	return c, c.Logger(a.err, isTerminal(a.err)), err
}

func checkURL(setting string, url config.Secret) error {
	if url == "" {
		return nil
	}
	if err := postgres.CheckURL(url.Reveal()); err != nil {
		return &config.Error{Setting: setting, Want: "a PostgreSQL URL or keywords", Hint: err.Error()}
	}
	return nil
}

// shared makes a stream one that the log and what a command says may write to at once,
// as files are already.
func shared(stream io.Writer) io.Writer {
	if _, isFile := stream.(*os.File); isFile {
		return stream
	}
	return &sharedWriter{w: stream}
}

type sharedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *sharedWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}

// isTerminal says whether a stream is a person's terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// writeJSON writes a result as JSON. Digits and < > & stay as they are. What would steer a
// terminal, or turn the order of what it shows around, stands as its escape.
func (a *app) writeJSON(v any) error {
	enc := json.NewEncoder(config.Inert{Writer: a.out})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// complain writes one line to standard error.
func (a *app) complain(text string) {
	fmt.Fprintln(a.err, "guardian: "+visible(strings.Join(strings.Fields(text), " ")))
}
