package migrations

// WithList replaces the embedded migrations by others: each an id and its SQL.
func WithList(o Options, steps ...[2]string) Options {
	o.list = []migration{}
	for _, s := range steps {
		o.list = append(o.list, migration{id: s[0], up: s[1], down: "SELECT 1"})
	}
	return o
}

// RefuseServer lets tests ask about servers that are not at hand.
var RefuseServer = refuseServer

// Files are the embedded migrations.
var Files = files

// Statements are what a file is run as.
var Statements = statements
