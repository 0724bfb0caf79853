package journal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Epochs after the first have streams of their own: log_shop-1E2, with the
// subject journal.log.shop-1.E2. While it is being filled a stream's metadata
// say by whom; it counts once they don't.
const (
	metaFilling = "mostrador-filling"
	metaKept    = "mostrador-kept"
	// staleFilling is after how long a stream that somebody else fills is taken
	// for one that was left behind.
	staleFilling = 2 * time.Minute
)

func epochConfig(name string, epoch uint32, replicas int) jetstream.StreamConfig {
	if epoch == firstEpoch {
		return logConfig(name, replicas)
	}
	config := baseConfig(fmt.Sprintf("log_%sE%d", name, epoch), fmt.Sprintf("log.%s.E%d", name, epoch), replicas)
	config.DenyPurge = true
	return config
}

// newestEpoch finds a log's newest whole epoch, and what it keeps of earlier ones.
func (e *JetStream) newestEpoch(ctx context.Context, name string) (newest uint32, keeps kept, err error) {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	newest = firstEpoch
	list := e.js.ListStreams(ctx, jetstream.WithStreamListSubject(subjectPrefix+"log."+name+".*"))
	for info := range list.Info() {
		_, digits, _ := strings.Cut(info.Config.Name, "log_"+name+"E")
		epoch, err := strconv.ParseUint(digits, 10, 32)
		if err != nil || info.Config.Metadata[metaFilling] != "" || uint32(epoch) <= newest {
			continue
		}
		newest = uint32(epoch)
		if keeps, err = parseKept(info.Config.Metadata[metaKept]); err != nil {
			return 0, nil, err
		}
	}
	if err := list.Err(); err != nil {
		return 0, nil, unavailable(ctx, "looking for epochs of "+name, err)
	}
	return newest, keeps, nil
}

// openLog opens the newest epoch of a log. The engine's lock is held.
func (e *JetStream) openLog(ctx context.Context, name string) (*streamLog, error) {
	epoch, keeps, err := e.newestEpoch(ctx, name)
	if err != nil {
		return nil, err
	}
	s, err := e.openStream(ctx, epochConfig(name, epoch, e.replicas))
	if err != nil {
		return nil, err
	}
	log := &streamLog{engine: e, stream: s, epoch: epoch, keeps: keeps, genesis: genesis(name, firstEpoch), damage: s.holes(ctx)}
	s.hear(func(seq uint64) { log.waiters.reached(Position(seq)) })
	if e.replicas > 1 {
		return log, e.hearOfEpochs(ctx, name, log)
	}
	return log, nil
}

// hearOfEpochs lets a log know when another relay begins a newer epoch of it.
func (e *JetStream) hearOfEpochs(ctx context.Context, name string, log *streamLog) error {
	_, err := e.conn.Subscribe(noticePrefix+"log."+name+".*", func(notice *nats.Msg) {
		_, digits, _ := strings.Cut(notice.Subject, name+".E")
		if epoch, err := strconv.ParseUint(digits, 10, 32); err != nil || uint32(epoch) <= log.epoch || log.renewed.Swap(true) {
			return
		}
		e.mu.Lock()
		if e.logs[name] == log {
			delete(e.logs, name)
		}
		e.mu.Unlock()
		log.waiters.close()
	})
	return unavailable(ctx, "listening for epochs of "+name, err)
}

// Epoch is a log's newest epoch; see Renewer.
func (e *JetStream) Epoch(ctx context.Context, name string) (uint32, error) {
	opened, err := e.Log(ctx, name)
	if err != nil {
		return 0, err
	}
	return opened.(*streamLog).epoch, nil
}

// Salvage returns what is whole of a log's newest epoch; see Renewer.
func (e *JetStream) Salvage(ctx context.Context, name string, after Position) ([]Loose, error) {
	opened, err := e.Log(ctx, name)
	if err != nil {
		return nil, err
	}
	log := opened.(*streamLog)
	state, err := log.stream.info(ctx)
	if err != nil {
		return nil, err
	}
	for uint64(after) < state.LastSeq {
		got, err := log.stream.fetch(ctx, uint64(after)+1, salvageMost, salvageBytes)
		if err != nil {
			// One message that can't be read must not hide those behind it.
			if got, err = log.oneByOne(ctx, after, state.LastSeq); err != nil {
				return nil, err
			}
		}
		if len(got) == 0 {
			return nil, nil
		}
		if all := log.loose(got); len(all) > 0 {
			return all, nil
		}
		after = Position(got[len(got)-1].seq)
	}
	return nil, nil
}

