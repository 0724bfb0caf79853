package relay

import (
	"context"
	"errors"
	"strconv"
	"time"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Where a number is used by the WhatsApp Business app on a phone and by the
// platform at once, the phone gives its contacts and its history: each once, and
// only within a day of onboarding. The relay asks by itself, and the answer that
// settles it is in the journal, so that no relay asks again.

const (
	// phoneDataWithin is the platform's limit.
	phoneDataWithin = 24 * time.Hour
	// phoneDataNoted is how long after it a number that was not asked is told of.
	phoneDataNoted = 7 * 24 * time.Hour
	phoneDataPause = time.Minute
	phoneDataRest  = 10 * time.Minute
)

// phones asks the phones of one shop.
type phones struct {
	relay *Relay
	of    *engine.Shop
	plain map[shop.ChannelID]bool // used by the platform alone
}

// askPhones works until the context ends.
func (r *Relay) askPhones(ctx context.Context, of *engine.Shop) {
	p := &phones{relay: r, of: of, plain: map[shop.ChannelID]bool{}}
	pause := r.params.phonePause
	switch {
	case pause < 0:
		return
	case pause == 0:
		pause = phoneDataPause
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		all := p.due(ctx)
		for _, due := range all {
			p.ask(ctx, due)
		}
		if len(all) == 0 && !p.rest(ctx) {
			return
		}
		timer.Reset(pause)
	}
}

// rest waits while there is nothing to ask, without waking a shop that is idle:
// until a number is connected, or for a while in which something happened.
// False: the context ended.
func (p *phones) rest(ctx context.Context) bool {
	began, channels := p.of.Now(), len(p.of.Channels())
	for {
		folded := p.of.Folded()
		if len(p.of.Channels()) != channels || p.of.Now().Sub(began) > phoneDataRest {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-folded:
		}
	}
}

// phoneAsk is something that a channel's phone was not asked for yet.
type phoneAsk struct {
	channel shop.ChannelFacts
	what    shop.PhoneData
	late    bool
}

// due lists what is to be asked.
func (p *phones) due(ctx context.Context) (all []phoneAsk) {
	err := p.of.View(ctx, func(f *facts.Tx) error {
		all = nil
		for _, c := range f.Channels() {
			known, ok := f.Number(c.ID)
			age := p.of.Now().Sub(known.Connected)
			state, _ := f.Account(c.WABA)
			if !ok || p.plain[c.ID] || age > phoneDataNoted || state == shop.AccountGone {
				continue
			}
			for _, what := range []shop.PhoneData{shop.PhoneContacts, shop.PhoneHistory} {
				if _, asked := f.Asked(c.ID, what); !asked {
					all = append(all, phoneAsk{channel: c, what: what, late: age > phoneDataWithin})
				}
			}
		}
		return f.Err()
	})
	if err != nil && ctx.Err() == nil {
		p.relay.logger.Warn("relay: what phones are to be asked for can't be read", "shop", p.of.ID(), "error", err)
	}
	return all
}

// ask asks a phone for one thing. What fails for now is asked for again.
func (p *phones) ask(ctx context.Context, due phoneAsk) {
	if p.plain[due.channel.ID] {
		return
	}
	client, number, err := p.relay.Client(ctx, p.of.ID(), due.channel.ID)
	if err == nil {
		var shared bool
		if shared, err = p.shared(ctx, client, number); err == nil && !shared {
			p.plain[due.channel.ID] = true
			return
		}
	}
	code := 0
	switch {
	case err != nil:
	case due.late:
		code = whatsapp.CodeSyncLate
	default:
		code, err = request(ctx, client, number, due.what)
	}
	if err == nil {
		err = p.record(ctx, due, code)
	}
	if err != nil && ctx.Err() == nil {
		p.relay.logger.Warn("relay: a phone could not be asked yet", "shop", p.of.ID(), "for", due.what, "error", err)
	}
}

// shared says whether a number is used on a phone, too.
func (p *phones) shared(ctx context.Context, client *whatsapp.Client, number string) (bool, error) {
	known, err := client.Number(ctx, number)
	return known.OnPhoneApp, err
}

// request asks; a definite no is no error but its code.
func request(ctx context.Context, client *whatsapp.Client, number string, what shop.PhoneData) (code int, err error) {
	kind := map[shop.PhoneData]string{shop.PhoneContacts: whatsapp.SyncContacts, shop.PhoneHistory: whatsapp.SyncHistory}[what]
	_, err = client.RequestPhoneData(ctx, number, kind)
	var refused *whatsapp.APIError
	if errors.As(err, &refused) {
		switch refused.Code {
		case whatsapp.CodeSyncUsed, whatsapp.CodeSyncLate, whatsapp.CodeSyncDeclined:
			return refused.Code, nil
		}
	}
	return 0, err
}

// record writes down that a phone was asked, once, and tells the owner of a no
// that can only be mended by connecting anew. That it was asked before is no
// news: it may have been this relay, whose answer got lost.
func (p *phones) record(ctx context.Context, due phoneAsk, code int) error {
	all := []engine.Fact{{Channel: due.channel.ID, Body: &shop.PhoneDataRequested{What: due.what, Code: code}}}
	if code == whatsapp.CodeSyncLate || code == whatsapp.CodeSyncDeclined {
		all = append(all, engine.Fact{Channel: due.channel.ID, Body: &shop.NoticeRaised{About: shop.NoticeHistory,
			Severity: shop.SeverityAttention, Topic: string(shop.NoticeHistory) + "|" + due.channel.WABA + "|" + due.channel.ID.String() + "|" + string(due.what),
			WABA: due.channel.WABA, Parameters: map[string]string{"code": strconv.Itoa(code), "what": string(due.what)}}})
	}
	return p.of.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		if _, asked := f.Asked(due.channel.ID, due.what); asked {
			return f.Err()
		}
		for i, fact := range all {
			key := due.channel.ID.String() + "|" + string(due.what) + "|" + strconv.Itoa(i) + "|" + p.of.Now().Format(time.RFC3339Nano)
			event, err := p.of.Event(shop.EventFor(p.of.ID(), fact.Body.Kind(), key), fact)
			if err != nil {
				return err
			}
			if err := emit(event); err != nil {
				return err
			}
		}
		return nil
	})
}
