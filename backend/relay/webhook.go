package relay

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/whatsapp"
)

// WebhookPath is where the platform posts.
const WebhookPath = "/webhook"

const (
	// webhookSlack is what a body may have beyond what Meta promises.
	webhookSlack = 64 << 10
	maxWebhook   = whatsapp.MaxWebhookBody + webhookSlack
	// webhookPatience bounds reading one body; Meta gives up at about the same time.
	webhookPatience = 10 * time.Second
)

// handshake answers the platform's check of the address.
func (r *Relay) handshake(w http.ResponseWriter, request *http.Request) {
	challenge, err := whatsapp.Handshake(request.URL.Query(), r.params.VerifyToken)
	if err != nil {
		r.logger.Warn("relay: the platform's check was refused", "error", err)
		http.Error(w, "wrong verify token", http.StatusForbidden)
		return
	}
	if err := r.sightings.sawCheck(r.now()); err != nil {
		r.logger.Warn("relay: the platform's check was not written down", "error", err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, challenge)
}

// webhook takes a body in: signature over the raw bytes first, then disk, then
// 200. Nothing is parsed here.
func (r *Relay) webhook(w http.ResponseWriter, request *http.Request) {
	began := time.Now()
	status := r.takeWebhook(w, request)
	r.metrics.webhook(status, time.Since(began))
	switch status {
	case http.StatusOK:
		w.WriteHeader(status)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
		fallthrough
	default:
		http.Error(w, http.StatusText(status), status)
	}
}

func (r *Relay) takeWebhook(w http.ResponseWriter, request *http.Request) int {
	signature := request.Header.Get(whatsapp.SignatureHeader)
	if signature == "" || r.params.AppSecret == "" {
		r.logger.Warn("relay: a webhook was refused", "error", whatsapp.VerifySignature(r.params.AppSecret, signature, nil))
		return http.StatusUnauthorized // a stranger's body is not even read
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(webhookPatience)) // not every test server can
	reader := &budgeted{Reader: http.MaxBytesReader(w, request.Body, maxWebhook), budget: r.bodies}
	defer reader.Release()
	body, err := io.ReadAll(reader)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, errNoRoom):
		r.logger.Warn("relay: a webhook was put off", "error", err)
		return http.StatusServiceUnavailable
	case errors.As(err, &tooLarge):
		r.logger.Warn("relay: a webhook was larger than the platform promises", "limit", maxWebhook)
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	}
	if err := whatsapp.VerifySignature(r.params.AppSecret, signature, body); err != nil {
		r.logger.Warn("relay: a webhook was refused", "error", err)
		return http.StatusUnauthorized
	}
	return r.keepWebhook(request, signature, body)
}

func (r *Relay) keepWebhook(request *http.Request, signature string, body []byte) int {
	_, err := r.intake.Put(request.Context(), journal.Envelope{
		ID: uuid.New(), Received: r.now().UTC(), Route: WebhookPath, Body: body,
		Headers: map[string]string{whatsapp.SignatureHeader: signature, "Content-Type": request.Header.Get("Content-Type")},
	})
	switch {
	case errors.Is(err, journal.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		r.logger.Error("relay: a webhook could not be kept; the platform will repeat it", "error", err)
		return http.StatusServiceUnavailable
	}
	if err := r.sightings.sawPost(r.now()); err != nil {
		r.logger.Warn("relay: what was seen of webhooks was not written down", "error", err)
	}
	return http.StatusOK
}
