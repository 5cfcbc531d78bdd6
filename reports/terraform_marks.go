package reports

// markedChange reads the change of an output, or what an action is called with, for what
// it marks as secret.
func (s *secrets) markedChange(c *cursor) error {
	if c.null() {
		return nil
	}
	var sides []any
	var marked mask
	err := c.members(func(name string) error {
		switch name {
		case "before", "after", "config_values":
			v, err := c.value()
			sides = append(sides, v)
			return err
		case "before_sensitive", "after_sensitive", "config_sensitive":
			v, err := c.value()
			marked = marked.union(newMask(v))
			return err
		}
		return c.skip()
	})
	for _, side := range sides {
		s.collect(marked, side)
	}
	return err
}

// deferred reads a change or an action that the plan puts off, for what it marks as secret.
func (s *secrets) deferred(c *cursor) error {
	return c.optionalMembers(func(name string) error {
		switch name {
		case "action_invocation":
			return s.markedChange(c)
		case "resource_change":
			return c.optionalMembers(func(name string) error {
				if name != "change" {
					return c.skip()
				}
				return s.markedChange(c)
			})
		}
		return c.skip()
	})
}
