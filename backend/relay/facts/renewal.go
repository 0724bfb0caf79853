package facts

import "mostrador/shop"

// foldRenewal folds what is said of the journal itself.
func (t *Tx) foldRenewal(e shop.Event, body shop.Body) (done bool, err error) {
	switch b := body.(type) {
	case *shop.JournalRenewed:
		return true, t.exec(`UPDATE progress SET paused = 1, renewed_told = 0, renewed = ?, renewed_at = ?`, int64(e.Position), millis(e.Recorded))
	case *shop.NoticeRaised:
		if b.About == shop.NoticeJournalRenewed {
			return true, t.exec(`UPDATE progress SET renewed_told = 1`)
		}
	case *shop.SendingResumed:
		return true, t.exec(`UPDATE progress SET paused = 0`)
	case *shop.EventLost:
		return true, nil
	}
	return false, nil
}

// Paused says that nothing may be sent until the owner says so.
func (t *Tx) Paused() (paused bool) {
	t.row(`SELECT paused FROM progress`, nil, &paused)
	return paused
}

// Renewed is the position at which the journal's last epoch began; 0: it is the first.
func (t *Tx) Renewed() (at shop.Position) {
	t.row(`SELECT renewed FROM progress`, nil, &at)
	return at
}

// RenewalTold says whether the owner was told of the last renewal.
func (t *Tx) RenewalTold() (told bool) {
	t.row(`SELECT renewed_told FROM progress`, nil, &told)
	return told
}

// rememberRecovered notices an event that came back after damage: it is older
// than the epoch it stands in.
func (t *Tx) rememberRecovered(e shop.Event) error {
	if e.Kind == shop.KindJournalRenewed {
		return nil
	}
	return t.exec(`INSERT INTO recovered (event) SELECT ? FROM progress WHERE renewed > 0 AND ? < renewed_at ON CONFLICT DO NOTHING`,
		e.ID.UUID[:], millis(e.Recorded))
}

// Recovered says whether an event was brought back already.
func (t *Tx) Recovered(id shop.EventID) bool {
	return t.has(`SELECT 1 FROM recovered WHERE event = ?`, id.UUID[:])
}

// QueuedBefore are messages that wait or are on their way and were queued
// before a position, oldest first.
func (t *Tx) QueuedBefore(position shop.Position, limit int) []Outgoing {
	var all []Outgoing
	t.rows(`SELECT `+outgoingColumns+` FROM outgoing WHERE position < ? ORDER BY position LIMIT ?`, args(int64(position), limit),
		func(scan func(...any) error) error {
			o, _, err := scanOutgoing(scan)
			all = append(all, o)
			return err
		})
	return all
}
