package relay

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/registry"
)

// Params configure a relay.
type Params struct {
	// DataDir is the folder of this relay's files, made if missing.
	DataDir string
	// MasterKey seals tokens and customers' keys: 32 bytes from outside DataDir.
	MasterKey []byte
	// Journal keeps the logs; nil means one of its own in DataDir/journal. The
	// caller closes what it gives.
	Journal journal.Engine
	// Blobs is the address of shared storage for files as gocloud.dev/blob
	// names it; empty means the folder DataDir/media.
	Blobs string

	// KeysFile holds the customers' keys; relays that share a journal share it.
	// Empty: DataDir/keys.db.
	KeysFile string

	// GraphBaseURL and GraphVersion say where the platform is; empty: Meta's.
	GraphBaseURL string
	GraphVersion string
	// AppSecret signs webhooks. Without one every webhook is refused.
	AppSecret string
	// VerifyToken answers the platform's check of the webhook's address.
	VerifyToken string

	// PublicURL is the address that devices use, written into invites.
	PublicURL string
	// Fingerprint is the SHA-256 of the certificate that devices should see, in
	// hex; empty: the system's roots decide.
	Fingerprint string
	// TrustProxy takes the client's address from X-Forwarded-For, which only a
	// proxy in front may write.
	TrustProxy bool

	// Name of this relay in claims, the same after every restart and different
	// from other relays'; empty: one that is made at the first start and kept.
	Name string
	// Version of the program, as devices see it.
	Version string
	// SenderPaused starts without sending; commands are still taken.
	SenderPaused bool

	// ClaimFor is how long one attempt at sending may take, after which nothing is
	// known of it until a status comes; 0: 30 s.
	ClaimFor time.Duration

	// SegmentEvents is how many events of a journal are sealed together; 0: the
	// engine's own number.
	SegmentEvents int

	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: silent

	phonePause time.Duration // tests: between looks at what phones are to be asked for; below 0: never
	tellPause  time.Duration // tests: before the second try to tell a web shop; 0: tellPause
	mediaPause time.Duration // tests: the first pause after a failed download
}

// ErrParams says which parameter is missing or wrong.
var ErrParams = errors.New("the relay can't start")

func (p *Params) complete() error {
	if p.DataDir == "" {
		return fmt.Errorf("%w: no data folder was given", ErrParams)
	}
	if len(p.MasterKey) != registry.MasterKeySize {
		return fmt.Errorf("%w: the master key must have %d bytes, this has %d", ErrParams, registry.MasterKeySize, len(p.MasterKey))
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	if p.KeysFile == "" {
		p.KeysFile = filepath.Join(p.DataDir, "keys.db")
	}
	if p.Version == "" {
		p.Version = "dev"
	}
	return nil
}

// settle makes sure of the data folder and of the relay's name in it.
func (p *Params) settle() error {
	if err := checkFolder(p.DataDir); err != nil {
		return err
	}
	if p.Name != "" {
		return nil
	}
	file := filepath.Join(p.DataDir, "relay-name")
	raw, err := os.ReadFile(file)
	if p.Name = strings.TrimSpace(string(raw)); err == nil && p.Name != "" {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: read %s: %w", ErrParams, file, err)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "relay"
	}
	p.Name = host + "-" + uuid.NewString()[:8]
	if err := os.WriteFile(file, []byte(p.Name+"\n"), 0o600); err != nil {
		return fmt.Errorf("%w: write %s: %w", ErrParams, file, err)
	}
	return nil
}

// checkFolder finds out before anything else whether the data folder can be
// written to.
func checkFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("%w: the data folder %s can't be made: %w", ErrParams, dir, err)
	}
	probe, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return fmt.Errorf("%w: the data folder %s can't be written to: %w", ErrParams, dir, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
