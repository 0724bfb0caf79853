package desktop

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	stdsync "sync"

	"mostrador/shop"
)

// ErrGone says that the process ended before it answered: whether it did what
// it was asked is not known.
var ErrGone = errors.New("the desktop's process is gone")

// Problem is what the desktop answered that it can't do.
type Problem struct {
	Kind Kind
	Text string
}

// Error is the desktop's words.
func (p *Problem) Error() string { return p.Text }

// Process is a desktop that runs as a process of its own.
type Process struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *os.File
	lines *bufio.Reader
	turn  stdsync.Mutex // one ask at a time
	ended chan struct{}
	err   error
}

// Start starts this program once more, as a desktop with a folder.
func Start(folder string) (*Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &Process{ended: make(chan struct{})}
	p.cmd = exec.Command(self) //nolint:noctx // Close and Kill end it
	p.cmd.Env = append(os.Environ(), folderEnv+"="+folder)
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	// A pipe of our own: exec's would be closed by Wait while it is being read.
	out, child, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.out, p.lines, p.cmd.Stdout = out, bufio.NewReader(out), child
	err = p.cmd.Start()
	_ = child.Close() // only this side's copy
	if err != nil {
		return nil, errors.Join(err, out.Close())
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill is kill -9; it waits until the process is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	<-p.ended
	p.turn.Lock()
	defer p.turn.Unlock()
	_ = p.out.Close()
}

// Close ends the desktop as its window would.
func (p *Process) Close() error {
	_ = p.in.Close()
	<-p.ended
	p.turn.Lock()
	defer p.turn.Unlock()
	_ = p.out.Close()
	return p.err
}

func (p *Process) ask(asked ask) (reply, error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	raw, err := json.Marshal(asked)
	if err != nil {
		return reply{}, err
	}
	if _, err := p.in.Write(append(raw, '\n')); err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrGone, err)
	}
	line, err := p.lines.ReadBytes('\n')
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrGone, err)
	}
	var answer reply
	if err := json.Unmarshal(line, &answer); err != nil {
		return reply{}, err
	}
	if answer.Error != "" {
		return reply{}, &Problem{Kind: answer.Kind, Text: answer.Error}
	}
	return answer, nil
}

// Pair joins a shop with an invite.
func (p *Process) Pair(invite string) error {
	_, err := p.ask(ask{Do: askPair, Text: invite})
	return err
}

// Open opens the shop's file and the link to the relay.
func (p *Process) Open() (Account, error) {
	answer, err := p.ask(ask{Do: askOpen})
	if err != nil {
		return Account{}, err
	}
	return *answer.Account, nil
}

// Account is who and where an open desktop is.
func (p *Process) Account() (Account, error) {
	answer, err := p.ask(ask{Do: askAccount})
	if err != nil {
		return Account{}, err
	}
	return *answer.Account, nil
}

// Configure gives the shop's orders their Pipeline.
func (p *Process) Configure() error {
	_, err := p.ask(ask{Do: askConfigure})
	return err
}

// Send writes to a customer. Without an error the message is in the outbox, on
// disk.
func (p *Process) Send(name, text string) (shop.MessageID, error) {
	answer, err := p.ask(ask{Do: askSend, Name: name, Text: text})
	return answer.Message, err
}

// Order opens an order for a customer.
func (p *Process) Order(name string) (shop.OrderID, error) {
	answer, err := p.ask(ask{Do: askOrder, Name: name})
	return answer.Order, err
}

// Move moves an order and tells its customer; it gives the words. Without an
// error the move is in the outbox, on disk, or was before it was asked for again.
func (p *Process) Move(order shop.OrderID, to shop.StatusID) (string, error) {
	answer, err := p.ask(ask{Do: askMove, Order: order, To: to})
	return answer.Text, err
}

// Chats lists every conversation with its messages.
func (p *Process) Chats() ([]Chat, error) {
	answer, err := p.ask(ask{Do: askChats})
	return answer.Chats, err
}

// Status is how the link stands.
func (p *Process) Status() (Status, error) {
	answer, err := p.ask(ask{Do: askStatus})
	if err != nil {
		return Status{}, err
	}
	return *answer.Status, nil
}

// Dump is the text of the confirmed tables.
func (p *Process) Dump() (string, error) {
	answer, err := p.ask(ask{Do: askDump})
	return answer.Text, err
}

// Count is how many messages there are.
func (p *Process) Count() (int, error) {
	answer, err := p.ask(ask{Do: askCount})
	return answer.Count, err
}

// Release lets leave what was held back for the owner, and says how much it was.
func (p *Process) Release() (int, error) {
	answer, err := p.ask(ask{Do: askRelease})
	return answer.Count, err
}
