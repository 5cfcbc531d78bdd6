package models

// Entity is a row of one table.
type Entity interface {
	// TableName names the table.
	TableName() string
}

// Entities gives an empty row of every table that has an entity. Through their
// gorm tags they say all that the database must have: columns with their types,
// lengths, defaults and NOT NULL, keys, checks and indexes. A foreign key stands
// with its column as SQL has it, references:drifts(id) ON DELETE CASCADE, and not
// as a field of the other entity, which would be empty in every row that is read.
func Entities() []Entity {
	return []Entity{
		Drift{}, User{}, Scan{}, Alert{}, AuditLog{}, CostMetric{}, Session{}, Occurrence{}, DriftSummary{}, ApprovalTerm{},
		Notice{}, Message{}, RuleSet{}, RuleMatch{},
	}
}

// HiddenColumns are the columns of a table that no list reads and a role that only reads
// has no right to: hashes of passwords and of tokens.
func HiddenColumns(table string) []string {
	return map[string][]string{
		Session{}.TableName(): {"refresh_token"},
		User{}.TableName():    {"password_hash"},
	}[table]
}

// changed is an entity whose rows the program changes or deletes.
type changed interface {
	// changedBy is by what: UPDATE, DELETE or both. To lock a row takes UPDATE.
	changedBy() string
}

// WrittenBy is by what the program writes to an entity's table: INSERT and what its method
// changedBy gives, as GRANT takes them.
func WrittenBy(e Entity) string {
	if e, is := e.(changed); is {
		return "INSERT, " + e.changedBy()
	}
	return "INSERT"
}

// audited is an entity about whose rows the program writes audit rows.
type audited interface {
	// actions are those that it writes about them.
	actions() []string
}

// Actions lists every action that the program itself writes into the audit trail.
func Actions() []string {
	var all []string
	for _, e := range Entities() {
		if e, is := e.(audited); is {
			all = append(all, e.actions()...)
		}
	}
	return all
}
