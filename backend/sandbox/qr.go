package sandbox

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/skip2/go-qrcode"
)

const (
	longestPrefill = 140
	mostCodes      = 2000
)

// qrCode is a short link that opens a chat with a text in it.
type qrCode struct {
	Code   string `json:"code"`
	Number string `json:"number"`
	Text   string `json:"prefilled_message"`
	// Image is PNG or SVG; empty where no picture was asked for.
	Image string `json:"image,omitempty"`
}

func (q *qrCode) fields(base string) fields {
	out := fields{"code": q.Code, "prefilled_message": q.Text, "deep_link_url": "https://wa.me/message/" + q.Code}
	if q.Image != "" {
		out["qr_image_url"] = base + "/sandbox-media/" + qrPicture + q.Code + "." + strings.ToLower(q.Image)
	}
	return out
}

// qrPicture begins the name of a code's picture.
const qrPicture = "qr-"

// serveQR draws a code; as on the platform its address needs no token.
func (sb *Sandbox) serveQR(w http.ResponseWriter, r *http.Request, name string) {
	code, kind, _ := strings.Cut(name, ".")
	sb.mu.Lock()
	known := sb.state.codes[code] != nil
	sb.mu.Unlock()
	drawn, err := qrcode.New("https://wa.me/message/"+code, qrcode.Medium)
	if !known || err != nil {
		http.NotFound(w, r)
		return
	}
	if kind == "svg" {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write(drawSVG(drawn.Bitmap()))
		return
	}
	picture, err := drawn.PNG(512)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture)
}

func drawSVG(bits [][]bool) []byte {
	out := fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, len(bits), len(bits))
	for y, row := range bits {
		for x, dark := range row {
			if dark {
				out = fmt.Appendf(out, `<path d="M%d %dh1v1h-1z"/>`, x, y)
			}
		}
	}
	return append(out, "</svg>"...)
}

// newCode makes a code of 14 capitals and digits.
func newCode() string {
	const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var raw [14]byte
	_, _ = rand.Read(raw[:])
	for i, b := range raw {
		raw[i] = signs[int(b)%len(signs)]
	}
	return string(raw[:])
}

// postQR is POST /{number}/message_qrdls: a new code, or another text for one that code
// (or the path) names.
func (sb *Sandbox) postQR(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	text, image := g.param("prefilled_message"), strings.ToUpper(g.param("generate_qr_image"))
	switch {
	case text == "" || utf8.RuneCountInString(text) > longestPrefill:
		return refuse(100, "Param prefilled_message must have 1 to %d characters", longestPrefill)
	case image != "" && image != "PNG" && image != "SVG":
		return refuse(100, "Param generate_qr_image must be one of {PNG, SVG}")
	}
	code := g.last
	if given := g.param("code"); given != "" {
		code = given
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if code == "" {
		if len(sb.state.codes) >= mostCodes {
			return refuse(100, "A number has at most %d codes", mostCodes)
		}
		code = newCode()
		sb.state.codes[code] = &qrCode{Code: code, Number: g.id}
	}
	q := sb.state.codes[code]
	if q == nil || q.Number != g.id {
		return notThere(code)
	}
	q.Text = text
	if image != "" {
		q.Image = image
	}
	sb.keep("qr", code, q)
	answerJSON(g.w, http.StatusOK, q.fields(baseURL(g.r)))
	return nil
}

func (sb *Sandbox) listQR(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	var all []fields
	for _, q := range sb.state.codes {
		if wanted := g.param("code"); q.Number == g.id && (wanted == "" || wanted == q.Code) {
			all = append(all, q.fields(baseURL(g.r)))
		}
	}
	sb.mu.Unlock()
	key := func(q fields) string { return fmt.Sprint(q["code"]) }
	sort.Slice(all, func(i, j int) bool { return key(all[i]) < key(all[j]) })
	page, paging := paginate(g, all, key)
	answer := fields{"data": append([]fields{}, page...)}
	if paging != nil {
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

func (sb *Sandbox) getQR(g graphCall) *refusal {
	sb.mu.Lock()
	q := sb.state.codes[g.last]
	var found []fields
	if q != nil && q.Number == g.id {
		found = append(found, q.fields(baseURL(g.r)))
	}
	sb.mu.Unlock()
	if found == nil {
		return notThere(g.last)
	}
	answerJSON(g.w, http.StatusOK, fields{"data": found})
	return nil
}

func (sb *Sandbox) deleteQR(g graphCall) *refusal {
	sb.mu.Lock()
	q := sb.state.codes[g.last]
	known := q != nil && q.Number == g.id
	if known {
		delete(sb.state.codes, g.last)
		sb.keep("qr", g.last, nil)
	}
	sb.mu.Unlock()
	if !known {
		return notThere(g.last)
	}
	return g.succeed()
}
