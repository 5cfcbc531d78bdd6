package repositories_test

// shelf is what the tests know of a repository. It stands in the file of the repository's
// tests: var _ = shelve("Notes", shelf{noteSuite, noteList, noteWrites}).
type shelf struct {
	// suite is what its methods do and refuse, on a ledger of its own.
	suite func(l *ledger)
	// list is its list, with filters that people use together.
	list func(l *ledger) list
	// write calls each method that writes, on a ledger that has rows of every table.
	write func(l *ledger)
}

// shelves has the shelf of each repository by its field of Store.
var shelves = map[string]shelf{}

func shelve(name string, s shelf) bool {
	shelves[name] = s
	return true
}
