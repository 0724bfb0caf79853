-- What whoever wrote a waiting command saw then, so that it can be checked again
-- before it leaves, and why it waits for a decision.
ALTER TABLE outbox ADD COLUMN seen_in    INTEGER NOT NULL DEFAULT 0;  -- the customer's newest message
ALTER TABLE outbox ADD COLUMN seen_open  INTEGER NOT NULL DEFAULT 0;  -- the reply window was open
ALTER TABLE outbox ADD COLUMN seen_price INTEGER NOT NULL DEFAULT -1; -- millionths; -1: not known
ALTER TABLE outbox ADD COLUMN held       TEXT    NOT NULL DEFAULT ''; -- why it waits for a decision; '': it doesn't

-- With whom a conversation is; no row: with nobody.
CREATE TABLE claims (
  conversation BLOB    NOT NULL PRIMARY KEY,
  position     INTEGER NOT NULL,
  person       BLOB    NOT NULL,
  since        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

ALTER TABLE devices ADD COLUMN doubled INTEGER NOT NULL DEFAULT 0;    -- its key was in use in two places

ALTER TABLE ledger ADD COLUMN device   BLOB    NOT NULL DEFAULT x'';  -- of queued: where it was written
ALTER TABLE ledger ADD COLUMN wamid    TEXT    NOT NULL DEFAULT '';   -- of accepted: WhatsApp's id
ALTER TABLE ledger ADD COLUMN category TEXT    NOT NULL DEFAULT '';   -- of a status that spoke of cost
ALTER TABLE ledger ADD COLUMN billed   INTEGER NOT NULL DEFAULT -1;   -- 1: paid for; 0: free; -1: not said
ALTER TABLE ledger ADD COLUMN micros   INTEGER NOT NULL DEFAULT 0;    -- by the shop's price list
ALTER TABLE ledger ADD COLUMN currency TEXT    NOT NULL DEFAULT '';

-- When this device got what came in: everything after the row before and up to
-- a position.
CREATE TABLE arrivals (
  position INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL
) STRICT;
