package repositories

// HasClause says whether filters of a name have a clause of their own.
func HasClause(name string) bool { return clauses[name] != nil }
