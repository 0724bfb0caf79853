package relay

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// maxCommandBody is the most bytes of a batch of commands.
const maxCommandBody = 4 << 20

// commandPatience is how long a batch may take on a slow line.
const commandPatience = time.Minute

func (r *Relay) registerCommands(api huma.API) {
	op := operation(api, "commands", http.MethodPost, wire.PathCommands,
		"Ask for changes, in order; a repeated command gets the answer it got the first time")
	op.MaxBodyBytes, op.BodyReadTimeout = maxCommandBody, commandPatience
	huma.Register(api, op, r.commands)
}

type commandsInput struct {
	Body wire.Commands
}

// commands asks for changes in the name of whoever works at the device, one
// stretch of commands by the same person at a time.
func (r *Relay) commands(ctx context.Context, in *commandsInput) (*output[wire.Answers], error) {
	c := callerOf(ctx)
	of, err := r.shopOf(ctx, c.shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	if in.Body.OnlyKnown {
		known, err := of.Known(ctx, in.Body.Commands)
		return answer(r, wire.Answers{Answers: known}, err)
	}
	answers := make([]wire.Answer, 0, len(in.Body.Commands))
	for rest := in.Body.Commands; len(rest) > 0; {
		n := samePerson(rest)
		role, err := roleOf(ctx, of, c, rest[0].Person)
		if err != nil {
			return nil, r.refusal(err)
		}
		asking := shop.Asking{Shop: c.shop, Person: c.person, Device: c.device, Role: role, Now: r.now().UTC(), Behind: c.behind}
		some, err := of.Do(ctx, asking, rest[:n])
		if err != nil {
			return nil, r.refusal(err)
		}
		r.learnPeople(ctx, c.shop, rest[:n], some)
		answers, rest = append(answers, some...), rest[n:]
	}
	return answer(r, wire.Answers{Answers: answers}, nil)
}

// learnPeople copies who a command added into the registry, so that they can
// be invited by name. The shop's journal has them either way.
func (r *Relay) learnPeople(ctx context.Context, of shop.ShopID, commands []shop.Command, answers []wire.Answer) {
	for i, command := range commands {
		if command.Kind != shop.DoSavePerson || answers[i].Refused != shop.ReasonNone {
			continue
		}
		wish, err := command.Open()
		saved, ok := wish.(*shop.SavePerson)
		if err != nil || !ok {
			continue
		}
		err = r.registry.AddPerson(ctx, registry.Person{ID: saved.Person, Shop: of, Name: saved.Name, Role: saved.Role})
		if err != nil {
			r.logger.Warn("relay: a person is not in the registry yet", "shop", of, "person", saved.Person, "error", err)
		}
	}
}

func samePerson(commands []shop.Command) int {
	n := 1
	for n < len(commands) && commands[n].Person == commands[0].Person {
		n++
	}
	return n
}

// roleOf is what may be done at a device in a person's name: what both the
// device's own person and that one may do. Nobody unknown may do anything. The
// shop's journal knows roles better than the bearer: they may have changed since.
func roleOf(ctx context.Context, of *engine.Shop, c caller, person shop.PersonID) (shop.Role, error) {
	role := c.role
	err := of.View(ctx, func(f *facts.Tx) error {
		role = c.role
		if own, known := f.Person(c.person); known {
			role = own
		}
		if (person != shop.PersonID{}) && person != c.person {
			other, known := f.Person(person)
			if !known {
				other = shop.Viewer
			}
			role = weaker(role, other)
		}
		return f.Err()
	})
	return role, err
}

func weaker(a, b shop.Role) shop.Role {
	for _, role := range []shop.Role{shop.Viewer, shop.Agent, shop.Owner} {
		if a == role || b == role {
			return role
		}
	}
	return shop.Viewer
}
