package models

import "time"

// SchemaFigures are what the database tells of itself.
type SchemaFigures struct {
	Server     string             `json:"server"` // PostgreSQL's version
	Schema     string             `json:"schema"`
	Bytes      int64              `json:"bytes"`      // of the tables below, their indexes and TOAST included
	Migrations []AppliedMigration `json:"migrations"` // applied or pending, in order
	Tables     []TableFigures     `json:"tables"`     // the largest first
	// Replica is there where the server is a standby.
	Replica *Replica `json:"replica,omitempty"`
}

// AppliedMigration is one step of the schema.
type AppliedMigration struct {
	ID    string `json:"id"`
	State string `json:"state"` // applied, pending, or unknown: done by a newer program
}

// TableFigures are one table's size as PostgreSQL's catalogue has it.
type TableFigures struct {
	Name       string `json:"name"`
	Rows       int64  `json:"rows"` // an estimate
	TableBytes int64  `json:"tableBytes"`
	IndexBytes int64  `json:"indexBytes"`
	// AnalyzedAt is when the estimate was last refreshed; nil where it never was.
	AnalyzedAt *time.Time `json:"analyzedAt,omitempty"`
}
