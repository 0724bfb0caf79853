package relay

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

// WebShopPath is where web shops post, with a hook's id behind it.
const WebShopPath = "/webshop/"

const (
	maxWebOrder = 2 << 20 // the largest orders that vendors send are a few hundred kilobytes
	maxUnsigned = 256     // a vendor's check of the address
	// webShopPerMinute is generous: some vendors switch a webhook off after a few refusals.
	webShopPerMinute    = 1200
	webShopAllPerMinute = 12_000
)

// strange stands for a web shop that there is not: whoever asks waits as long
// as at one that there is, and hears the same.
var strange = registry.Hook{Kind: webshop.Generic}

const strangeSecret = "nobody signs with this"

// webShop takes an order in: signature over the raw bytes, then the journal,
// then 200. A repeated delivery gets the answer of the first.
func (r *Relay) webShop(w http.ResponseWriter, request *http.Request) {
	status, text := r.takeWebOrder(w, request)
	if text == "" {
		text = http.StatusText(status)
	}
	switch status {
	case http.StatusOK:
		w.WriteHeader(status)
		return
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		w.Header().Set("Retry-After", retryAfter)
	}
	http.Error(w, text, status)
}

func (r *Relay) takeWebOrder(w http.ResponseWriter, request *http.Request) (status int, text string) {
	if !r.webShops.allow(addressOf(request, r.params.TrustProxy)) {
		return http.StatusTooManyRequests, ""
	}
	from, secret := r.hookAt(request.PathValue("hook"))
	body, status := r.readWebOrder(w, request)
	if status != http.StatusOK {
		return status, ""
	}
	delivery := webshop.Delivery{Kind: from.Kind, Header: request.Header, Body: body, Fields: from.Fields}
	order, err := webshop.Read(delivery, secret)
	switch {
	case errors.Is(err, webshop.ErrNotOrder):
		return http.StatusOK, ""
	case errors.Is(err, webshop.ErrSignature):
		r.logger.Warn("relay: a web shop's report was refused", "webshop", from.ID, "error", err)
		return http.StatusUnauthorized, ""
	case err != nil:
		return r.unusable(from, err)
	}
	return r.keepWebOrder(request.Context(), from, order, body)
}

func (r *Relay) hookAt(named string) (registry.Hook, string) {
	id, err := uuid.Parse(named)
	if err != nil {
		return strange, strangeSecret
	}
	found, secret, err := r.registry.Hook(id)
	if err != nil {
		return strange, strangeSecret
	}
	return found, secret
}

// readWebOrder reads a body; of one that nobody signed no more than a check of
// the address has.
func (r *Relay) readWebOrder(w http.ResponseWriter, request *http.Request) ([]byte, int) {
	limit, tooLarge := int64(maxWebOrder), http.StatusRequestEntityTooLarge
	if !webshop.Signed(request.Header) {
		limit, tooLarge = maxUnsigned, http.StatusUnauthorized
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(webhookPatience)) // not every test server can
	reader := &budgeted{Reader: http.MaxBytesReader(w, request.Body, limit), budget: r.bodies}
	defer reader.Release()
	body, err := io.ReadAll(reader)
	var over *http.MaxBytesError
	switch {
	case errors.Is(err, errNoRoom):
		return nil, http.StatusServiceUnavailable
	case errors.As(err, &over):
		return nil, tooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	}
	return body, http.StatusOK
}

// unusable answers a report that is genuine and of no use. Vendors switch a
// webhook off that is refused a few times, and with it all other orders: they
// hear nothing of it, the operator does.
func (r *Relay) unusable(from registry.Hook, err error) (int, string) {
	r.alarm("webshop_unusable", "a web shop's report of an order can't be used", "shop", from.Shop, "webshop", from.ID, "error", errorOfForm(err))
	if from.Kind == webshop.Generic {
		return http.StatusUnprocessableEntity, err.Error()
	}
	return http.StatusOK, ""
}

// errorOfForm leaves out of an error what may quote the order.
func errorOfForm(err error) string {
	first, _, _ := strings.Cut(err.Error(), `"`)
	return first
}

func (r *Relay) keepWebOrder(ctx context.Context, from registry.Hook, order webshop.Order, body []byte) (int, string) {
	of, err := r.shopOf(ctx, from.Shop)
	if err != nil {
		return r.putOff(from, err)
	}
	command, err := r.webCommand(ctx, of, from, order, body)
	if err != nil {
		return r.putOff(from, err)
	}
	answers, err := of.Do(ctx, shop.Asking{Role: shop.Owner}, []shop.Command{command})
	switch {
	case err != nil:
		return r.putOff(from, err)
	case answers[0].Refused != shop.ReasonNone:
		return r.unusable(from, errors.New("it was refused: "+string(answers[0].Refused)+" "+answers[0].Field))
	}
	return http.StatusOK, ""
}

func (r *Relay) putOff(from registry.Hook, err error) (int, string) {
	r.logger.Error("relay: a web shop's order could not be kept", "shop", from.Shop, "webshop", from.ID, "error", err)
	return http.StatusServiceUnavailable, ""
}

// webCommand is what an order asks of the shop. Its id comes from the web shop
// and the bytes, so that the same delivery is the same command.
func (r *Relay) webCommand(ctx context.Context, of *engine.Shop, from registry.Hook, order webshop.Order, body []byte) (shop.Command, error) {
	var pipeline shop.Pipeline
	err := of.View(ctx, func(f *facts.Tx) error {
		pipeline = f.Shop().Pipeline
		return f.Err()
	})
	if err != nil {
		return shop.Command{}, err
	}
	key := sha256.Sum256(body)
	data := key[:]
	if order.Deleted { // the topic says so, not the body
		data = append(data, "deleted"...)
	}
	return shop.NewCommand(shop.CommandID{UUID: uuid.NewSHA1(from.ID, data)}, r.now(), shop.PersonID{}, wishOf(from, order, pipeline))
}

func wishOf(from registry.Hook, o webshop.Order, pipeline shop.Pipeline) *shop.TakeWebOrder {
	wish := &shop.TakeWebOrder{
		Hook: from.ID.String(), Ref: o.Ref, Number: o.Number, Updated: o.Updated, Gone: o.Deleted,
		Status: statusOf(from, o.Status, pipeline), Said: o.Status,
		Name: o.Name, Phone: o.Phone, Country: o.Country, Address: o.Address, Note: o.Note,
		Content: shop.Order{Items: o.Items, Payment: shop.Payment{State: shop.Unpaid, Method: o.Method}, Total: o.Total,
			Delivery: o.Delivery, Tracking: o.Tracking},
	}
	if o.Paid {
		wish.Content.Payment.State = shop.Paid
	}
	for _, said := range o.Consents {
		wish.Consents = append(wish.Consents, shop.Ticked(said))
	}
	return wish
}

// statusOf is the shop's own status for a web shop's word: what the operator
// said, or the status that is called so. Empty: it means nothing here.
func statusOf(from registry.Hook, said string, pipeline shop.Pipeline) shop.StatusID {
	if mapped, ok := from.Statuses[said]; ok {
		return mapped
	}
	for _, status := range pipeline {
		if strings.EqualFold(string(status.ID), said) || strings.EqualFold(status.Name, said) {
			return status.ID
		}
	}
	return ""
}
