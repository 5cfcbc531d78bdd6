package reports_test

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// writeStack writes the pages of a stack of some 4 kB a resource, of which each tenth
// has drifted.
func writeStack(w *bufio.Writer, resources int) {
	pad := strings.Repeat("0123456789", 150)
	for page := range (resources + 99) / 100 {
		fmt.Fprint(w, `{"StackResourceDrifts":[`)
		for i := page * 100; i < min(page*100+100, resources); i++ {
			size, status, differences := 1, "IN_SYNC", ""
			if i%10 == 0 {
				size, status, differences = 2, "MODIFIED", `{"PropertyPath":"/Size","ExpectedValue":"1","ActualValue":"2","DifferenceType":"NOT_EQUAL"}`
			}
			if i%100 > 0 {
				fmt.Fprint(w, ",")
			}
			properties := func(size int) string {
				return strconv.Quote(fmt.Sprintf(`{"Size":%d,"Password":"****","UserData":%q,"Tags":[{"Key":"Name","Value":"%d"}]}`, size, pad, i))
			}
			fmt.Fprintf(w, `{"StackId":"arn:aws:cloudformation:eu-central-1:111122223333:stack/large/1","LogicalResourceId":"R%d","PhysicalResourceId":"i-%d",`+
				`"ResourceType":"AWS::EC2::Instance","ExpectedProperties":%s,"ActualProperties":%s,"PropertyDifferences":[%s],"StackResourceDriftStatus":%q,"Timestamp":"2026-10-12T04:10:00Z"}`,
				i, i, properties(1), properties(size), differences, status)
		}
		if fmt.Fprint(w, `]`); page*100+100 < resources {
			fmt.Fprint(w, `,"NextToken":"next"`)
		}
		fmt.Fprint(w, "}\n")
	}
}

// smallStack writes a stack of resources of which little is told.
func smallStack(w *bufio.Writer, bytes int) {
	w.WriteString(`{"StackResourceDrifts":[`)
	repeated(w, bytes, func(i int) string {
		return fmt.Sprintf(`{"LogicalResourceId":"R%d","ResourceType":"T","StackResourceDriftStatus":"DELETED"}`, i)
	})
	w.WriteString(`]}`)
}

// smallNotices writes notifications, one a resource, without an envelope.
func smallNotices(w *bufio.Writer, bytes int) {
	for i, n := 0, 0; n < bytes; i++ {
		written, _ := fmt.Fprintf(w, `{"configurationItem":{"resourceType":"T","resourceId":"%d","awsRegion":"r","awsAccountId":"111122223333","configurationItemCaptureTime":"2026-10-12T04:00:00Z"},`+
			`"configurationItemDiff":{"changeType":"UPDATE","changedProperties":{"Configuration.A":{"updatedValue":1}}},"messageType":"ConfigurationItemChangeNotification"}`+"\n", i)
		n += written
	}
}

// writeNotices writes notifications of some 4 kB, each in the text of a message: one a
// resource, but two in a row for each tenth.
func writeNotices(w *bufio.Writer, resources int) {
	pad := strings.Repeat("0123456789", 350)
	for i := range resources {
		several := 1
		if i%10 == 0 {
			several = 2
		}
		for minute := range several {
			notice := fmt.Sprintf(`{"configurationItem":{"resourceType":"AWS::EC2::Instance","resourceId":"i-%d","ARN":"arn:aws:ec2:eu-central-1:111122223333:instance/i-%[1]d","awsRegion":"eu-central-1",`+
				`"awsAccountId":"111122223333","configurationItemCaptureTime":"2026-10-12T04:%02d:00Z","configuration":{"userData":%q}},`+
				`"configurationItemDiff":{"changeType":"UPDATE","changedProperties":{"Configuration.Size":{"previousValue":%d,"updatedValue":%d}}},"messageType":"ConfigurationItemChangeNotification"}`,
				i, minute, pad, minute, minute+1)
			fmt.Fprintf(w, `{"Type":"Notification","TopicArn":"arn:aws:sns:eu-central-1:111122223333:config","Message":%s}`+"\n", strconv.Quote(notice))
		}
	}
}
