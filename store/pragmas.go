package store

import (
	"net/url"
	"strconv"
)

// Everything that is set on a connection stands here.
//
// busy_timeout comes first: the pragmas after it may already meet a lock.
// WAL lets readers go on while the one writer writes. Cache sizes are in KiB
// when negative: 3 MB for the writer and 1 MB for each of four readers stay
// under the 8 MB a desktop may spend. secure_delete overwrites what is deleted,
// so that a forgotten customer is not found in the file's free pages.
// trusted_schema and cell_size_check distrust a file that was tampered with.
// temp_store keeps what is sorted for a moment in memory, not in /tmp.
//
// synchronous is set by the writer for each transaction: NORMAL for what the
// feed can refill (a power cut may lose the last transactions, never their
// order, and the place in the feed is lost with them), FULL for what only this
// device knows. It can't change inside a transaction, so it is set before.
const (
	busyMillis    = 5000
	writerCacheKB = 3 << 10
	readerCacheKB = 1 << 10
	readers       = 4
	applicationID = 0x4d6f7374 // "Most": file(1) and others can tell whose file it is
)

const memory = ":memory:"

func dsn(path string, cacheKB int, pragmas ...string) string {
	query := url.Values{}
	query.Add("_pragma", "busy_timeout("+strconv.Itoa(busyMillis)+")")
	for _, pragma := range append([]string{
		"cache_size(-" + strconv.Itoa(cacheKB) + ")",
		"temp_store(2)",
		"trusted_schema(0)",
		"cell_size_check(1)",
		"foreign_keys(0)",
	}, pragmas...) {
		query.Add("_pragma", pragma)
	}
	if path == memory {
		return "file::memory:?" + query.Encode()
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

func writerDSN(path string) string {
	return dsn(path, writerCacheKB, "journal_mode(wal)", "secure_delete(1)",
		"synchronous(2)", "wal_autocheckpoint(1000)", "journal_size_limit(16777216)")
}

func readerDSN(path string) string { return dsn(path, readerCacheKB, "query_only(1)") }

// probeDSN opens without writing, to look at a file before anything touches it.
func probeDSN(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&_pragma=busy_timeout(" + strconv.Itoa(busyMillis) + ")"
}
