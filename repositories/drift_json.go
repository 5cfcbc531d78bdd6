package repositories

import (
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// appendDriftJSON writes a row's values as they came: text and JSON as their text,
// ids and times in PostgreSQL's binary format, which is what pgx asks for. A
// column that is NULL, or not shown, is left out.
func appendDriftJSON(b []byte, values [][]byte, columns []driftColumn) (_ []byte, err error) {
	b = append(b, '{')
	none := true
	for i, v := range values {
		column := columns[i]
		if v == nil || column.key == "" {
			continue
		}
		if !none {
			b = append(b, ',')
		}
		none = false
		b = append(b, column.key...)
		switch column.kind {
		case jsonRaw:
			b = append(b, v...)
		case jsonMoney:
			b, err = appendMoney(b, v)
		case jsonUUID:
			b, err = appendUUID(b, v)
		case jsonTime:
			b, err = appendTime(b, v)
		default:
			b, err = appendText(b, v)
		}
		if err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

// appendMoney writes an amount, and refuses as whoever scans it does the one of PostgreSQL's that is none: JSON has
// no word for it.
func appendMoney(b, v []byte) ([]byte, error) {
	if string(v) == "NaN" {
		return b, new(models.Money).Scan(string(v))
	}
	return append(b, v...), nil
}

// appendUUID writes an id: 16 bytes, or its text where the connection speaks text
// alone, as it may behind PgBouncer.
func appendUUID(b, v []byte) ([]byte, error) {
	if len(v) != 16 {
		return appendText(b, v)
	}
	text, err := uuid.UUID(v).MarshalText()
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"'), err
}

// postgresEpoch is the zero of PostgreSQL's binary times, in microseconds of Unix.
var postgresEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// appendTime writes a time: 8 bytes of microseconds, or its text. It refuses what PostgreSQL has beyond the years of RFC 3339,
// infinity too, which is either form's 8 bytes of a year far away.
func appendTime(b, v []byte) (_ []byte, err error) {
	var t time.Time
	if len(v) == 8 {
		t = time.UnixMicro(postgresEpoch + int64(binary.BigEndian.Uint64(v)))
	} else if t, err = time.Parse("2006-01-02 15:04:05.999999Z07", string(v)); err != nil {
		return b, err
	}
	b, err = t.UTC().AppendText(append(b, '"'))
	return append(b, '"'), err
}

// appendText quotes a text; most hold nothing that wants escaping.
func appendText(b, v []byte) ([]byte, error) {
	for _, c := range v {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, err := models.EncodeJSON(string(v))
			return append(b, quoted...), err
		}
	}
	b = append(b, '"')
	b = append(b, v...)
	return append(b, '"'), nil
}
