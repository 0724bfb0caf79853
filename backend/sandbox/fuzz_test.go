package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzCalls sends anything to anywhere: whatever it is, the answer is JSON, and what is
// not taken is an error in the Graph API's form.
func FuzzCalls(f *testing.F) {
	sb, err := Open(Params{Token: "t", AppSecret: "s", Instant: true, Limits: Limits{NoPairRate: true}})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = sb.Close() })
	if _, err := sb.AddCustomer(Customer{Phone: lucia}); err != nil {
		f.Fatal(err)
	}
	number, waba := "/v26.0/"+DefaultNumber, "/v26.0/"+DefaultWABA
	for _, seed := range [][3]string{
		{"POST", number + "/messages", message26(`"type":"text","text":{"body":"x"}`)},
		{"POST", number + "/messages", message26(`"type":"template","template":{"name":"hello_world","language":{"code":"en_US"},"components":[{"type":"button","index":0}]}`)},
		{"POST", number + "/messages", message26(`"type":"interactive","interactive":{"type":"list","body":{"text":"x"},"action":{"sections":[{"rows":[1]}]}}`)},
		{"POST", number + "/messages", message26(`"type":"contacts","contacts":[{"name":[]}]`)},
		{"POST", number + "/messages", `{"status":"read"}`},
		{"POST", waba + "/message_templates", `{"name":"a","language":"es","category":"UTILITY","components":[{"type":"BODY","text":"{{1}}","example":{"body_text":["x"]}}]}`},
		{"GET", waba + `?fields=pricing_analytics.start(1).end(2).granularity(DAILY).dimensions(["PHONE"])`, ""},
		{"GET", waba + "/message_templates?limit=1&after=MHww&status=[1]", ""},
		{"POST", number + "/message_qrdls", "prefilled_message=x"},
		{"POST", number + "/block_users", `{"block_users":[{"user":"+34600111222"}]}`},
		{"POST", number + "/conversational_automation", `{"prompts":{},"commands":[[]]}`},
		{"POST", waba + "/flows", `{"name":"x","categories":[1],"flow_json":"{"}`},
		{"POST", "/sandbox/customers/34600111222/messages", `{"referral":{"source_type":"post"},"text":"x"}`},
		{"PUT", "/sandbox/account", `{"messaging_limit":"TIER_250"}`},
		{"POST", "/upload:1?sig=x", ""},
		{"GET", "//", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if _, err := url.ParseRequestURI(path); err != nil || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || method == "" || path[0] != '/' {
			t.Skip()
		}
		if strings.Contains(path, "callback") || strings.Contains(path, "faults") || strings.Contains(body, "callback") || strings.Contains(path, "subscri") {
			t.Skip() // would call out, or make it hang on purpose
		}
		req, err := http.NewRequestWithContext(t.Context(), method, "http://sandbox"+path, strings.NewReader(body))
		if err != nil {
			t.Skip()
		}
		req.Header.Set("Authorization", "Bearer t")
		answer := httptest.NewRecorder()
		sb.ServeHTTP(answer, req)
		if strings.HasPrefix(req.URL.Path, "/sandbox") {
			return
		}
		var out struct {
			Error *struct {
				Code    int    `json:"code"`
				Message string `json:"message"`
				Trace   string `json:"fbtrace_id"`
			} `json:"error"`
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s %s: not JSON: %q", method, path, answer.Body.String())
		}
		if answer.Code >= 400 && (out.Error == nil || out.Error.Message == "" || out.Error.Trace == "") {
			t.Fatalf("%s %s: %d without an error: %q", method, path, answer.Code, answer.Body.String())
		}
	})
}

func message26(content string) string {
	return `{"messaging_product":"whatsapp","to":"+34600111222",` + content + `}`
}

// FuzzFields splits anything into fields without losing a name that stands alone.
func FuzzFields(f *testing.F) {
	f.Add("id,name")
	f.Add(`pricing_analytics.start(1).dimensions(["A","B"]),phone_numbers{id,status}`)
	f.Add("a.(,{)]")
	f.Fuzz(func(t *testing.T, asked string) {
		for _, field := range readFields(asked) {
			if field.name == "" {
				t.Fatalf("%q has a field without a name", asked)
			}
		}
		if !strings.ContainsAny(asked, "(){}[].") {
			for name := range strings.SplitSeq(asked, ",") {
				if trimmed := strings.TrimSpace(name); trimmed != "" {
					if _, kept := choose(fields{trimmed: 1}, asked, nil)[trimmed]; !kept {
						t.Fatalf("%q lost %q", asked, trimmed)
					}
				}
			}
		}
	})
}
