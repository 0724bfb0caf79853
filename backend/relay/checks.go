package relay

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// checkPatience bounds the whole list: WhatsApp answers each question in well
// under a second when it answers at all.
const checkPatience = 25 * time.Second

// tokenWarning is how long before its end a token is told of.
const tokenWarning = 30 * 24 * time.Hour

// checkup is what the lines of the check list are made from.
type checkup struct {
	token    whatsapp.TokenInfo
	tokenErr error
	number   whatsapp.PhoneNumber
	numErr   error
	apps     []string
	appsErr  error

	waba             string
	address          string // of the webhook
	verified, posted time.Time
	pausedBy         int // WhatsApp's code; -1: sending isn't paused
	templates        []shop.Template
	history          int // percent; -1: nothing came
	refusedHistory   bool
	now              time.Time
}

// Checks goes through everything that a number needs to work.
func (r *Relay) Checks(ctx context.Context, of shop.ShopID, channel shop.ChannelID) (shop.Checks, error) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return shop.Checks{}, err
	}
	known, ok := r.registry.Channel(of, channel)
	if !ok {
		return shop.Checks{}, notFound("channel")
	}
	client, number, err := r.Client(ctx, of, channel)
	if err != nil {
		return shop.Checks{}, err
	}
	c := checkup{waba: known.WABA, pausedBy: -1, history: -1, now: r.now(), verified: moment(r.sightings.verified.Load()), posted: moment(r.sightings.posted.Load())}
	c.address = r.webhookAddress()
	c.token, c.tokenErr = client.Token(ctx)
	c.number, c.numErr = client.Number(ctx, number)
	c.apps, c.appsErr = client.SubscribedApps(ctx, known.WABA)
	if code, held := r.senders.pausedBy(of, channel); held {
		c.pausedBy = code
	}
	if err := c.readFacts(ctx, opened, channel); err != nil {
		return shop.Checks{}, err
	}
	return shop.Checks{Channel: channel, At: c.now.UTC(), Lines: c.lines()}, nil
}

func (r *Relay) webhookAddress() string {
	r.addressMu.Lock()
	defer r.addressMu.Unlock()
	return r.address.Relay + WebhookPath
}

func (c *checkup) readFacts(ctx context.Context, of *engine.Shop, channel shop.ChannelID) error {
	return of.View(ctx, func(f *facts.Tx) error {
		c.templates = f.Templates(c.waba)
		c.history, c.refusedHistory = f.HistoryOf(channel)
		return f.Err()
	})
}

func (c *checkup) lines() []shop.Check {
	lines := []shop.Check{c.checkToken(), c.checkScopes(), c.checkApp(), c.checkWebhook(), c.checkEvent(), c.checkSubscribed(),
		c.checkRegistered(), c.checkHealth(), c.checkSending(), c.checkName(), c.checkQuality(), c.checkPayment(), c.checkLimit(),
		c.checkTemplates(), c.checkHistory()}
	return lines
}

func line(id shop.CheckID, state shop.CheckState) shop.Check { return shop.Check{ID: id, State: state} }

func with(c shop.Check, why string, params ...string) shop.Check {
	c.Why = why
	if len(params) > 1 {
		c.Params = map[string]string{}
	}
	for i := 0; i+1 < len(params); i += 2 {
		c.Params[params[i]] = params[i+1]
	}
	return c
}

func (c *checkup) checkToken() shop.Check {
	var api *whatsapp.APIError
	switch {
	case errors.As(c.tokenErr, &api) && api.Code == 190, c.tokenErr == nil && !c.token.Valid:
		return with(line(shop.CheckToken, shop.CheckBad), "invalid")
	case c.tokenErr != nil:
		return line(shop.CheckToken, shop.CheckUnknown)
	case !c.token.Expires.IsZero() && c.token.Expires.Sub(c.now) < tokenWarning:
		return with(line(shop.CheckToken, shop.CheckWarning), "ends", "Date", c.token.Expires.Format(time.RFC3339))
	}
	return line(shop.CheckToken, shop.CheckGood)
}

