package programs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"mostrador/backend/sandbox"
)

// The secrets that platform and relay share in a test.
const (
	AppSecret   = "the app's secret"
	VerifyToken = "verify me"
	Token       = "a system user's token"
)

// Sandbox is the platform as a process.
type Sandbox struct {
	*child
	URL    string
	client *http.Client
}

// SandboxParams say how a platform is started.
type SandboxParams struct {
	Programs Programs
	Folder   string // empty: in memory
	Port     int
	Callback string  // where webhooks go
	Trust    string  // a certificate file that the callback may show
	Speed    float64 // 0: as in life
}

// StartSandbox starts a platform and waits until it answers.
func StartSandbox(ctx context.Context, p SandboxParams) (*Sandbox, error) {
	s := &Sandbox{URL: fmt.Sprintf("http://127.0.0.1:%d", p.Port), client: &http.Client{Timeout: 20 * time.Second}}
	args := []string{"-listen", fmt.Sprintf("127.0.0.1:%d", p.Port), "-callback", p.Callback}
	if p.Folder != "" {
		args = append(args, "-data", p.Folder)
	}
	if p.Speed > 0 {
		args = append(args, "-speed", fmt.Sprint(p.Speed))
	}
	env := []string{"MOSTRADOR_SANDBOX_TOKEN=" + Token, "MOSTRADOR_SANDBOX_APP_SECRET=" + AppSecret, "MOSTRADOR_SANDBOX_VERIFY_TOKEN=" + VerifyToken}
	if p.Trust != "" {
		// The callback's certificate is the relay's own; here it stands in for a
		// public one, which the real platform insists on.
		env = append(env, "SSL_CERT_FILE="+p.Trust, "SSL_CERT_DIR="+filepath.Dir(p.Trust))
	}
	var err error
	if s.child, err = startChild("mostrador-sandbox", p.Programs.Sandbox, env, args...); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	if err := s.printed(ctx, "Phone number id"); err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

// Close ends the platform.
func (s *Sandbox) Close() {
	s.Kill()
	s.client.CloseIdleConnections()
}

// AddCustomer gives somebody a phone.
func (s *Sandbox) AddCustomer(ctx context.Context, c sandbox.Customer) error {
	return s.control(ctx, http.MethodPost, "customers", c, nil)
}

// Writes lets a customer write; it gives the message's wamid.
func (s *Sandbox) Writes(ctx context.Context, phone string, m sandbox.Message) (string, error) {
	var answer struct {
		Wamid string `json:"wamid"`
	}
	err := s.control(ctx, http.MethodPost, "customers/"+url.PathEscape(phone)+"/messages", m, &answer)
	return answer.Wamid, err
}

// Inbox is what a customer's phone received.
func (s *Sandbox) Inbox(ctx context.Context, phone string) ([]sandbox.Received, error) {
	var answer struct {
		Messages []sandbox.Received `json:"messages"`
	}
	err := s.control(ctx, http.MethodGet, "customers/"+url.PathEscape(phone)+"/inbox", nil, &answer)
	return answer.Messages, err
}

// SetFaults makes the platform misbehave.
func (s *Sandbox) SetFaults(ctx context.Context, f sandbox.Faults) error {
	return s.control(ctx, http.MethodPut, "faults", f, nil)
}

// CallAt has the platform check an address and send webhooks there from now on;
// those that wait for a receiver that was away go out at once.
func (s *Sandbox) CallAt(ctx context.Context, address string) error {
	return s.control(ctx, http.MethodPut, "callback", map[string]string{"url": address, "verify_token": VerifyToken}, nil)
}

// Waiting is how many webhooks are not delivered yet.
func (s *Sandbox) Waiting(ctx context.Context) (int, error) {
	var answer struct {
		Waiting int `json:"webhooks_waiting"`
	}
	err := s.control(ctx, http.MethodGet, "", nil, &answer)
	return answer.Waiting, err
}

func (s *Sandbox) control(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, s.URL+"/sandbox/"+path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+Token)
	answer, err := s.client.Do(request)
	if err != nil {
		return fmt.Errorf("ask the platform: %w", err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("read the platform's answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return errors.New("the platform refused: " + string(raw))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}
