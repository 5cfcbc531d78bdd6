// Package pgserver runs a private PostgreSQL of this program's own, for whoever has
// no server: it finds or downloads the programs, makes a cluster in a data
// directory, and starts, shares and stops the server.
//
// Nothing that this package returns or logs holds a password.
package pgserver
