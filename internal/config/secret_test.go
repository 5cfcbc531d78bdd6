package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/config"
)

func TestSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	c := config.Config{DatabaseURL: "postgres://ann:hunter2@db/x", DatabaseReadURL: "hunter2", AdminToken: "hunter2"}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T"} {
		fmt.Fprintf(&out, verb+"\n", c)
		fmt.Fprintf(&out, verb+"\n", &c)
		fmt.Fprintf(&out, verb+"\n", c.AdminToken)
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	for _, format := range []string{"text", "json"} {
		log := config.Config{LogFormat: format, LogLevel: logrus.InfoLevel}.Logger(&out, false)
		log.WithField("config", c).WithField("token", c.AdminToken).Info(c, c.AdminToken)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("settings", "config", c, "token", c.AdminToken)
	shown := out.String()
	if strings.Contains(shown, "hunter2") || strings.Contains(shown, "68756e74") {
		t.Errorf("a secret shows:\n%s", shown)
	}
	if !strings.Contains(shown, "(set)") {
		t.Errorf("nothing says that the secret is set:\n%s", shown)
	}
	if got := c.AdminToken.Reveal(); got != "hunter2" {
		t.Errorf("Reveal = %q", got)
	}
	if got := config.Secret("").String(); got != "" {
		t.Errorf("an empty secret shows as %q", got)
	}
}
