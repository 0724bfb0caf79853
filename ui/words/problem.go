package words

import (
	"strconv"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// Problem says what WhatsApp would not take about a message or template, with
// the figures: "A button's text has at most 20 characters; this has 27."
func Problem(p shop.Problem) string {
	if p.None() {
		return ""
	}
	if p.Reason == shop.ReasonInvalid || p.Reason == shop.ReasonWrongKind {
		return lang.L("problem." + string(p.Reason) + "." + string(p.Part))
	}
	limit, has := Number(int(p.Limit)), Number(int(p.Has))
	if p.Reason == shop.ReasonTooLarge {
		limit, has = fileSize(p.Limit), fileSize(p.Has)
	}
	return lang.L("problem."+string(p.Reason), map[string]any{"Part": lang.L("part." + string(p.Part)), "Limit": limit, "Has": has})
}

// fileSize is a file's size in KB or MB.
func fileSize(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt((bytes+1023)>>10, 10) + " KB"
	}
	return strconv.FormatFloat(float64(bytes*10>>20)/10, 'f', -1, 64) + " MB"
}

// Check says one line of the check list: what it is about, and how it stands
// with what to do.
func Check(c shop.Check) (title, text string) {
	key := "check." + string(c.ID)
	params := map[string]any{}
	for name, value := range c.Params {
		params[name] = value
	}
	title, key = lang.L(key), key+"."+string(c.State)
	if c.State == shop.CheckUnknown {
		return title, lang.L("check.unknown")
	}
	if c.Why != "" {
		key += "." + c.Why
	}
	return title, lang.L(key, params)
}

// Errand says what was asked of WhatsApp: "Hand in order_ready (es)".
func Errand(e shop.ErrandAsked) string {
	params := map[string]any{"Name": "", "Language": ""}
	if e.Template != nil {
		params["Name"], params["Language"] = e.Template.Name, e.Template.Language
	}
	return lang.L("errand."+string(e.Task), params)
}

// ErrandFailure says why WhatsApp did not do it, with the next step.
func ErrandFailure(code int) string {
	if key, ok := errandFailures[code]; ok {
		return lang.L("errand.failure." + key)
	}
	if key, ok := failures[code]; ok {
		return lang.L("failure." + key)
	}
	return lang.L("errand.failure.other", map[string]any{"Code": code})
}

// errandFailures groups WhatsApp's error codes about templates, blocking and
// the profile by what the owner can do (cloudapi.md section 8).
var errandFailures = map[int]string{
	2388039: "state", 2388040: "length", 2388047: "header", 2388072: "body", 2388073: "footer",
	2388293: "variables", 2388299: "edge", 2388019: "count",
	139100: "blockPartly", 139101: "blockFull", 139102: "again", 139103: "again",
	100: "refused",
}
