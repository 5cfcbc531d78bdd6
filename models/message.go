package models

import (
	"time"

	"github.com/google/uuid"
)

// MessageStatus is how far a message has come.
type MessageStatus string

// The statuses of messages.
const (
	// MessageWaiting is to be tried, for the first time or again.
	MessageWaiting MessageStatus = "waiting"
	// MessageSent was taken by its channel.
	MessageSent MessageStatus = "sent"
	// MessageGivenUp is tried no more.
	MessageGivenUp MessageStatus = "given_up"
)

// MessageStatuses lists them.
func MessageStatuses() []MessageStatus {
	return []MessageStatus{MessageWaiting, MessageSent, MessageGivenUp}
}

// Message is what goes to one channel: a row of messages. There is one for each scope
// and owner of what was due at once.
type Message struct {
	// ID is the message's own id, the same in each attempt.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_messages_created_at_id,priority:2,sort:desc;index:idx_messages_status,priority:3,sort:desc;index:idx_messages_channel,priority:3,sort:desc"`
	// Channel is the channel's name; its address is kept nowhere.
	Channel string `gorm:"column:channel;type:text;not null;index:idx_messages_channel,priority:1"`
	// Scope and Owner are what it is about and whose; "" where there is none.
	Scope string `gorm:"column:scope;type:text;not null;default:''"`
	Owner string `gorm:"column:owner;type:text;not null;default:''"`
	// Severity is the gravest of what it tells.
	Severity Severity `gorm:"column:severity;type:varchar(20);not null;check:valid_message_severity,severity IN ('critical','warning','info')"`
	// Title is its first line.
	Title string `gorm:"column:title;type:text;not null"`
	// Body is what it tells, as package telling writes and reads it.
	Body JSON `gorm:"column:body;type:jsonb;not null"`
	// Status says whether it waits, was sent or was given up.
	Status MessageStatus `gorm:"column:status;type:varchar(20);not null;default:waiting;check:valid_message_status,status IN ('waiting','sent','given_up');index:idx_messages_status,priority:1"`
	// Attempts is how often it was tried.
	Attempts int `gorm:"column:attempts;type:integer;not null;default:0"`
	// NextAt is when it is tried next; while it is being sent, when another may take it up.
	NextAt time.Time `gorm:"column:next_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_messages_due,where:status = 'waiting'"`
	// LastError is why the last attempt failed, without any address; "" where none did.
	LastError string `gorm:"column:last_error;type:text;not null;default:''"`
	// SentAt and GivenUpAt are when it was sent or given up.
	SentAt    *time.Time `gorm:"column:sent_at;type:timestamptz"`
	GivenUpAt *time.Time `gorm:"column:given_up_at;type:timestamptz"`
	// CreatedAt is when it was made.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_messages_created_at_id,priority:1,sort:desc;index:idx_messages_status,priority:2,sort:desc;index:idx_messages_channel,priority:2,sort:desc"`
}

// TableName names the table for gorm.
func (Message) TableName() string { return "messages" }

func (Message) changedBy() string {
	return "UPDATE (status, attempts, next_at, last_error, sent_at, given_up_at)"
}

// MessageResponse is a message as JSON shows it.
type MessageResponse struct {
	ID        uuid.UUID     `json:"id"`
	Channel   string        `json:"channel"`
	Scope     string        `json:"scope,omitempty"`
	Owner     string        `json:"owner,omitempty"`
	Severity  Severity      `json:"severity"`
	Title     string        `json:"title"`
	Status    MessageStatus `json:"status"`
	Attempts  int           `json:"attempts"`
	NextAt    time.Time     `json:"nextAt"`
	LastError string        `json:"lastError,omitempty"`
	SentAt    *time.Time    `json:"sentAt,omitempty"`
	GivenUpAt *time.Time    `json:"givenUpAt,omitempty"`
	CreatedAt time.Time     `json:"createdAt"`
}

// Response gives the message as JSON shows it.
func (m Message) Response() MessageResponse {
	return MessageResponse{
		ID: m.ID, Channel: m.Channel, Scope: m.Scope, Owner: m.Owner, Severity: m.Severity, Title: m.Title, Status: m.Status,
		Attempts: m.Attempts, NextAt: m.NextAt.UTC(), LastError: m.LastError, SentAt: utc(m.SentAt), GivenUpAt: utc(m.GivenUpAt),
		CreatedAt: m.CreatedAt.UTC(),
	}
}

// MessageFilter says which messages to list; an empty field does not narrow the list.
type MessageFilter struct {
	Status  []MessageStatus
	Channel []string
}

// MessageFilters describes the filters of messages.
func MessageFilters() []Filter[MessageFilter] {
	type F = MessageFilter
	type line = FilterLine
	return []Filter[F]{
		words(line{Name: "status", Label: "Status", Help: "messages of this `STATUS`", Column: "status"},
			MessageStatuses(), func(f *F) *[]MessageStatus { return &f.Status }),
		anyTexts(line{Name: "channel", Label: "Channel", Hint: "oncall", Help: "messages to this `CHANNEL`", Column: "channel"},
			func(f *F) *[]string { return &f.Channel }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f MessageFilter) Validate() error { return validateFilter(f, MessageFilters()) }
