package relay

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mostrador/shop/wire"
)

// health is what a load balancer or an uptime check reads.
type health struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version"`
}

func (r *Relay) registerHealth(api huma.API) {
	op := openOperation(api, "health", http.MethodGet, wire.PathHealth, "Whether this relay takes requests")
	huma.Register(api, op, func(context.Context, *struct{}) (*output[health], error) {
		select {
		case <-r.stopping:
			return nil, newProblem(http.StatusServiceUnavailable, wire.ProblemUnavailable, "the relay is stopping", "")
		default:
			return answer(r, health{Status: "ok", Version: r.params.Version}, nil)
		}
	})
}
