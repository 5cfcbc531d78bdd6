package reports

// pulumiOthers are Pulumi's other JSON outputs, by a member of the top object that no
// digest has.
var pulumiOthers = func() map[string]string {
	others := map[string]string{"deployment": "the state of a stack, as `pulumi stack export` prints it"}
	for _, event := range []string{
		"preludeEvent", "resourcePreEvent", "resOutputsEvent", "resOpFailedEvent", "summaryEvent", "diagnosticEvent", "stdoutEvent", "cancelEvent",
	} {
		others[event] = "an event of a log, as `pulumi refresh --yes --json` and `pulumi up --json` print them"
	}
	return others
}()
