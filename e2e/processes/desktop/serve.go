package desktop

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
)

// folderEnv marks a process as a desktop and names its folder.
const folderEnv = "MOSTRADOR_E2E_DESKTOP"

// ServeIfAsked turns this process into a desktop when it was started as one,
// and does not return then.
func ServeIfAsked() {
	folder := os.Getenv(folderEnv)
	if folder == "" {
		return
	}
	if err := serve(context.Background(), folder, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "desktop:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// core is a desktop without its window.
type core struct {
	folder  string
	account sync.Account
	store   *store.Store
	engine  *sync.Engine
	ended   chan error
}

func serve(ctx context.Context, folder string, in io.Reader, out io.Writer) error {
	c := &core{folder: folder}
	lines := bufio.NewReader(in)
	encoder := json.NewEncoder(out)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return c.close()
		}
		if err != nil {
			return errors.Join(err, c.close())
		}
		var asked ask
		if err := json.Unmarshal(line, &asked); err != nil {
			return errors.Join(err, c.close())
		}
		answer, err := c.answer(ctx, asked)
		if err != nil {
			answer = reply{Error: err.Error(), Kind: kindOf(err)}
		}
		if err := encoder.Encode(answer); err != nil {
			return errors.Join(err, c.close())
		}
	}
}

func kindOf(err error) Kind {
	for _, known := range []struct {
		err  error
		kind Kind
	}{
		{sync.ErrInviteText, InviteText}, {sync.ErrCodeRefused, CodeRefused}, {sync.ErrCertificate, Certificate},
		{sync.ErrNotReachable, NotReachable}, {sync.ErrNotARelay, NotARelay}, {errNotThere, NotThere},
	} {
		if errors.Is(err, known.err) {
			return known.kind
		}
	}
	return OtherError
}

func (c *core) answer(ctx context.Context, asked ask) (reply, error) {
	if asked.Do != askPair && asked.Do != askOpen && c.store == nil {
		return reply{}, errors.New("the desktop is not open")
	}
	switch asked.Do {
	case askPair:
		return reply{}, c.pair(ctx, asked.Text)
	case askOpen:
		return c.open(ctx)
	case askAccount:
		return c.who(), nil
	case askSend, askOrder, askMove, askRelease:
		return c.owner(ctx, asked)
	case askConfigure:
		return reply{}, c.do(ctx, &shop.ConfigureShop{Settings: shop.ShopConfigured{Pipeline: &Pipeline}})
	case askChats:
		chats, err := c.chats(ctx)
		return reply{Chats: chats}, err
	case askStatus:
		return c.status(ctx)
	case askDump:
		text, err := c.store.Dump(ctx)
		return reply{Text: text}, err
	case askCount:
		size, err := c.store.Size(ctx)
		return reply{Count: size.Messages}, err
	}
	return reply{}, fmt.Errorf("a desktop doesn't know %q", asked.Do)
}

// owner does what somebody at the desktop does.
func (c *core) owner(ctx context.Context, asked ask) (reply, error) {
	switch asked.Do {
	case askSend:
		return c.send(ctx, asked.Name, asked.Text)
	case askOrder:
		return c.order(ctx, asked.Name)
	case askMove:
		return c.move(ctx, asked.Order, asked.To)
	}
	n, err := c.release(ctx)
	return reply{Count: n}, err
}

func (c *core) pair(ctx context.Context, invite string) error {
	_, err := sync.Pair(ctx, sync.PairParams{Invite: invite, DeviceName: filepath.Base(c.folder), Dir: c.folder, Keys: sync.FileKeyKeeper{Dir: c.folder}})
	return err
}

func (c *core) open(ctx context.Context) (reply, error) {
	var err error
	if c.account, err = sync.LoadAccount(c.folder); err != nil {
		return reply{}, err
	}
	key, err := sync.KeeperFor(c.account).Key(c.account.KeyID)
	if err != nil {
		return reply{}, err
	}
	if c.store, err = store.Open(ctx, store.Params{Path: c.account.StorePath(), Shop: c.account.Shop}); err != nil {
		return reply{}, err
	}
	// A relay that comes back is to be found at once, so that a test can kill
	// it often.
	timing := sync.Timing{First: 50 * time.Millisecond, Most: 500 * time.Millisecond}
	c.engine, err = sync.New(sync.Params{Store: c.store, Account: c.account, Key: key, Timing: timing})
	if err != nil {
		return reply{}, err
	}
	c.ended = make(chan error, 1)
	go func() { c.ended <- c.engine.Run(context.WithoutCancel(ctx)) }()
	return c.who(), nil
}

func (c *core) who() reply {
	return reply{Account: &Account{
		Shop: c.account.Shop, Name: c.account.Name, Device: c.account.Device, Person: c.account.Person,
		Relay: c.account.Relay, Pinned: c.account.Fingerprint,
	}}
}

func (c *core) close() error {
	if c.engine == nil {
		return nil
	}
	return errors.Join(c.engine.Close(), <-c.ended, c.store.Close())
}

// do gives a command to the outbox; it is on disk when this returns.
func (c *core) do(ctx context.Context, wish shop.Wish) error {
	command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), c.account.Person, wish)
	if err != nil {
		return err
	}
	_, err = c.store.Do(ctx, command)
	return err
}
