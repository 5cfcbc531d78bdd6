package cli

import (
	"cmp"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// mostAtOnce is how many files are imported at once where there are connections for
// them. More of them only wait for one another in the database.
const mostAtOnce = 4

// filesAtOnce is how many files go in at once on a pool of so many connections, of
// which one is left for what is asked between two files.
func filesAtOnce(conns int) int { return min(max(conns-1, 1), mostAtOnce) }

// several calls do for each file of each group: so many groups at once, the files of
// a group one after the other. finished is told of each file, one at a time.
func several(atOnce int, groups [][]*importFile, do, finished func(f *importFile)) {
	ended := make(chan *importFile)
	go func() {
		var workers errgroup.Group
		workers.SetLimit(atOnce)
		for _, group := range groups {
			workers.Go(func() error {
				for _, f := range group {
					do(f)
					ended <- f
				}
				return nil
			})
		}
		_ = workers.Wait() // none of them fails
		close(ended)
	}()
	for f := range ended {
		finished(f)
	}
}

// eachAlone makes every file a group.
func eachAlone(files []*importFile) (groups [][]*importFile) {
	for _, f := range files {
		groups = append(groups, []*importFile{f})
	}
	return groups
}

// byScope makes the files of one scope a group, in the order of their times; a report
// without a time is of now. The groups stand in the order of their first file.
func byScope(files []*importFile) (groups [][]*importFile) {
	at := map[string]int{}
	for _, f := range files {
		i, known := at[f.scope]
		if !known {
			i = len(groups)
			at[f.scope], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	for _, group := range groups {
		slices.SortStableFunc(group, func(a, b *importFile) int {
			return cmp.Or(-cmp.Compare(known(a.at), known(b.at)), a.at.Compare(b.at))
		})
	}
	return groups
}

// known is 1 for a time that is known.
func known(t time.Time) int {
	if t.IsZero() {
		return 0
	}
	return 1
}
