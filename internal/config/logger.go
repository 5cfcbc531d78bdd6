package config

import (
	"io"

	"github.com/sirupsen/logrus"
)

// logTime is RFC 3339 with milliseconds.
const logTime = "2006-01-02T15:04:05.000Z07:00"

// Logger returns a logger that writes to out at LogLevel, with times in UTC. LogFormat "" is text when out is a
// terminal, else JSON; colours are for terminals alone.
func (c Config) Logger(out io.Writer, isTerminal bool) *logrus.Logger {
	log := logrus.New()
	log.SetOutput(out)
	log.SetLevel(c.LogLevel)
	if c.LogFormat == "text" || c.LogFormat == "" && isTerminal {
		var text logrus.Formatter = &logrus.TextFormatter{FullTimestamp: true, TimestampFormat: logTime, DisableColors: !isTerminal}
		if isTerminal { // elsewhere it quotes messages
			text = onTerminal{text}
		}
		log.SetFormatter(utc{text})
	} else {
		log.SetOutput(Inert{out})
		log.SetFormatter(utc{&logrus.JSONFormatter{TimestampFormat: logTime}})
	}
	return log
}

// utc turns the time of every entry to UTC; logrus has no option for it.
type utc struct{ logrus.Formatter }

// Format formats the entry, its time in UTC.
func (f utc) Format(entry *logrus.Entry) ([]byte, error) {
	entry.Time = entry.Time.UTC()
	return f.Formatter.Format(entry)
}
