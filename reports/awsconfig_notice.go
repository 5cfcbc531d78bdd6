package reports

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// The types of a change.
const (
	changeCreate = "CREATE"
	changeUpdate = "UPDATE"
	changeDelete = "DELETE"
)

// notice is a change notification.
type notice struct {
	item       configurationItem
	at         time.Time
	change     string // its type
	properties []propertyChange
	size       int64             // of what it says has changed, in bytes of the report
	told       [sha256.Size]byte // the sum of that
	sum        [sha256.Size]byte // of that, of when, and of which resource
	// whole is what the item says that there is, as JSON, by the names of its members.
	whole map[string]jsontext.Value
	// other is the type of a message that is about no change of a resource.
	other string

	seen              map[string]bool
	messageType       string
	envelope          string // the type of the message of SNS around it
	unread            error  // why what is in that cannot be read
	oversized, itemIs bool
	location          string // of the whole notification, where it was too large
}

// configurationItem says which resource the notice is about.
type configurationItem struct {
	id, typ, arn, name, region, account, status string
}

// propertyChange is a property that has changed: nil is a side that has no value.
type propertyChange struct {
	key               string
	previous, updated any
}

// readNotice reads a notification in any of its envelopes: the message of SNS, as an
// object or as a text, EventBridge's detail, a rule's invokingEvent, or none.
func readNotice(c *cursor) (*notice, error) {
	n := &notice{seen: map[string]bool{}, whole: map[string]jsontext.Value{}}
	err := c.members(func(name string) (err error) {
		switch name {
		case "Type":
			if c.dec.PeekKind() == jsontext.KindString {
				n.envelope, err = c.text()
				return err
			}
		case "Message", "detail", "invokingEvent":
			inside := func(c *cursor) error {
				return c.members(func(name string) error { return n.member(c, name) })
			}
			if c.dec.PeekKind() == jsontext.KindString {
				n.unread = cmp.Or(n.unread, c.embedded(inside))
				return nil
			}
			return inside(c)
		}
		return n.member(c, name)
	})
	if err == nil {
		err = n.check(c)
	}
	return n, err
}

func (n *notice) member(c *cursor, name string) (err error) {
	switch name {
	case "configurationItem", "configurationItemDiff", "messageType":
		if n.seen[name] { // in the envelope as well
			return c.fail(twice)
		}
		n.seen[name] = true
	}
	switch name {
	case "messageType":
		n.messageType, err = c.optionalText()
	case "configurationItem":
		err = n.items(c)
	case "configurationItemDiff":
		err = n.diff(c)
	case "configurationItemSummary":
		n.oversized = true
		err = c.skip()
	case "s3DeliverySummary":
		err = c.optionalMembers(func(name string) (err error) {
			if name != "s3BucketLocation" {
				return c.skip()
			}
			n.location, err = c.optionalText()
			return err
		})
	case "configurationItems":
		err = c.fail("a history or a snapshot of AWS Config, which says of nothing how it has changed; " + c.makeReport)
	default:
		err = c.skip()
	}
	return err
}

// items reads the item, which old notifications have within a list.
func (n *notice) items(c *cursor) error {
	if c.dec.PeekKind() != jsontext.KindBeginArray {
		return c.optionalMembers(func(name string) error { return n.itemMember(c, name) })
	}
	return c.elements(func() error {
		if n.itemIs {
			return c.fail("a second item; want one a notification")
		}
		return c.members(func(name string) error { return n.itemMember(c, name) })
	})
}

func (n *notice) itemMember(c *cursor, name string) (err error) {
	n.itemIs = true
	switch i := &n.item; name {
	case "resourceId":
		i.id, err = c.optionalText()
	case "resourceType":
		i.typ, err = c.optionalText()
	case "resourceName":
		i.name, err = c.optionalText()
	case "ARN", "arn":
		i.arn, err = c.optionalText()
	case "awsRegion":
		i.region, err = c.optionalText()
	case "awsAccountId", "accountId":
		i.account, err = c.optionalText()
	case "configurationItemStatus":
		i.status, err = c.optionalText()
	case "configurationItemCaptureTime":
		n.at, err = c.moment()
	case "configuration", "supplementaryConfiguration", "tags":
		n.whole[name], err = c.raw()
	default:
		err = c.skip()
	}
	return err
}

