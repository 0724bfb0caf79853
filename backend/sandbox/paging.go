package sandbox

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultPage = 25
	largestPage = 1000
)

// paginate cuts the page out of a list that limit, after and before ask for. Cursors hold
// the place and the key, so that one survives a deletion. paging is nil for an empty page.
func paginate[T any](g graphCall, all []T, key func(T) string) (page []T, paging fields) {
	limit, err := strconv.Atoi(g.param("limit"))
	if err != nil || limit <= 0 {
		limit = defaultPage
	}
	limit = min(limit, largestPage)
	start := 0
	end := min(limit, len(all))
	if before := g.param("before"); before != "" {
		end = place(all, key, before, false)
		start = max(end-limit, 0)
	} else if after := g.param("after"); after != "" {
		start = place(all, key, after, true)
		end = min(start+limit, len(all))
	}
	page = all[start:end]
	if len(page) == 0 {
		return page, nil
	}
	first, last := cursor(start, key(page[0])), cursor(end-1, key(page[len(page)-1]))
	paging = fields{"cursors": fields{"before": first, "after": last}}
	if end < len(all) {
		paging["next"] = g.pageAddress("after", last)
	}
	if start > 0 {
		paging["previous"] = g.pageAddress("before", first)
	}
	return page, paging
}

func cursor(index int, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(index) + "|" + key))
}

// place finds where a cursor points to: at its item, or behind it.
func place[T any](all []T, key func(T) string, written string, behind bool) int {
	raw, err := base64.RawURLEncoding.DecodeString(written)
	index, name, _ := strings.Cut(string(raw), "|")
	at, numberErr := strconv.Atoi(index)
	if err != nil || numberErr != nil || at < 0 {
		return 0
	}
	if found := slices.IndexFunc(all, func(item T) bool { return key(item) == name }); found >= 0 {
		at = found
		if behind {
			at++
		}
	}
	return min(at, len(all))
}

func (g graphCall) pageAddress(direction, at string) string {
	query := url.Values{}
	for name, values := range g.r.URL.Query() {
		if name != "after" && name != "before" {
			query[name] = values
		}
	}
	query.Set(direction, at)
	return baseURL(g.r) + g.r.URL.Path + "?" + query.Encode()
}
