// Package telling tells people what is due to be told.
//
// A round of [Teller.Round] puts down what only the clock brings about (dates that passed,
// rules and approvals that ended), makes messages of all that waits (compose.go), and sends
// those whose time has come (round.go): as a Standard Webhook (webhook.go), to Prometheus'
// Alertmanager (alertmanager.go), or through shoutrrr (shoutrrr.go). Any number of rounds may
// run at once, on any number of machines.
//
// A channel's address is a secret. It stands in the environment alone: no row, no error and
// no line of the log has any part of it (failure.go).
package telling
