// Package models is the domain of CloudDrift Guardian: one entity a table, the
// inputs and filters that the repositories take, the responses that go out, the
// enums, and the errors.
//
// An entity mirrors its table column by column through its gorm tags; the tags
// are plain text, so nothing here needs gorm or a database, and `schema verify`
// holds them to the live tables (see [Entities]). What goes out over HTTP or to a
// terminal is a response type, never an entity: a response has no field that could
// carry a password hash or a token. Entities and inputs that hold a secret print
// without it.
//
// Conventions: ids are UUIDs, times are UTC, money is US dollars with two
// decimals ([Money]), JSON keeps every digit it came with ([JSON]), and an
// optional column is a pointer that is nil for NULL.
//
// Every input has a Validate method that returns nil or an [*Error] of kind
// [ErrInvalid] which names each field by its JSON name. The package imports no
// other package of this project.
package models