func (n *notice) diff(c *cursor) error {
	if c.null() {
		return nil
	}
	in, raw, err := c.inside()
	if err != nil {
		return err
	}
	n.size = int64(len(raw))
	n.told = sha256.Sum256(raw)
	return in.members(func(name string) (err error) {
		switch name {
		case "changeType":
			n.change, err = in.optionalText()
		case "changedProperties":
			err = in.optionalMembers(func(key string) error { return n.property(in, key) })
		default:
			err = in.skip()
		}
		return err
	})
}

func (n *notice) property(c *cursor, key string) error {
	p := propertyChange{key: key}
	err := c.members(func(name string) (err error) {
		switch name {
		case "previousValue":
			p.previous, err = c.value()
		case "updatedValue":
			p.updated, err = c.value()
		default:
			err = c.skip()
		}
		return err
	})
	n.properties = append(n.properties, p)
	return err
}

// compliance is the type of an item that tells what rules say of a resource.
const compliance = "AWS::Config::ResourceCompliance"

// notRecorded is the status of a resource of which nothing is recorded: it tells no change, nor
// that the resource is gone.
const notRecorded = "ResourceNotRecorded"

// check refuses, once all of it is read, what is no change notification.
func (n *notice) check(c *cursor) error {
	switch {
	case strings.HasSuffix(n.envelope, "Confirmation"): // of a subscription, in plain words
		n.other = n.envelope
		return nil
	case n.unread != nil:
		return n.unread
	case n.oversized || strings.HasPrefix(n.messageType, "Oversized"):
		where := "; fetch the whole one from S3"
		if n.location != "" {
			where = fmt.Sprintf("; the whole one is at s3://%s: fetch it, unpack it with gunzip, and give that", n.location)
		}
		return c.fail("the notice of a change that was too large to be sent, which names no property" + where)
	case n.item.typ == compliance:
		n.other = compliance
		return nil
	case n.item.status == notRecorded:
		n.other = notRecorded
		return nil
	case !n.itemIs && n.messageType != "" && n.messageType != "ConfigurationItemChangeNotification":
		n.other = n.messageType
		return nil
	case !n.itemIs:
		return c.fail("JSON without a configurationItem; " + c.makeReport)
	case n.item.typ == "":
		return c.fail("the item has no resourceType")
	case n.item.id == "" && n.item.arn == "":
		return c.fail("the item has no resourceId")
	}
	if strings.HasPrefix(n.item.status, "ResourceDeleted") {
		n.change = changeDelete
	} else if n.change == "" && n.item.status == "ResourceDiscovered" {
		n.change = changeCreate
	} else if n.change == "" && n.item.status == "OK" { // as a rule is told what it is to judge
		n.other = n.item.status
		return nil
	}
	switch n.change {
	case changeCreate, changeUpdate, changeDelete:
		n.sum = sha256.Sum256(fmt.Append(n.told[:], n.at, n.change, n.address()))
		return nil
	case "":
		return c.fail("no change: its configurationItemDiff has no changeType; want a notification of a change")
	}
	return c.fail("want the changeType CREATE, UPDATE or DELETE")
}

// address is the resource's ARN, else its type, its id and where it is, which alone tells it
// from one of another region or account: no code names it.
func (n *notice) address() string {
	if n.item.arn != "" {
		return n.item.arn
	}
	address, region, account := n.item.typ+"/"+n.item.id, regionName(n.item.region), n.item.account
	if !accountDigits.MatchString(account) {
		account = ""
	}
	if region != "" || account != "" {
		address += ":" + region + ":" + account
	}
	return address
}

func (n *notice) resource() Resource {
	r := Resource{Address: n.address(), Type: n.item.typ, ID: n.item.id, Region: regionName(n.item.region), Account: n.item.account}
	if r.ID == "" {
		r.ID = n.item.arn
	}
	region, account := arnPlace(n.item.arn)
	if r.Region == "" {
		r.Region = regionName(region)
	}
	if !accountDigits.MatchString(r.Account) {
		r.Account = account
	}
	return r.slim()
}
