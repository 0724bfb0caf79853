package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// bearerScheme names the way of signing in, in the OpenAPI file.
const bearerScheme = "bearer"

// open marks the operations that need no bearer; everything else does.
const openTag = "without a bearer"

type callerKey struct{}

// caller is who asks, by the bearer alone.
type caller struct {
	session
	role shop.Role
}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// newAPI registers every route between device and relay.
func (r *Relay) newAPI(mux *http.ServeMux) error {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Mostrador relay", Version: wire.Version,
				Description: "Between a shop's devices and its relay. Errors are RFC 9457 problem documents."},
			Components: &huma.Components{SecuritySchemes: map[string]*huma.SecurityScheme{
				bearerScheme: {Type: "http", Scheme: "bearer", Description: "From POST " + wire.PathSession + "; lives an hour."},
			}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{plainProblems},
	}
	// A later device may say more than this relay knows.
	config.AllowAdditionalPropertiesByDefault = true
	api := humago.New(mux, config)
	api.UseMiddleware(r.admit(api))
	r.registerSigningIn(api)
	r.registerFeed(api)
	r.registerCommands(api)
	r.registerMedia(api)
	r.registerPlatform(api)
	r.registerPresence(api)
	r.registerDevices(api)
	r.registerHealth(api)
	file, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return fmt.Errorf("write the OpenAPI file: %w", err)
	}
	mux.HandleFunc("GET "+wire.PathOpenAPI, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(file)
	})
	return nil
}

// operation describes a route. Unless it is open, it needs a bearer.
func operation(api huma.API, id, method, path, summary string) huma.Operation {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[wire.Problem](), true, "Problem")
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary,
		Security: []map[string][]string{{bearerScheme: {}}},
		Responses: map[string]*huma.Response{"default": {Description: "What went wrong",
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}},
	}
}

func openOperation(api huma.API, id, method, path, summary string) huma.Operation {
	op := operation(api, id, method, path, summary)
	op.Security, op.Tags = nil, []string{openTag}
	return op
}

// admit is the one place where requests are let in.
func (r *Relay) admit(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if op := ctx.Operation(); len(op.Tags) == 1 && op.Tags[0] == openTag {
			next(ctx)
			return
		}
		bearer, _ := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
		found, refused := r.sessions.find(bearer)
		if refused != nil {
			writeProblem(ctx, refused)
			return
		}
		person, ok := r.registry.Person(found.shop, found.person)
		if !ok {
			writeProblem(ctx, revokedProblem())
			return
		}
		if person.Role == shop.Viewer && !viewersMay(ctx.Operation()) {
			writeProblem(ctx, forbidden())
			return
		}
		next(huma.WithValue(ctx, callerKey{}, caller{session: found, role: person.Role}))
	}
}

// viewersMay says what somebody may ask for who only looks. Commands are decided
// one by one, and answered with a refusal that the device keeps.
func viewersMay(op *huma.Operation) bool {
	switch op.OperationID {
	case "commands", "presence", "revoke-device":
		return true
	}
	return op.Method == http.MethodGet
}

func writeProblem(ctx huma.Context, p *problem) {
	_, w := humago.Unwrap(ctx)
	sendProblem(w, p)
}

func sendProblem(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	maps.Copy(w.Header(), p.GetHeaders())
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p.Problem)
}

type output[T any] struct {
	Body T
}

// answer gives a body, or the problem an error is for a device. What a device
// can't act on is logged here, where it ends.
func answer[T any](r *Relay, body T, err error) (*output[T], error) {
	if err != nil {
		return nil, r.refusal(err)
	}
	return &output[T]{Body: body}, nil
}

func (r *Relay) refusal(err error) error {
	p := problemOf(err)
	if errors.Is(err, journal.ErrDamaged) || errors.Is(err, engine.ErrDisagrees) {
		r.alarm("journal", "a shop's journal is not as it was", "error", err)
		return p
	}
	if p.Status >= http.StatusInternalServerError {
		r.logger.Error("relay: a request failed", "status", p.Status, "error", err)
	}
	return p
}
