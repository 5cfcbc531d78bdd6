package server

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

const (
	// exportTimeout is the longest that a download may take in all.
	exportTimeout = time.Hour
	// stallTimeout is how long a client may take no byte before it is given up.
	stallTimeout = 30 * time.Second
	// exportBuffer is what is gathered before it goes out. A failure before that
	// is still an ordinary error.
	exportBuffer = 64 << 10
)

// exporter writes all rows of a list in a format.
type exporter func(ctx context.Context, w io.Writer, f format) error

// exportOf makes an exporter of a stream and of what JSON shows of a row: of all of it
// where columns are nil.
func exportOf[E, R any](stream func(context.Context, func(E) error) error, response func(E) R, columns []models.Column) exporter {
	return func(ctx context.Context, w io.Writer, f format) error {
		if f == "ndjson" {
			lines := json.NewEncoder(w)
			lines.SetEscapeHTML(false)
			return stream(ctx, func(e E) error {
				if columns != nil {
					_, err := w.Write(append(models.ColumnsJSON(response(e), columns), '\n'))
					return err
				}
				return lines.Encode(response(e))
			})
		}
		if columns == nil {
			columns = models.Columns(*new(R))
		}
		rows := csv.NewWriter(w)
		var record []string
		if err := rows.Write(models.ColumnNames(columns)); err != nil {
			return err
		}
		err := stream(ctx, func(e E) error {
			record = csvRecord(record[:0], response(e), columns)
			return rows.Write(record)
		})
		if err != nil {
			return err // nothing is flushed, so that a failure before the first row is still an error
		}
		rows.Flush()
		return rows.Error()
	}
}

// download streams a list in constant memory. Once the first bytes are out, a
// failure breaks the connection off, so that nobody takes half a list for a
// whole one. A client that goes away ends the query with the request's context.
func (s *site) download(c *gin.Context, name string, f format, export exporter) error {
	kind := "application/x-ndjson"
	if f == "csv" {
		kind = "text/csv; charset=utf-8; header=present"
	}
	tag, err := s.exportTag(c, f)
	if err != nil {
		return err
	}
	if tag != "" && hasTag(c.Request.Header.Values("If-None-Match"), tag) {
		notModified(c, tag)
		return nil
	}
	head := func() {
		if tag != "" {
			setTag(c, tag)
		}
		c.Header("Content-Type", kind)
		c.Header("Content-Disposition", `attachment; filename="`+name+"-"+s.now().UTC().Format("20060102T150405Z")+"."+string(f)+`"`)
		c.Status(http.StatusOK)
	}
	if c.Request.Method == http.MethodHead {
		head()
		return nil
	}
	release, err := s.limit.export()
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithTimeout(c.Request.Context(), exportTimeout)
	defer cancel()
	out := &patient{to: c.Writer, control: http.NewResponseController(c.Writer), begin: head}
	w := bufio.NewWriterSize(out, exportBuffer)
	err = export(ctx, w, f)
	if err == nil {
		err = w.Flush()
	}
	if err == nil && !out.begun {
		head() // an empty list has no bytes to begin with
	}
	if err == nil || !out.begun {
		return err
	}
	s.breakOff(c, err, out.failed)
	return nil
}

// exportTag is the ETag of a download: it stays as long as the ledger does, to a client that
// asks the same. What depends on the time of asking has none.
func (s *site) exportTag(c *gin.Context, f format) (string, error) {
	asked := c.Request.URL.Query()
	if s.reader.Pool().Max == 0 { // there is no database
		return "", nil
	}
	for _, parameter := range []string{"since", "until", "asOf", "stale"} { // may be ages
		if asked.Has(parameter) {
			return "", nil
		}
	}
	if !c.GetBool(hasETag) {
		return "", nil
	}
	held, err := s.reader.Snapshot(c.Request.Context())
	if err != nil {
		return "", err
	}
	return etagOf([]byte(strings.Join([]string{held, s.version, string(f), c.Request.URL.Path, asked.Encode()}, "\x00"))), nil
}

// breakOff ends an answer whose beginning is out already. The client has seen 200;
// the access log and the metrics get the status of what became of it.
func (s *site) breakOff(c *gin.Context, cause error, refused bool) {
	status := problemOf(cause).Status
	switch {
	case s.stopping.Load():
		status, cause = http.StatusServiceUnavailable, errors.New("the server stops")
	case refused || errors.Is(c.Request.Context().Err(), context.Canceled):
		status = statusClientGone
	}
	c.Set(brokenOff, status)
	if status != statusClientGone {
		s.log.WithField("requestId", requestID(c)).WithError(cause).Error("a download broke off")
	}
	panic(http.ErrAbortHandler)
}

// patient writes to a client for as long as it takes something now and then.
type patient struct {
	to      io.Writer
	control *http.ResponseController
	begin   func() // before the first byte
	begun   bool
	failed  bool // the client takes no more
}

func (p *patient) Write(b []byte) (int, error) {
	if !p.begun {
		p.begun = true
		p.begin()
	}
	_ = p.control.SetWriteDeadline(time.Now().Add(stallTimeout)) // a test's recorder has none
	n, err := p.to.Write(b)
	p.failed = err != nil
	return n, err
}
