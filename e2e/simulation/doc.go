// Package simulation lives whole shops through bad days: the real rules, store,
// sync, relay, translator and sender of several devices and relays over one
// journal in memory, with a platform, a link and owners that are made up. One
// seed decides everything: who goes on when, what breaks, who dies and what
// people write, so that a history which went wrong can be lived again. Nothing
// runs beside anything else and no time passes but the simulated one, so that
// thousands of histories pass in a minute.
package simulation
