package rulebook

import "github.com/hashicorp/hcl/v2"

// The blocks as they are written. A list that is not given is nil.
type fileBlocks struct {
	Ignores  []ignoreBlock  `hcl:"ignore,block"`
	Grades   []gradeBlock   `hcl:"grade,block"`
	Owners   []ownerBlock   `hcl:"owner,block"`
	Dues     []dueBlock     `hcl:"due,block"`
	Channels []channelBlock `hcl:"channel,block"`
	Tells    []tellBlock    `hcl:"tell,block"`
}

type ignoreBlock struct {
	Name       string    `hcl:"name,label"`
	Scope      []string  `hcl:"scope,optional"`
	Type       []string  `hcl:"type,optional"`
	Address    []string  `hcl:"address,optional"`
	Path       []string  `hcl:"path,optional"`
	Reason     string    `hcl:"reason"`
	Until      *string   `hcl:"until"`
	Everything bool      `hcl:"everything,optional"`
	At         hcl.Range `hcl:",def_range"`
	NameAt     hcl.Range `hcl:"name,label_range"`
	ScopeAt    hcl.Range `hcl:"scope,attr_range"`
	TypeAt     hcl.Range `hcl:"type,attr_range"`
	AddressAt  hcl.Range `hcl:"address,attr_range"`
	PathAt     hcl.Range `hcl:"path,attr_range"`
	ReasonAt   hcl.Range `hcl:"reason,attr_range"`
	UntilAt    hcl.Range `hcl:"until,attr_range"`
}

type gradeBlock struct {
	Name       string    `hcl:"name,label"`
	Scope      []string  `hcl:"scope,optional"`
	Type       []string  `hcl:"type,optional"`
	Address    []string  `hcl:"address,optional"`
	Path       []string  `hcl:"path,optional"`
	Severity   string    `hcl:"severity"`
	Reason     string    `hcl:"reason,optional"`
	Until      *string   `hcl:"until"`
	Everything bool      `hcl:"everything,optional"`
	At         hcl.Range `hcl:",def_range"`
	NameAt     hcl.Range `hcl:"name,label_range"`
	ScopeAt    hcl.Range `hcl:"scope,attr_range"`
	TypeAt     hcl.Range `hcl:"type,attr_range"`
	AddressAt  hcl.Range `hcl:"address,attr_range"`
	PathAt     hcl.Range `hcl:"path,attr_range"`
	SeverityAt hcl.Range `hcl:"severity,attr_range"`
	UntilAt    hcl.Range `hcl:"until,attr_range"`
}

type ownerBlock struct {
	Name      string            `hcl:"name,label"`
	Scope     []string          `hcl:"scope,optional"`
	Type      []string          `hcl:"type,optional"`
	Address   []string          `hcl:"address,optional"`
	Tags      map[string]string `hcl:"tags,optional"`
	At        hcl.Range         `hcl:",def_range"`
	NameAt    hcl.Range         `hcl:"name,label_range"`
	ScopeAt   hcl.Range         `hcl:"scope,attr_range"`
	TypeAt    hcl.Range         `hcl:"type,attr_range"`
	AddressAt hcl.Range         `hcl:"address,attr_range"`
	TagsAt    hcl.Range         `hcl:"tags,attr_range"`
}

type dueBlock struct {
	Severity   *string   `hcl:"severity"`
	Owner      []string  `hcl:"owner,optional"`
	Scope      []string  `hcl:"scope,optional"`
	Within     string    `hcl:"within"`
	At         hcl.Range `hcl:",def_range"`
	SeverityAt hcl.Range `hcl:"severity,attr_range"`
	OwnerAt    hcl.Range `hcl:"owner,attr_range"`
	ScopeAt    hcl.Range `hcl:"scope,attr_range"`
	WithinAt   hcl.Range `hcl:"within,attr_range"`
}

type channelBlock struct {
	Name      string    `hcl:"name,label"`
	URLFrom   string    `hcl:"url_from"`
	At        hcl.Range `hcl:",def_range"`
	NameAt    hcl.Range `hcl:"name,label_range"`
	URLFromAt hcl.Range `hcl:"url_from,attr_range"`
}

type tellBlock struct {
	Severity   []string  `hcl:"severity,optional"`
	Owner      []string  `hcl:"owner,optional"`
	Scope      []string  `hcl:"scope,optional"`
	To         []string  `hcl:"to"`
	At         hcl.Range `hcl:",def_range"`
	SeverityAt hcl.Range `hcl:"severity,attr_range"`
	OwnerAt    hcl.Range `hcl:"owner,attr_range"`
	ScopeAt    hcl.Range `hcl:"scope,attr_range"`
	ToAt       hcl.Range `hcl:"to,attr_range"`
}
