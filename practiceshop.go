package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	stdsync "sync"
	"time"

	"mostrador/backend/practice"
	"mostrador/sync"
	"mostrador/sync/status"
	"mostrador/ui/desk"
)

// latePractice is the practice shop's other side, which starts after the
// window is shown.
type latePractice struct {
	mu    stdsync.Mutex
	inner *practice.Practice
}

func (l *latePractice) attach(p *practice.Practice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inner = p
}

func (l *latePractice) get() (*practice.Practice, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inner == nil {
		return nil, errNotConnected
	}
	return l.inner, nil
}

func (l *latePractice) close() {
	p, err := l.get()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = p.Close(ctx) //nolint:errcheck // what it holds is durable already
}

// Customers are whom the owner can play.
func (l *latePractice) Customers(context.Context) ([]desk.PracticeCustomer, error) {
	p, err := l.get()
	if err != nil {
		return nil, err
	}
	all := p.Customers()
	customers := make([]desk.PracticeCustomer, 0, len(all))
	for _, c := range all {
		customers = append(customers, desk.PracticeCustomer{ID: c.ID, Name: c.Name})
	}
	return customers, nil
}

// WriteAs writes to the shop as a customer.
func (l *latePractice) WriteAs(ctx context.Context, customer, text string) error {
	p, err := l.get()
	if err != nil {
		return err
	}
	return p.WriteAs(ctx, customer, practice.Writing{Text: text})
}

// Received is the chat on a customer's phone.
func (l *latePractice) Received(_ context.Context, customer string) ([]desk.PracticeMessage, error) {
	p, err := l.get()
	if err != nil {
		return nil, err
	}
	phone, err := p.InboxOf(customer)
	if err != nil {
		return nil, err
	}
	messages := make([]desk.PracticeMessage, 0, len(phone))
	for _, m := range phone {
		messages = append(messages, desk.PracticeMessage{Mine: !m.FromShop, Text: m.Text, At: m.At})
	}
	return messages, nil
}

// startPractice starts the other side and makes sure that this computer has
// joined it. The account may be new: at the first start, and when the practice
// folder was emptied.
func startPractice(ctx context.Context, o options, language string, p *program) (*practice.Practice, sync.Account, error) {
	other, err := practice.Start(ctx, practice.Params{
		Dir: practiceFolder(o.data), Language: language, Version: version, Logger: p.log,
	})
	if err != nil {
		return nil, sync.Account{}, fmt.Errorf("start the practice shop: %w", err)
	}
	account, err := joinPractice(ctx, other, filepath.Join(shopsFolder(o.data), practiceShop))
	if err != nil {
		return nil, sync.Account{}, errors.Join(err, other.Close(ctx))
	}
	return other, account, nil
}

func joinPractice(ctx context.Context, other *practice.Practice, dir string) (sync.Account, error) {
	account, err := sync.LoadAccount(dir)
	if err == nil && account.Shop == other.Shop() {
		if account.Relay == other.RelayURL() {
			return account, nil
		}
		account.Relay = other.RelayURL()
		return account, sync.SaveAccount(account)
	}
	if err == nil { // another bakery than the one that this file is of
		if err := os.Rename(dir, dir+"-"+time.Now().Format("20060102-150405")); err != nil {
			return sync.Account{}, fmt.Errorf("put the earlier practice shop aside: %w", err)
		}
	}
	invite, err := other.Invite(ctx)
	if err != nil {
		return sync.Account{}, err
	}
	return sync.Pair(ctx, sync.PairParams{
		Invite: invite, DeviceName: deviceName(), Dir: dir, Version: version,
		Keys: sync.FileKeyKeeper{Dir: dir}, // nothing of the practice shop is a secret
	})
}

func deviceName() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return "Mostrador"
	}
	return name
}

// connectPractice starts the other side behind a window that is open already.
func (s *session) connectPractice(p *program, language string) {
	s.work.Go(func() {
		other, account, err := startPractice(s.ctx, p.options, language, p)
		if err != nil {
			s.log.Error("practice shop", "error", err)
			s.link.fail(status.StoreFailing{})
			return
		}
		s.practice.attach(other)
		if account.Shop != s.account.Shop {
			p.reopen(practiceShop)
			return
		}
		if err := s.connect(account); err != nil {
			s.log.Error("practice shop", "error", err)
			s.link.fail(status.KeyMissing{})
		}
	})
}
