// Package seed fills the ledger with realistic data: the estate of a company with
// its accounts, scopes and people, scanned for 90 days.
//
// Nothing in it is a list of ready rows. Scopes are scanned on their days, resources
// drift, people triage, approve, reject and resolve in office hours, scans find
// things in order again, further changes supersede older ones, and every row
// follows from that: so the columns, the audit trail, the alerts, the costs and the
// counts on the scans tell one story. The resources and what happens to them are in
// resources/*.json.
//
// The same random seed gives the same rows, ids included; times are relative to
// now, and password hashes have a salt of their own.
package seed
