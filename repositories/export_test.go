package repositories

import "github.com/clouddrift/guardian/models"

// HasClause says whether filters of a name have a clause of their own.
func HasClause(name string) bool { return clauses[name] != nil }

// Clauses are the names of the filters that have one.
func Clauses() []string { return models.SortedKeys(clauses) }
