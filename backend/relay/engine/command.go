package engine

import (
	"context"
	"fmt"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// Do answers commands in their order. A command that was answered before gets
// the same answer and does nothing; a refusal is an answer, not an error. On an
// error none of the answers holds: the device asks again with the same ids.
func (s *Shop) Do(ctx context.Context, asking shop.Asking, commands []shop.Command) ([]wire.Answer, error) {
	if len(commands) > wire.MaxCommands {
		return nil, fmt.Errorf("%d commands at once; at most %d are possible", len(commands), wire.MaxCommands)
	}
	asking.Shop, asking.Now = s.params.Shop, s.Now()
	var answers []wire.Answer
	err := s.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		answers = make([]wire.Answer, 0, len(commands))
		for _, command := range commands {
			answer, err := answer(f, emit, command, asking)
			if err != nil {
				return err
			}
			answers = append(answers, answer)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

// Known answers those of the commands that were answered before, in their order.
func (s *Shop) Known(ctx context.Context, commands []shop.Command) ([]wire.Answer, error) {
	var answers []wire.Answer
	err := s.View(ctx, func(f *facts.Tx) error {
		answers = make([]wire.Answer, 0, len(commands))
		for _, command := range commands {
			if known, ok := f.Answer(command.ID); ok {
				answers = append(answers, known)
			}
		}
		return f.Err()
	})
	return answers, err
}

func answer(f *facts.Tx, emit func(...shop.Event) error, command shop.Command, asking shop.Asking) (wire.Answer, error) {
	if known, ok := f.Answer(command.ID); ok {
		return known, nil
	}
	events, err := shop.Decide(f, command, asking)
	if err != nil {
		return wire.Answer{}, err
	}
	if err := emit(events...); err != nil {
		return wire.Answer{}, err
	}
	known, ok := f.Answer(command.ID)
	if !ok && f.Err() == nil {
		return known, fmt.Errorf("command %s was decided without an answer", command.ID)
	}
	return known, f.Err()
}

// Answer is what became of a command; false: it was never asked here.
func (s *Shop) Answer(ctx context.Context, id shop.CommandID) (answer wire.Answer, ok bool, err error) {
	err = s.View(ctx, func(f *facts.Tx) error {
		answer, ok = f.Answer(id)
		return nil
	})
	return answer, ok, err
}
