package store

import (
	"context"
	"errors"
	"fmt"
)

// Check has SQLite look through the whole file; a *DamagedError says what it
// found. It reads everything, so it takes seconds on a large file.
func (s *Store) Check(ctx context.Context) error {
	var verdict string
	if _, err := s.one(ctx, "PRAGMA quick_check(1)", nil, &verdict); err != nil {
		return fmt.Errorf("check the shop's file: %w", err)
	}
	if verdict != "ok" {
		return &DamagedError{Path: s.path, Err: errors.New(verdict)}
	}
	return nil
}
