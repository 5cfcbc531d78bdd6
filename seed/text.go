package seed

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
)

// text is a template: literal pieces and the variables between them. It is taken
// apart once, so that filling it is copying bytes.
type text []piece

type piece struct {
	literal  string
	variable variableName // after the literal; none at the end
}

type variableName int

// The variables of a resource. A text has them as <region>; "<#disk>" is a number
// and loses its quotes.
const (
	noVariable variableName = iota
	varRegion
	varAccount
	varOtherAccount
	varZone
	varEnv
	varTeam
	varStack
	varBase
	varName
	varProject
	varGCPRegion
	varGCPZone
	varPrivateIP
	varPublicIP
	varTicket
	varCostCenter
	varCreated
	varHex6
	varHex8
	varHex16
	varHex16b
	varHex16c
	varHex16d
	varHex16e
	varHex16f
	varUpper17
	varUpper26
	varDigits19
	varID // last: it is made of the others
	variableCount
)

var variableNames = map[string]variableName{
	"region": varRegion, "account": varAccount, "other_account": varOtherAccount, "zone": varZone,
	"env": varEnv, "team": varTeam, "stack": varStack, "base": varBase, "name": varName,
	"project": varProject, "gcp_region": varGCPRegion, "gcp_zone": varGCPZone,
	"ip": varPrivateIP, "public_ip": varPublicIP, "ticket": varTicket, "cost_center": varCostCenter,
	"created": varCreated, "hex6": varHex6, "hex8": varHex8,
	"hex16": varHex16, "hex16b": varHex16b, "hex16c": varHex16c, "hex16d": varHex16d, "hex16e": varHex16e, "hex16f": varHex16f,
	"upper17": varUpper17, "upper26": varUpper26, "digits19": varDigits19, "id": varID,
}

var variablePattern = regexp.MustCompile(`"<#([a-z_0-9]+)>"|<([a-z_0-9]+)>`)

// newText takes a template apart. A variable that does not exist panics: the
// templates are part of the program.
func newText(s string) text {
	var t text
	end := 0
	for _, m := range variablePattern.FindAllStringSubmatchIndex(s, -1) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		v, ok := variableNames[s[from:to]]
		if !ok {
			panic(fmt.Sprintf("no variable <%s>", s[from:to]))
		}
		t = append(t, piece{s[end:m[0]], v})
		end = m[1]
	}
	if end < len(s) {
		t = append(t, piece{s[end:], noVariable})
	}
	return t
}

// values are the variables of one resource.
type values [variableCount]string

// fill gives the text with the variables filled in.
func (t text) fill(v *values) []byte {
	size := 0
	for i := range t {
		size += len(t[i].literal) + len(v[t[i].variable])
	}
	b := make([]byte, 0, size)
	for i := range t {
		b = append(b, t[i].literal...)
		b = append(b, v[t[i].variable]...)
	}
	return b
}

const (
	hexDigits   = "0123456789abcdef"
	upperDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" // as AWS writes ids: base 32
)

// draw fills in the variables that are random: they are pieces of one string.
func (v *values) draw(r *rand.Rand, publicIPs []string) {
	var b []byte
	var ends [variableCount]int
	some := func(name variableName, digits string, n int) {
		for range n {
			b = append(b, digits[r.Uint32()%uint32(len(digits))])
		}
		ends[name] = len(b)
	}
	b = make([]byte, 0, 224)
	some(varHex6, hexDigits, 6)
	some(varHex8, hexDigits, 8)
	for name := varHex16; name <= varHex16f; name++ {
		some(name, hexDigits, 16)
	}
	some(varUpper17, upperDigits, 17)
	some(varUpper26, upperDigits, 26)
	some(varDigits19, "123456789", 19)
	b = append(b, "10."...)
	b = strconv.AppendUint(b, uint64(r.IntN(200)), 10)
	b = append(b, '.')
	b = strconv.AppendUint(b, uint64(r.IntN(256)), 10)
	b = append(b, '.')
	b = strconv.AppendUint(b, uint64(4+r.IntN(250)), 10)
	ends[varPrivateIP] = len(b)
	b = append(b, oneOf(r, []string{"INF-", "OPS-", "SEC-", "PLAT-"})...)
	b = strconv.AppendUint(b, uint64(120+r.IntN(4000)), 10)
	ends[varTicket] = len(b)
	b = append(b, "CC-"...)
	b = strconv.AppendUint(b, uint64(1000+r.IntN(9000)), 10)
	ends[varCostCenter] = len(b)
	b = append(b, "2025-0"...)
	b = append(b, byte('1'+r.IntN(9)), '-', byte('1'+r.IntN(2)), byte('0'+r.IntN(10)))
	b = append(b, "T09:26:53Z"...)
	ends[varCreated] = len(b)

	all := string(b)
	from := 0
	for _, name := range []variableName{
		varHex6, varHex8, varHex16, varHex16b, varHex16c, varHex16d, varHex16e, varHex16f,
		varUpper17, varUpper26, varDigits19, varPrivateIP, varTicket, varCostCenter, varCreated,
	} {
		v[name] = all[from:ends[name]]
		from = ends[name]
	}
	v[varPublicIP] = oneOf(r, publicIPs)
}
