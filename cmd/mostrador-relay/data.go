package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"mostrador/backend/journal"
	"mostrador/backend/relay"
	"mostrador/backend/relay/admin"
)

// data are the flags that every command shares: which data, and its key.
type data struct {
	folder, keyFile, keysFile string
	graphURL, graphVersion    string
	natsURL, natsMonitor      string
	natsCredentials, blobsURL string
}

func (d *data) flags(set *flag.FlagSet) {
	set.StringVar(&d.folder, "data", "", "folder that keeps everything (required)")
	set.StringVar(&d.keyFile, "key-file", "", "file with the master key, outside the data folder; made at the first start (or set MOSTRADOR_KEY)")
	set.StringVar(&d.keysFile, "keys-file", "", "file with the customers' keys, which relays on one journal share (keys.db in the data folder)")
	set.StringVar(&d.graphURL, "graph-url", "", "address of the Graph API, if not Meta's own (a sandbox's)")
	set.StringVar(&d.graphVersion, "graph-version", "", "version of the Graph API, such as v26.0")
	set.StringVar(&d.natsURL, "nats", "", "address of a NATS cluster to keep the journal in, instead of the data folder")
	set.StringVar(&d.natsMonitor, "nats-monitor", "", "monitoring addresses of all its servers, comma separated")
	set.StringVar(&d.natsCredentials, "nats-credentials", "", "credentials file for it")
	set.StringVar(&d.blobsURL, "blobs", "", "shared storage for files instead of the data folder, such as s3://bucket?region=eu-west-3 or file:///mnt/files; needed with several relays")
}

func (d *data) check() error {
	if d.folder == "" {
		return errors.New("say where the data is: -data FOLDER")
	}
	if d.natsURL != "" && d.natsMonitor == "" {
		return errors.New("-nats needs -nats-monitor: the cluster is checked before it is written to")
	}
	return nil
}

func (d *data) keysPath() string {
	if d.keysFile != "" {
		return d.keysFile
	}
	return filepath.Join(d.folder, "keys.db")
}

// params opens what a relay on this data needs. The returned function closes it.
func (d *data) params(ctx context.Context, c console, logger *slog.Logger) (relay.Params, func() error, error) {
	nothing := func() error { return nil }
	key, err := masterKey(c, d)
	if err != nil {
		return relay.Params{}, nothing, err
	}
	params := relay.Params{DataDir: d.folder, MasterKey: key, KeysFile: d.keysPath(), Blobs: d.blobsURL,
		GraphBaseURL: d.graphURL, GraphVersion: d.graphVersion, Version: programVersion(), Logger: logger}
	if d.natsURL == "" {
		return params, nothing, nil
	}
	engine, err := journal.OpenExternal(ctx, journal.ExternalParams{URL: d.natsURL, MonitoringURLs: strings.Split(d.natsMonitor, ","),
		Credentials: d.natsCredentials, Logger: logger})
	if err != nil {
		return params, nothing, err
	}
	params.Journal = engine
	return params, engine.Close, nil
}

// address is what invites carry; serve writes it down for the other commands.
type address struct {
	PublicURL   string `json:"public_url"`
	Fingerprint string `json:"fingerprint,omitempty"`
}

func (d *data) addressFile() string { return filepath.Join(d.folder, "address.json") }

func (d *data) writeAddress(a address) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return os.WriteFile(d.addressFile(), raw, 0o600)
}

func (d *data) readAddress() (address, error) {
	var a address
	raw, err := os.ReadFile(d.addressFile())
	if errors.Is(err, os.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(raw, &a)
}

// atDesk does something at the relay that runs on this data, or, where none
// runs, on the data itself.
func (d *data) atDesk(ctx context.Context, c console, do func(admin.Desk) error) error {
	if err := d.check(); err != nil {
		return err
	}
	if remote, err := admin.Find(d.folder); err == nil {
		if err := do(remote); !errors.Is(err, admin.ErrNotRunning) {
			return err
		}
	}
	return d.offline(ctx, c, do)
}

func (d *data) offline(ctx context.Context, c console, do func(admin.Desk) error) (err error) {
	params, closeJournal, err := d.params(ctx, c, slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeJournal()) }()
	known, err := d.readAddress()
	if err != nil {
		return fmt.Errorf("read %s: %w", d.addressFile(), err)
	}
	params.PublicURL, params.Fingerprint, params.SenderPaused = known.PublicURL, known.Fingerprint, true
	params.AppSecret, _ = secret(c, envAppSecret)
	opened, err := relay.New(ctx, params)
	if err != nil {
		return inWords(err, d.folder)
	}
	defer func() { err = errors.Join(err, opened.Close(context.WithoutCancel(ctx))) }()
	return do(admin.Local{Relay: opened})
}

// inWords says what an operator can do about an error at start.
func inWords(err error, folder string) error {
	switch {
	case errors.Is(err, journal.ErrInUse):
		return fmt.Errorf("another relay runs on %s; stop it first, or give this one another -data folder", folder)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w; give this user the right to write to %s, or choose another -data folder", err, folder)
	}
	return err
}
