package pages

import (
	"strconv"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Messages is the list of what people were told or are to be.
func Messages(now time.Time, messages []models.Message) Table {
	t := Table{
		Title: "Messages", Lead: "What goes to the channels of the rules: sent by guardian notify.",
		Columns: []string{"Severity", "Message", "Channel", "Made", "Status", "Attempts"},
		Empty:   "No message was made yet: guardian notify makes them of what is due, for the channels of the rules.",
	}
	for _, m := range messages {
		t.Rows = append(t.Rows, []cell{
			{Kind: "severity", Text: string(m.Severity)},
			{Kind: "text", Text: m.Title, Sub: m.LastError},
			textCell(m.Channel), timeCell(now, m.CreatedAt), messageStatus(now, m), textCell(strconv.Itoa(m.Attempts)),
		})
	}
	return t
}

// messageStatus says since when a message is sent or given up, or that it waits.
func messageStatus(now time.Time, m models.Message) cell {
	switch m.Status {
	case models.MessageSent:
		c := timeCellOr(now, m.SentAt, textCell("sent"))
		c.Sub = "sent"
		return c
	case models.MessageGivenUp:
		c := timeCellOr(now, m.GivenUpAt, textCell("given up"))
		c.Sub = "given up"
		return c
	}
	c := textCell("waiting")
	if m.NextAt.After(now) {
		c.Sub = "until " + m.NextAt.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	return c
}
