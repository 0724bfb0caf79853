package facts

import "mostrador/shop"

// schemaImports is what persons brought in from elsewhere, until they take it back.
const schemaImports = `
CREATE TABLE imports (
	import  BLOB NOT NULL,
	message BLOB NOT NULL,
	PRIMARY KEY (import, message)
) STRICT, WITHOUT ROWID;
`

// foldPast folds what was brought in from elsewhere.
func (t *Tx) foldPast(body shop.Body) error {
	switch b := body.(type) {
	case *shop.MessageImported:
		if (b.Import == shop.ImportID{}) {
			return nil
		}
		return t.exec(`INSERT INTO imports (import, message) SELECT ?, id FROM messages WHERE id = ? ON CONFLICT DO NOTHING`,
			b.Import.UUID[:], b.Message.UUID[:])
	case *shop.ImportUndone:
		return t.undoImport(b.Import)
	}
	return nil
}

// undoImport takes messages and what was counted of them away. A message that
// came by itself meanwhile stays: it is no longer only from before.
func (t *Tx) undoImport(id shop.ImportID) error {
	const these = `(SELECT m.id FROM imports i JOIN messages m ON m.id = i.message JOIN past p ON p.message = m.id WHERE i.import = ?1)`
	for _, change := range []string{
		`UPDATE conversations SET
			received = received - (SELECT count(*) FROM messages m WHERE m.conversation = conversations.id AND m.outgoing = 0 AND m.id IN ` + these + `),
			sent = sent - (SELECT count(*) FROM messages m WHERE m.conversation = conversations.id AND m.outgoing = 1 AND m.id IN ` + these + `),
			newest = coalesce((SELECT max(position) FROM messages m WHERE m.conversation = conversations.id AND m.id NOT IN ` + these + `), 0)
			WHERE id IN (SELECT DISTINCT conversation FROM messages WHERE id IN ` + these + `)`,
		`DELETE FROM messages WHERE id IN ` + these,
		`DELETE FROM past WHERE message IN (SELECT message FROM imports WHERE import = ?1)`,
		`DELETE FROM imports WHERE import = ?1`,
	} {
		if err := t.exec(change, id.UUID[:]); err != nil {
			return err
		}
	}
	return nil
}
