package programs

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
)

// RelayParams say how a relay is started.
type RelayParams struct {
	Programs Programs
	Folder   string // its data folder and its key lie in it
	Data     string // the data folder, where it is to be elsewhere
	Port     int
	GraphURL string
	Plain    bool // plain HTTP on loopback, for benches of what TLS would hide
}

// Relay is a relay on its data, whether it runs or not.
type Relay struct {
	*child
	p      RelayParams
	client *http.Client
}

// NewRelay names a relay that does not run yet.
func NewRelay(p RelayParams) *Relay {
	if p.Data == "" {
		p.Data = filepath.Join(p.Folder, "data")
	}
	return &Relay{p: p}
}

// URL is the relay's address.
func (r *Relay) URL() string {
	if r.p.Plain {
		return fmt.Sprintf("http://127.0.0.1:%d", r.p.Port)
	}
	return fmt.Sprintf("https://127.0.0.1:%d", r.p.Port)
}

// Webhook is where the platform posts.
func (r *Relay) Webhook() string { return r.URL() + "/webhook" }

// Certificate is the file with the relay's own certificate.
func (r *Relay) Certificate() string { return filepath.Join(r.p.Data, "tls", "cert.pem") }

// Data is the relay's data folder.
func (r *Relay) Data() string { return r.p.Data }

func (r *Relay) shared() []string {
	args := []string{"-data", r.p.Data, "-key-file", filepath.Join(r.p.Folder, "key")}
	if r.p.GraphURL != "" {
		args = append(args, "-graph-url", r.p.GraphURL)
	}
	return args
}

func (r *Relay) env() []string {
	return []string{"MOSTRADOR_APP_SECRET=" + AppSecret, "MOSTRADOR_VERIFY_TOKEN=" + VerifyToken, "MOSTRADOR_TOKEN=" + Token}
}

// Launch starts the process and does not wait.
func (r *Relay) Launch() error {
	// An address that is not loopback alone makes the relay show its certificate.
	listen := fmt.Sprintf("0.0.0.0:%d", r.p.Port)
	if r.p.Plain {
		listen = fmt.Sprintf("127.0.0.1:%d", r.p.Port)
	}
	args := append([]string{"serve"}, r.shared()...)
	args = append(args, "-listen", listen, "-public-url", r.URL())
	var err error
	r.child, err = startChild("mostrador-relay", r.p.Programs.Relay, r.env(), args...)
	return err
}

// Start starts the relay and waits until it answers.
func (r *Relay) Start(ctx context.Context) error {
	if err := r.Launch(); err != nil {
		return err
	}
	if err := r.Ready(ctx); err != nil {
		r.Kill()
		return err
	}
	return nil
}

// Ready waits until the relay answers.
func (r *Relay) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	if err := r.printed(ctx, `msg="relay: ready"`); err != nil {
		return err
	}
	if r.client != nil {
		return nil
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	if !r.p.Plain {
		raw, err := os.ReadFile(r.Certificate())
		if err != nil {
			return fmt.Errorf("read the relay's certificate: %w", err)
		}
		trusted := x509.NewCertPool()
		trusted.AppendCertsFromPEM(raw)
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
	}
	r.client = &http.Client{Timeout: 20 * time.Second, Transport: transport}
	return nil
}

// Close ends the relay, if it runs.
func (r *Relay) Close() {
	if r.child != nil {
		r.Kill()
	}
	if r.client != nil {
		r.client.CloseIdleConnections()
	}
}

// Types runs one of the operator's commands and gives what it printed.
func (r *Relay) Types(ctx context.Context, command string, args ...string) (string, error) {
	all := append([]string{command}, r.shared()...)
	run := exec.CommandContext(ctx, r.p.Programs.Relay, append(all, args...)...)
	run.Env = append(cleanEnv(), r.env()...)
	out, err := run.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("mostrador-relay %s: %w: %s", command, err, out)
	}
	return string(out), nil
}

// Connect connects the sandbox's number.
func (r *Relay) Connect(ctx context.Context) error {
	_, err := r.Types(ctx, "connect", "-phone-number-id", sandbox.DefaultNumber, "-waba", sandbox.DefaultWABA)
	return err
}

var link = regexp.MustCompile(`mostrador://\S+`)

// Invite makes a link that lets one desktop in.
func (r *Relay) Invite(ctx context.Context, args ...string) (string, error) {
	out, err := r.Types(ctx, "invite", args...)
	if err != nil {
		return "", err
	}
	found := link.FindString(out)
	if found == "" {
		return "", errors.New("invite printed no link: " + out)
	}
	return found, nil
}

// Post posts a signed webhook, as the platform does, and gives the status.
func (r *Relay) Post(ctx context.Context, body []byte) (int, error) {
	return r.PostSigned(ctx, body, whatsapp.Sign(AppSecret, body))
}

// PostSigned posts a webhook with a signature; an empty one is left out.
func (r *Relay) PostSigned(ctx context.Context, body []byte, signature string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.Webhook(), bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if signature != "" {
		request.Header.Set(whatsapp.SignatureHeader, signature)
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// Metrics is what the operator's monitoring reads.
func (r *Relay) Metrics(ctx context.Context) (string, error) {
	raw, err := os.ReadFile(filepath.Join(r.p.Data, "admin.json"))
	if err != nil {
		return "", err
	}
	var desk struct {
		Address string `json:"address"`
	}
	if err := json.Unmarshal(raw, &desk); err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+desk.Address+"/metrics", nil)
	if err != nil {
		return "", err
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}
