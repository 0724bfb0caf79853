package relay

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

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

	// Name of this relay in claims; empty: the machine's name and process id.
	Name string
	// Version of the program, as devices see it.
	Version string
	// SenderPaused starts without sending; commands are still taken.
	SenderPaused bool

	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: silent

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
	if p.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			host = "relay"
		}
		p.Name = fmt.Sprintf("%s-%d", host, os.Getpid())
	}
	if p.Version == "" {
		p.Version = "dev"
	}
	return nil
}
