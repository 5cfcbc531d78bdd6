package models

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// IP is an address of an inet column: IPv4 or IPv6, without a zone. In JSON it is
// its text.
type IP struct{ netip.Addr }

// ParseIP reads an IPv4 or IPv6 address without a zone, which inet cannot hold.
// What is none gives an error of kind [ErrInvalid] about ipAddress.
func ParseIP(s string) (IP, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return IP{}, Invalid("ipAddress", "takes an IPv4 or IPv6 address")
	}
	return IP{a}, nil
}

// UnmarshalText implements encoding.TextUnmarshaler; what [ParseIP] refuses is an error.
func (i *IP) UnmarshalText(text []byte) error {
	v, err := ParseIP(string(text))
	if err == nil {
		*i = v
	}
	return err
}

// Value implements driver.Valuer; an IP that holds no address is an error.
func (i IP) Value() (driver.Value, error) {
	if !i.IsValid() || i.Zone() != "" {
		return nil, errors.New("ipAddress: holds no address that inet can")
	}
	return i.String(), nil
}

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
