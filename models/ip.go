package models

import (
	"database/sql/driver"
	"fmt"
	"net/netip"
	"strings"
)

// IP is an address of an inet column.
type IP struct{ netip.Addr }

// ParseIP reads an IPv4 or IPv6 address without a zone, which inet cannot hold.
func ParseIP(s string) (IP, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return IP{}, Invalid("ipAddress", "takes an IPv4 or IPv6 address")
	}
	return IP{a}, nil
}

// Value implements driver.Valuer.
func (i IP) Value() (driver.Value, error) { return i.String(), nil }

// Scan implements sql.Scanner; a netmask is dropped.
func (i *IP) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("ipAddress: cannot read %T", src)
	}
	address, _, _ := strings.Cut(s, "/")
	v, err := ParseIP(address)
	if err == nil {
		*i = v
	}
	return err
}
