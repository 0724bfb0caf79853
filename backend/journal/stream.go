package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	firstEpoch    = 1
	subjectPrefix = "journal."
	noticePrefix  = "journal-grew."
)

// stream is one JetStream stream with a single subject, and who waits on it.
type stream struct {
	engine  *JetStream
	name    string
	subject string
	handle  jetstream.Stream
	mu      sync.Mutex
	heard   func(seq uint64) // told of the stream's end, or of an earlier one
	opened  jetstream.StreamState
}

// logConfig is a log's stream: never trimmed, nothing deleted. Stored entries
// are announced without their content on a subject of their own, so that
// tailing needs neither polling nor a consumer.
func logConfig(name string, replicas int) jetstream.StreamConfig {
	config := baseConfig("log_"+name, "log."+name, replicas)
	config.DenyPurge = true
	return config
}

func intakeConfig(replicas int) jetstream.StreamConfig {
	return baseConfig("intake", "intake", replicas)
}

func baseConfig(name, subject string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               name,
		Subjects:           []string{subjectPrefix + subject},
		Storage:            jetstream.FileStorage,
		Retention:          jetstream.LimitsPolicy,
		Discard:            jetstream.DiscardNew,
		Replicas:           replicas,
		MaxMsgs:            -1,
		MaxBytes:           -1,
		MaxMsgSize:         -1,
		MaxMsgsPerSubject:  -1,
		DenyDelete:         true,
		AllowDirect:        true,
		AllowAtomicPublish: true,
		RePublish: &jetstream.RePublish{
			Source:      subjectPrefix + subject,
			Destination: noticePrefix + subject,
			HeadersOnly: true,
		},
	}
}

// openStream makes or finds a stream and starts listening to its growth. The
// engine's lock is held.
func (e *JetStream) openStream(ctx context.Context, config jetstream.StreamConfig) (*stream, error) {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	if err := e.writable(0); err != nil {
		return nil, err
	}
	handle, err := e.js.Stream(ctx, config.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		handle, err = e.js.CreateStream(ctx, config)
	}
	if err != nil {
		return nil, unavailable(ctx, "opening "+config.Name, err)
	}
	if err := checkConfig(handle.CachedInfo().Config, config); err != nil {
		return nil, err
	}
	s := &stream{engine: e, name: config.Name, subject: config.Subjects[0], handle: handle}
	sub, err := e.conn.Subscribe(config.RePublish.Destination, s.grew)
	if err != nil {
		return nil, unavailable(ctx, "listening to "+config.Name, err)
	}
	if err := sub.SetPendingLimits(-1, -1); err != nil {
		return nil, unavailable(ctx, "listening to "+config.Name, err)
	}
	if s.opened, err = s.info(ctx); err != nil {
		return nil, err
	}
	e.streams = append(e.streams, s)
	return s, nil
}

// checkConfig refuses a stream that somebody else made and that would lose entries.
func checkConfig(is, want jetstream.StreamConfig) error {
	lossy := is.Storage != want.Storage || is.Retention != want.Retention ||
		is.MaxAge != 0 || is.MaxMsgs > 0 || is.MaxMsgsPerSubject > 0 ||
		(is.MaxBytes > 0 && is.Discard != jetstream.DiscardNew) ||
		is.PersistMode == jetstream.AsyncPersistMode || is.Replicas < want.Replicas
	unfit := !is.AllowAtomicPublish || !is.AllowDirect || is.RePublish == nil ||
		len(is.Subjects) != 1 || is.Subjects[0] != want.Subjects[0]
	if lossy || unfit {
		return fmt.Errorf("%w: stream %s was made with other settings; remove it or use another cluster", ErrUnsafe, is.Name)
	}
	return nil
}

// hear sets who is told when the stream grows.
func (s *stream) hear(heard func(seq uint64)) {
	s.mu.Lock()
	s.heard = heard
	s.mu.Unlock()
	s.tell(s.opened.LastSeq)
}

func (s *stream) tell(seq uint64) {
	s.mu.Lock()
	heard := s.heard
	s.mu.Unlock()
	if heard != nil && seq > 0 {
		heard(seq)
	}
}

// grew hears that an entry was stored.
func (s *stream) grew(notice *nats.Msg) {
	if seq, err := strconv.ParseUint(notice.Header.Get(jetstream.SequenceHeader), 10, 64); err == nil {
		s.tell(seq)
	}
}

// info asks the stream's leader for its state.
func (s *stream) info(ctx context.Context) (jetstream.StreamState, error) {
	ctx, cancel := s.engine.bounded(ctx)
	defer cancel()
	info, err := s.handle.Info(ctx)
	if err != nil {
		return jetstream.StreamState{}, unavailable(ctx, "asking for the state of "+s.name, err)
	}
	s.tell(info.State.LastSeq)
	return info.State, nil
}

// holes tells whether entries were missing when the stream was opened, which
// in a log that is never trimmed means damage.
func (s *stream) holes(ctx context.Context) error {
	state := s.opened
	if state.LastSeq > 0 && state.FirstSeq > 1 {
		return &DamagedError{s.name, 1, "the first entries are missing"}
	}
	if state.Msgs == state.LastSeq {
		return nil
	}
	ctx, cancel := s.engine.bounded(ctx)
	defer cancel()
	first := Position(state.LastSeq)
	if info, err := s.handle.Info(ctx, jetstream.WithDeletedDetails(true)); err == nil && len(info.State.Deleted) > 0 {
		first = Position(info.State.Deleted[0])
	}
	return &DamagedError{s.name, first, fmt.Sprintf("%d entries are missing here or later", state.LastSeq-state.Msgs)}
}

// stored is a message of a stream.
type stored struct {
	seq uint64
	raw []byte
}

// last reads the newest message from the stream's leader.
func (s *stream) last(ctx context.Context) (stored, bool, error) {
	return s.ask(ctx, map[string]any{"last_by_subj": s.subject})
}

// at reads one message by sequence from the stream's leader; false when there is none.
func (s *stream) at(ctx context.Context, seq uint64) (stored, bool, error) {
	return s.ask(ctx, map[string]any{"seq": seq})
}

func (s *stream) ask(ctx context.Context, query map[string]any) (stored, bool, error) {
	ctx, cancel := s.engine.bounded(ctx)
	defer cancel()
	body, err := json.Marshal(query)
	if err != nil {
		return stored{}, false, fmt.Errorf("journal: asking %s: %w", s.name, err)
	}
	reply, err := s.engine.conn.RequestWithContext(ctx, "$JS.API.STREAM.MSG.GET."+s.name, body)
	if err != nil {
		return stored{}, false, unavailable(ctx, "reading from "+s.name, err)
	}
	var answer struct {
		Error   *jetstream.APIError `json:"error"`
		Message *struct {
			Sequence uint64 `json:"seq"`
			Data     []byte `json:"data"`
		} `json:"message"`
	}
	if err := json.Unmarshal(reply.Data, &answer); err != nil {
		return stored{}, false, unavailable(ctx, "reading from "+s.name, err)
	}
	switch {
	case answer.Error != nil && answer.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound:
		return stored{}, false, nil
	case answer.Error != nil:
		return stored{}, false, unavailable(ctx, "reading from "+s.name, answer.Error)
	case answer.Message == nil:
		return stored{}, false, unavailable(ctx, "reading from "+s.name, errors.New("empty answer"))
	}
	return stored{answer.Message.Sequence, answer.Message.Data}, true, nil
}