// neededScopes are what sending and managing take (cloudapi.md section 12).
var neededScopes = []string{"whatsapp_business_messaging", "whatsapp_business_management"}

func (c *checkup) checkScopes() shop.Check {
	if c.tokenErr != nil || !c.token.Valid {
		return line(shop.CheckScopes, shop.CheckUnknown)
	}
	var missing []string
	for _, scope := range neededScopes {
		if !slices.Contains(c.token.Scopes, scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) > 0 {
		return with(line(shop.CheckScopes, shop.CheckBad), "", "Missing", strings.Join(missing, ", "))
	}
	return line(shop.CheckScopes, shop.CheckGood)
}

// entity is one of the things that health speaks of: PHONE_NUMBER, WABA, APP
// or BUSINESS.
func (c *checkup) entity(kind string) (whatsapp.HealthEntity, bool) {
	for _, e := range c.number.Health.Entities {
		if strings.EqualFold(e.Type, kind) {
			return e, true
		}
	}
	return whatsapp.HealthEntity{}, false
}

// checkApp: a webhook that came in proves that the app is live for customers'
// messages only where WhatsApp says nothing of the app.
func (c *checkup) checkApp() shop.Check {
	app, known := c.entity("APP")
	switch {
	case c.numErr != nil || !known:
		return line(shop.CheckApp, shop.CheckUnknown)
	case strings.EqualFold(app.CanSend, "BLOCKED"):
		bad := line(shop.CheckApp, shop.CheckBad)
		bad.Said = problemsOf(app)
		return bad
	}
	return line(shop.CheckApp, shop.CheckGood)
}

func (c *checkup) checkWebhook() shop.Check {
	if c.verified.IsZero() && c.posted.IsZero() {
		return with(line(shop.CheckWebhook, shop.CheckBad), "", "Address", c.address)
	}
	return line(shop.CheckWebhook, shop.CheckGood)
}

func (c *checkup) checkEvent() shop.Check {
	if c.posted.IsZero() {
		return line(shop.CheckEvent, shop.CheckWaiting)
	}
	return with(line(shop.CheckEvent, shop.CheckGood), "", "When", c.posted.Format(time.RFC3339))
}

func (c *checkup) checkSubscribed() shop.Check {
	switch {
	case c.appsErr != nil:
		return line(shop.CheckSubscribed, shop.CheckUnknown)
	case c.token.AppID != "" && slices.Contains(c.apps, c.token.AppID), c.token.AppID == "" && len(c.apps) > 0:
		return line(shop.CheckSubscribed, shop.CheckGood)
	}
	return line(shop.CheckSubscribed, shop.CheckBad)
}

func (c *checkup) checkRegistered() shop.Check {
	switch {
	case c.numErr != nil || c.number.Status == "":
		return line(shop.CheckRegistered, shop.CheckUnknown)
	case strings.EqualFold(c.number.Status, "CONNECTED"):
		return line(shop.CheckRegistered, shop.CheckGood)
	}
	return with(line(shop.CheckRegistered, shop.CheckBad), "", "Status", c.number.Status)
}

func (c *checkup) checkHealth() shop.Check {
	state := map[string]shop.CheckState{"AVAILABLE": shop.CheckGood, "LIMITED": shop.CheckWarning, "BLOCKED": shop.CheckBad}[strings.ToUpper(c.number.Health.CanSend)]
	if c.numErr != nil || state == "" {
		return line(shop.CheckHealth, shop.CheckUnknown)
	}
	out := line(shop.CheckHealth, state)
	if state != shop.CheckGood {
		out.Said = healthWords(c.number.Health)
	}
	return out
}

func (c *checkup) checkSending() shop.Check {
	if c.pausedBy < 0 {
		return line(shop.CheckSending, shop.CheckGood)
	}
	return with(line(shop.CheckSending, shop.CheckBad), "", "Code", strconv.Itoa(c.pausedBy))
}

func (c *checkup) checkName() shop.Check {
	states := map[string]shop.CheckState{"APPROVED": shop.CheckGood, "AVAILABLE_WITHOUT_REVIEW": shop.CheckGood,
		"PENDING_REVIEW": shop.CheckWaiting, "PENDING": shop.CheckWaiting, "DEFERRED": shop.CheckWaiting,
		"DECLINED": shop.CheckBad, "REJECTED": shop.CheckBad, "EXPIRED": shop.CheckBad}
	state := states[strings.ToUpper(c.number.NameStatus)]
	if c.numErr != nil || state == "" {
		return line(shop.CheckName, shop.CheckUnknown)
	}
	return with(line(shop.CheckName, state), "", "Name", c.number.VerifiedName)
}

func (c *checkup) checkQuality() shop.Check {
	states := map[string]shop.CheckState{"GREEN": shop.CheckGood, "YELLOW": shop.CheckWarning, "RED": shop.CheckBad}
	state, rated := states[strings.ToUpper(c.number.Quality)]
	switch {
	case c.numErr != nil:
		return line(shop.CheckQuality, shop.CheckUnknown)
	case !rated:
		return line(shop.CheckQuality, shop.CheckWaiting)
	}
	return line(shop.CheckQuality, state)
}

// paymentCodes are the errors that only a payment method mends.
var paymentCodes = []int{131042, 134011}

// checkPayment: no call tells of payment methods, but health and refused sends do.
func (c *checkup) checkPayment() shop.Check {
	if slices.Contains(paymentCodes, c.pausedBy) {
		return line(shop.CheckPayment, shop.CheckBad)
	}
	if c.numErr != nil || len(c.number.Health.Entities) == 0 {
		return line(shop.CheckPayment, shop.CheckUnknown)
	}
	for _, e := range c.number.Health.Entities {
		for _, p := range e.Problems {
			if slices.Contains(paymentCodes, p.Code) || strings.Contains(strings.ToLower(p.Description), "payment") {
				bad := line(shop.CheckPayment, shop.CheckBad)
				bad.Said = p.Description
				return bad
			}
		}
	}
	return line(shop.CheckPayment, shop.CheckGood)
}

// checkLimit reads TIER_250, TIER_2K, TIER_10K, TIER_100K and TIER_UNLIMITED.
func (c *checkup) checkLimit() shop.Check {
	tier := strings.TrimPrefix(strings.ToUpper(c.number.MessagingLimit), "TIER_")
	switch {
	case c.numErr != nil || tier == "":
		return line(shop.CheckLimit, shop.CheckUnknown)
	case tier == "UNLIMITED":
		return with(line(shop.CheckLimit, shop.CheckGood), "unlimited")
	}
	return with(line(shop.CheckLimit, shop.CheckGood), "", "Limit", strings.Replace(tier, "K", "000", 1))
}

func (c *checkup) checkTemplates() shop.Check {
	approved, all := 0, 0
	for _, t := range c.templates {
		if t.State == shop.TemplateDeleted {
			continue
		}
		all++
		if t.State == shop.TemplateApproved {
			approved++
		}
	}
	if approved == 0 {
		return line(shop.CheckTemplates, shop.CheckWarning)
	}
	return with(line(shop.CheckTemplates, shop.CheckGood), "", "Approved", strconv.Itoa(approved), "All", strconv.Itoa(all))
}

func (c *checkup) checkHistory() shop.Check {
	switch {
	case c.refusedHistory:
		return line(shop.CheckHistory, shop.CheckWarning)
	case c.history >= 100:
		return line(shop.CheckHistory, shop.CheckGood)
	case c.history >= 0:
		return with(line(shop.CheckHistory, shop.CheckWaiting), "percent", "Percent", strconv.Itoa(c.history))
	case c.numErr != nil:
		return line(shop.CheckHistory, shop.CheckUnknown)
	case !c.number.OnPhoneApp:
		return with(line(shop.CheckHistory, shop.CheckGood), "own")
	}
	return line(shop.CheckHistory, shop.CheckWaiting)
}

func problemsOf(e whatsapp.HealthEntity) string {
	var words []string
	for _, p := range e.Problems {
		words = append(words, strings.TrimSpace(p.Description+" "+p.Solution))
	}
	return strings.Join(words, "; ")
}
