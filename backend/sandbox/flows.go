package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"
)

// flow is a form that opens in the chat. The sandbox keeps its text and state and draws
// nothing.
type flow struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Status     string          `json:"status"`
	Categories []string        `json:"categories"`
	Endpoint   string          `json:"endpoint_uri,omitempty"`
	JSON       json.RawMessage `json:"json,omitempty"`
}

var flowDefaults = []string{"id", "name", "status", "categories", "validation_errors"}

func (f *flow) fields() fields {
	return fields{"id": f.ID, "name": f.Name, "status": f.Status, "categories": f.Categories, "validation_errors": []fields{},
		"json_version": "7.2", "data_api_version": "3.0", "endpoint_uri": f.Endpoint,
		"preview": fields{"preview_url": "https://business.facebook.com/wa/manage/flows/" + f.ID + "/preview/", "expires_at": "2027-01-01T00:00:00+0000"}}
}

// createFlow is POST /{waba}/flows.
func (sb *Sandbox) createFlow(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	f := &flow{ID: newID(), Name: g.param("name"), Status: "DRAFT", Categories: g.words("categories"), Endpoint: g.param("endpoint_uri")}
	if f.Name == "" || len(f.Categories) == 0 {
		return refuse(100, "The parameters name and categories are required.")
	}
	if text := g.param("flow_json"); text != "" {
		f.JSON = json.RawMessage(text)
	} else {
		f.JSON = g.params["flow_json"]
	}
	if len(f.JSON) > 0 && !json.Valid(f.JSON) {
		return refuse(100, "Param flow_json is not JSON")
	}
	if g.param("publish") == "true" {
		f.Status = "PUBLISHED"
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	for _, other := range sb.state.flows {
		if other.Name == f.Name {
			return withSubcode(refuse(100, "There is already a flow named %s", f.Name), 4016019)
		}
	}
	sb.state.flows[f.ID] = f
	sb.keep("flow", f.ID, f)
	answerJSON(g.w, http.StatusOK, fields{"id": f.ID, "success": true, "validation_errors": []fields{}})
	return nil
}

func (sb *Sandbox) listFlows(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	var all []flow
	for _, f := range sb.state.flows {
		all = append(all, *f)
	}
	sb.mu.Unlock()
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	page, paging := paginate(g, all, func(f flow) string { return f.ID })
	data := []fields{}
	for _, f := range page {
		data = append(data, choose(f.fields(), g.param("fields"), flowDefaults))
	}
	answer := fields{"data": data}
	if paging != nil {
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

// changeFlow alters a flow that is in one of the given states.
func (sb *Sandbox) changeFlow(g graphCall, alter func(*flow), states ...string) *refusal {
	sb.mu.Lock()
	f := sb.state.flows[g.id]
	if f == nil {
		sb.mu.Unlock()
		return notThere(g.id)
	}
	before := f.Status
	if !slices.Contains(states, before) {
		sb.mu.Unlock()
		return withSubcode(refuse(139001, "The flow is %s; it must be %s", before, strings.Join(states, " or ")), 4016012)
	}
	alter(f)
	sb.keep("flow", f.ID, f)
	told := sb.change("flows", fields{"event": "FLOW_STATUS_CHANGE", "message": "Flow " + f.Name + " is now " + f.Status,
		"flow_id": f.ID, "old_status": before, "new_status": f.Status})
	moved := before != f.Status
	sb.mu.Unlock()
	if moved {
		sb.post(told)
	}
	return nil
}

func (sb *Sandbox) publishFlow(g graphCall) *refusal {
	if refused := sb.changeFlow(g, func(f *flow) { f.Status = "PUBLISHED" }, "DRAFT"); refused != nil {
		return refused
	}
	return g.succeed()
}

func (sb *Sandbox) deprecateFlow(g graphCall) *refusal {
	if refused := sb.changeFlow(g, func(f *flow) { f.Status = "DEPRECATED" }, "PUBLISHED"); refused != nil {
		return refused
	}
	return g.succeed()
}

// postFlowAsset is POST /{flow}/assets: the flow's JSON as a file.
func (sb *Sandbox) postFlowAsset(g graphCall) *refusal {
	g.r.Body = http.MaxBytesReader(g.w, g.r.Body, maxRequest)
	if g.r.ParseMultipartForm(maxRequest) != nil {
		return refuse(100, "The upload must be multipart/form-data with the parts name, asset_type and file")
	}
	defer func() { _ = g.r.MultipartForm.RemoveAll() }()
	file, _, err := g.r.FormFile("file")
	if err != nil {
		return refuse(100, "The parameter file is required.")
	}
	defer func() { _ = file.Close() }()
	var content json.RawMessage
	if json.NewDecoder(file).Decode(&content) != nil {
		return refuse(100, "The file is not JSON")
	}
	if refused := sb.changeFlow(g, func(f *flow) { f.JSON = content }, "DRAFT", "PUBLISHED"); refused != nil {
		return refused
	}
	answerJSON(g.w, http.StatusOK, fields{"success": true, "validation_errors": []fields{}})
	return nil
}

func (sb *Sandbox) listFlowAssets(g graphCall) *refusal {
	sb.mu.Lock()
	f := sb.state.flows[g.id]
	sb.mu.Unlock()
	if f == nil {
		return notThere(g.id)
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{{"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": ""}}})
	return nil
}

func (sb *Sandbox) deleteFlow(g graphCall) *refusal {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	f := sb.state.flows[g.id]
	if f == nil {
		return notThere(g.id)
	}
	if f.Status != "DRAFT" {
		return withSubcode(refuse(139004, "Only a draft can be deleted"), 4016013)
	}
	delete(sb.state.flows, g.id)
	sb.keep("flow", g.id, nil)
	return g.succeed()
}
