package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mostrador/backend/relay"
)

// Remote is a desk at a relay that runs in another process.
type Remote struct {
	where  where
	client *http.Client
}

// remotePatience covers what connecting a number asks of the platform.
const remotePatience = 3 * time.Minute

// maxAnswer bounds what is read of an answer: a long list of desktops.
const maxAnswer = 8 << 20

// ErrNotRunning says that no relay runs on a data folder.
var ErrNotRunning = errors.New("no relay runs on this data folder")

// Find finds the relay that runs on a data folder.
func Find(folder string) (*Remote, error) {
	raw, err := os.ReadFile(filepath.Join(folder, FileName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNotRunning
	}
	if err != nil {
		return nil, fmt.Errorf("find the running relay: %w", err)
	}
	var w where
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, fmt.Errorf("read %s: %w", FileName, err)
	}
	return &Remote{where: w, client: &http.Client{Timeout: remotePatience}}, nil
}

// Invite makes a link.
func (r *Remote) Invite(ctx context.Context, ask InviteRequest) (answer InviteAnswer, err error) {
	err = r.ask(ctx, pathInvite, ask, &answer)
	return answer, err
}

// Connect connects a business number.
func (r *Remote) Connect(ctx context.Context, ask ConnectRequest) (answer relay.Connected, err error) {
	err = r.ask(ctx, pathConnect, ask, &answer)
	return answer, err
}

// Devices lists a shop's desktops.
func (r *Remote) Devices(ctx context.Context, ask DevicesRequest) (answer DevicesAnswer, err error) {
	err = r.ask(ctx, pathDevices, ask, &answer)
	return answer, err
}

// Revoke cuts a desktop off.
func (r *Remote) Revoke(ctx context.Context, ask RevokeRequest) (answer DeviceLine, err error) {
	err = r.ask(ctx, pathRevoke, ask, &answer)
	return answer, err
}

// Look asks what a token and an account allow.
func (r *Remote) Look(ctx context.Context, ask LookRequest) (answer relay.Prospect, err error) {
	err = r.ask(ctx, pathLook, ask, &answer)
	return answer, err
}

// Register puts a number on the Cloud API.
func (r *Remote) Register(ctx context.Context, ask RegisterRequest) (answer Done, err error) {
	err = r.ask(ctx, pathRegister, ask, &answer)
	return answer, err
}

// Check goes through the check lists of a shop's numbers.
func (r *Remote) Check(ctx context.Context, ask CheckRequest) (answer CheckAnswer, err error) {
	err = r.ask(ctx, pathCheck, ask, &answer)
	return answer, err
}

// ask answers ErrNotRunning when nobody listens there: the file is left over
// from a relay that was killed.
func (r *Remote) ask(ctx context.Context, path string, in, out any) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+r.where.Address+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+r.where.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read the relay's answer: %w", err)
	}
	switch response.StatusCode {
	case http.StatusOK:
		return json.Unmarshal(body, out)
	case http.StatusUnauthorized, http.StatusNotFound:
		return ErrNotRunning // another program has the port now
	}
	return errors.New(strings.TrimSpace(string(body)))
}
