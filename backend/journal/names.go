package journal

import (
	"fmt"
	"regexp"
)

var logName = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)

func checkLogName(name string) error {
	if !logName.MatchString(name) {
		return fmt.Errorf("journal: %q is not a log's name: use 1 to 64 of a-z, 0-9, '-' and '_'", name)
	}
	return nil
}