const (
	salvageMost  = 1000
	salvageBytes = 4 << 20
)

// oneByOne reads the next messages that can be read.
func (l *streamLog) oneByOne(ctx context.Context, after Position, last uint64) ([]stored, error) {
	var got []stored
	for seq := uint64(after) + 1; seq <= last && len(got) < salvageMost; seq++ {
		one, found, err := l.stream.at(ctx, seq)
		if ctx.Err() != nil {
			return nil, err
		}
		if err == nil && found {
			got = append(got, one)
		}
	}
	return got, nil
}

// loose keeps what is whole by itself.
func (l *streamLog) loose(got []stored) []Loose {
	var all []Loose
	for _, g := range got {
		if entry, before, err := open(l.stream.name, l.epoch, Position(g.seq), g.raw); err == nil {
			all = append(all, Loose{entry, before})
		}
	}
	return all
}

// Renew begins a log's next epoch; see Renewer.
func (e *JetStream) Renew(ctx context.Context, name string, epoch uint32, fill func(add func([]Entry) error) error) (Log, error) {
	opened, err := e.Log(ctx, name)
	if err != nil {
		return nil, err
	}
	old := opened.(*streamLog)
	if epoch <= old.epoch {
		return nil, fmt.Errorf("journal: epoch %d of %s is over", epoch, name)
	}
	if err := old.seal(ctx); err != nil {
		return nil, err
	}
	config := epochConfig(name, epoch, e.replicas)
	if err := e.beginFilling(ctx, &config); err != nil {
		return nil, err
	}
	filling := newRefill(name, epoch)
	if err := e.fill(ctx, config, filling, fill); err != nil {
		return nil, err
	}
	config.Metadata = map[string]string{metaKept: old.keeps.next(old.epoch, filling.same).String()}
	if err := e.update(ctx, config); err != nil {
		return nil, err
	}
	e.mu.Lock()
	delete(e.logs, name)
	e.mu.Unlock()
	old.waiters.close()
	return e.Log(ctx, name)
}

// seal lets nothing be appended to an epoch any more, by whichever relay.
func (l *streamLog) seal(ctx context.Context) error {
	if l.stream.handle.CachedInfo().Config.Sealed {
		return nil
	}
	config := l.stream.handle.CachedInfo().Config
	config.Sealed = true
	return l.engine.update(ctx, config)
}

func (e *JetStream) update(ctx context.Context, config jetstream.StreamConfig) error {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	if _, err := e.js.UpdateStream(ctx, config); err != nil {
		return unavailable(ctx, "changing "+config.Name, err)
	}
	return nil
}

// beginFilling makes the stream of an epoch, or takes over one that was left
// behind half filled.
func (e *JetStream) beginFilling(ctx context.Context, config *jetstream.StreamConfig) error {
	ctx, cancel := e.bounded(ctx)
	defer cancel()
	config.Metadata = map[string]string{metaFilling: uuid.NewString()}
	handle, err := e.js.Stream(ctx, config.Name)
	if err == nil {
		there := handle.CachedInfo()
		if e.replicas > 1 && e.now().Sub(there.Created) < staleFilling {
			return fmt.Errorf("%w: another relay is about to begin epoch %s", ErrUnavailable, config.Name)
		}
		err = e.js.DeleteStream(ctx, config.Name)
	}
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return unavailable(ctx, "making room for "+config.Name, err)
	}
	if _, err := e.js.CreateStream(ctx, *config); err != nil {
		return unavailable(ctx, "making "+config.Name, err)
	}
	return nil
}

// fillBatch is how many entries are stored at a time.
const fillBatch = 400

func (e *JetStream) fill(ctx context.Context, config jetstream.StreamConfig, filling *refill, fill func(add func([]Entry) error) error) error {
	to := &streamLog{engine: e, stream: &stream{engine: e, name: config.Name, subject: config.Subjects[0]}}
	add := func(entries []Entry) error {
		for len(entries) > 0 {
			n, size := 0, 0
			for n < len(entries) && n < fillBatch && (n == 0 || size+len(entries[n].Data) < MaxBatchBytes/2) {
				size += len(entries[n].Data)
				n++
			}
			if err := e.writable(size); err != nil {
				return err
			}
			if _, err := to.publish(ctx, filling.links(entries[:n])); err != nil {
				return unavailable(ctx, "filling "+config.Name, err)
			}
			entries = entries[n:]
		}
		return nil
	}
	if err := fill(add); err != nil {
		return err
	}
	if filling.place.Position == 0 {
		return errNothingKept
	}
	return nil
}
