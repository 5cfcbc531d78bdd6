package rules_test

import "testing"

// What XML says of a value stands in an attribute beside it, on either side, or of what is around it.
func TestHideInXML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`<add key="DbPassword" value="hunter2"/>`:                                                        `<add key="DbPassword" value="S"/>`,
		`<add value="hunter2" key="DbPassword"/>`:                                                        `<add value="S" key="DbPassword"/>`,
		"<add\n  value='hun ter2'\n  key='DbPassword' />":                                                "<add\n  value='S'\n  key='DbPassword' />",
		`"<add value=\"hunter2\" key=\"DbPassword\"/>"`:                                                  `"<add value=\"S\" key=\"DbPassword\"/>"`,
		`<property name="db.password">hunter2</property><entry key="a">b</entry>`:                        `<property name="db.password">S</property><entry key="a">b</entry>`,
		"<setting name=\"DbPassword\" serializeAs=\"String\">\n  <value>hunter2</value>\n</setting>":     "<setting name=\"DbPassword\" serializeAs=\"String\">\n  <value>S</value>\n</setting>",
		`<string name="api_token"><![CDATA[hunter2]]></string>`:                                          `<string name="api_token"><![CDATA[S]]></string>`,
		`<add value="80" key="Port"/><add value="${P}" key="Password"/><add key="Password"/><b>text</b>`: `<add value="80" key="Port"/><add value="${P}" key="Password"/><add key="Password"/><b>text</b>`,
		`<field name="password"><label>Password</label></field>`:                                         `<field name="password"><label>Password</label></field>`,
	} {
		if got := hidden(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
