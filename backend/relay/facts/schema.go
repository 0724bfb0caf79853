package facts

// foldVersion changes whenever the same journal would give other rows: the
// file is then thrown away and made anew.
const foldVersion = 8

const schema = `
CREATE TABLE progress (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	cursor     TEXT    NOT NULL DEFAULT '',  -- place in the journal up to which this file is folded
	translated INTEGER NOT NULL DEFAULT 0,   -- intake position up to which this shop's bodies are events
	scan       INTEGER NOT NULL DEFAULT 0,   -- a channel is new: bodies for it may lie further back
	skipped    INTEGER NOT NULL DEFAULT 0,   -- events of kinds that this version doesn't know
	paused     INTEGER NOT NULL DEFAULT 0,   -- nothing is sent until the owner says so
	renewed    INTEGER NOT NULL DEFAULT 0,   -- position at which the journal's last epoch began
	renewed_at INTEGER NOT NULL DEFAULT 0,   -- and when, by the relay's clock, Unix milliseconds
	renewed_told INTEGER NOT NULL DEFAULT 0, -- the owner was told of it
	listed     INTEGER NOT NULL DEFAULT 0,   -- the segments below are what the storage has
	settings   TEXT    NOT NULL DEFAULT '{}'
) STRICT;
INSERT INTO progress (one) VALUES (1);

-- Events made from the platform, so that a repetition is noticed. Meta repeats
-- for seven days; rows are kept for rememberDays.
CREATE TABLE seen (event BLOB PRIMARY KEY, day INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE answers (
	command  BLOB PRIMARY KEY,
	refused  TEXT    NOT NULL DEFAULT '',
	field    TEXT    NOT NULL DEFAULT '',
	position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
	id              BLOB PRIMARY KEY,
	phone_number_id TEXT NOT NULL,
	waba            TEXT NOT NULL,
	portfolio       TEXT NOT NULL,
	number          TEXT NOT NULL,
	name            TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customers (
	id        BLOB PRIMARY KEY,
	merged    BLOB,                          -- into whom; NULL: nobody
	root      BLOB    NOT NULL,
	forgotten INTEGER NOT NULL DEFAULT 0,
	profile   TEXT    NOT NULL DEFAULT ''    -- the last profile name seen
) STRICT, WITHOUT ROWID;
CREATE INDEX customers_root ON customers (root);

CREATE TABLE consents (
	customer BLOB    NOT NULL,
	purpose  TEXT    NOT NULL,
	allowed  INTEGER NOT NULL,
	before   INTEGER NOT NULL DEFAULT -1,    -- what held when a stop word came; -1: never asked
	PRIMARY KEY (customer, purpose)
) STRICT, WITHOUT ROWID;

-- Whom an identifier names now. Key is the canonical form, given the one to
-- send to; a number that came with a message beats one that was typed.
CREATE TABLE identifiers (
	kind     TEXT    NOT NULL,
	scope    TEXT    NOT NULL,
	key      TEXT    NOT NULL,
	given    TEXT    NOT NULL,
	customer BLOB    NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (kind, scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_customer ON identifiers (customer);

CREATE TABLE conversations (
	id           BLOB PRIMARY KEY,
	channel      BLOB    NOT NULL,
	customer     BLOB    NOT NULL,
	last_inbound INTEGER NOT NULL DEFAULT 0, -- platform time, Unix milliseconds
	state        TEXT    NOT NULL DEFAULT 'open',
	read_up_to   INTEGER NOT NULL DEFAULT 0,
	told_up_to   INTEGER NOT NULL DEFAULT 0, -- what the platform was told of reading
	untold       INTEGER NOT NULL DEFAULT 0,
	claimed      BLOB    NOT NULL DEFAULT (zeroblob(16)), -- with whom it is; zeros: nobody
	received     INTEGER NOT NULL DEFAULT 0, -- messages
	sent         INTEGER NOT NULL DEFAULT 0,
	newest       INTEGER NOT NULL DEFAULT 0, -- position of the last message
	waits        INTEGER NOT NULL DEFAULT 0, -- position of the first of the customer's after ours; 0: nobody waits
	read_event   INTEGER NOT NULL DEFAULT 0, -- position of the last event that said up to where it was read,
	mark_event   INTEGER NOT NULL DEFAULT 0, -- of the last that marked it,
	claim_event  INTEGER NOT NULL DEFAULT 0, -- and of the last that said with whom it is
	blocked      INTEGER NOT NULL DEFAULT 0  -- the channel takes no messages from the customer
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_customer ON conversations (customer);
CREATE INDEX conversations_newest ON conversations (newest);
CREATE INDEX conversations_waits ON conversations (waits) WHERE waits > 0;
CREATE INDEX conversations_untold ON conversations (id) WHERE untold = 1;

CREATE TABLE messages (
	id           BLOB PRIMARY KEY,
	conversation BLOB    NOT NULL,
	customer     BLOB    NOT NULL,
	position     INTEGER NOT NULL,
	outgoing     INTEGER NOT NULL,
	rank         INTEGER NOT NULL DEFAULT 0,
	flag         TEXT    NOT NULL DEFAULT '',
	ref          BLOB,
	wamid        TEXT    NOT NULL DEFAULT '',
	named_event  INTEGER NOT NULL DEFAULT 0, -- position of the first event that gave ref
	rank_event   INTEGER NOT NULL DEFAULT 0, -- of the last that raised rank
	flag_event   INTEGER NOT NULL DEFAULT 0, -- of the last that set flag
	file_event   INTEGER NOT NULL DEFAULT 0, -- of what became of its file
	settled_event INTEGER NOT NULL DEFAULT 0 -- of somebody's having dealt with it
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_ref ON messages (ref) WHERE ref IS NOT NULL;
CREATE INDEX messages_thread ON messages (conversation, position);
CREATE INDEX messages_inbound ON messages (conversation, position) WHERE outgoing = 0;
CREATE INDEX messages_customer ON messages (customer);

-- Messages on their way out; a row goes once its fate is known or unknown.
CREATE TABLE outgoing (
	message      BLOB PRIMARY KEY,
	position     INTEGER NOT NULL,
	conversation BLOB    NOT NULL,
	channel      BLOB    NOT NULL,
	customer     BLOB    NOT NULL,
	type         TEXT    NOT NULL,
	category     TEXT    NOT NULL,
	content      TEXT    NOT NULL,
	quotes       BLOB    NOT NULL,
	update_key   TEXT    NOT NULL DEFAULT '',
	again        INTEGER NOT NULL DEFAULT 0,
	attempt      INTEGER NOT NULL DEFAULT 0,
	relay        TEXT    NOT NULL DEFAULT '',
	deadline     INTEGER NOT NULL DEFAULT 0, -- Unix milliseconds; 0: not claimed
	until        INTEGER NOT NULL DEFAULT 0, -- Unix milliseconds; not before
	code         INTEGER NOT NULL DEFAULT 0,
	tries        INTEGER NOT NULL DEFAULT 0, -- how often in a row it was postponed with that code
	first        INTEGER NOT NULL DEFAULT 0, -- it is its conversation's first: only that may leave
	ready        INTEGER NOT NULL DEFAULT 0  -- when something may be done about it, Unix milliseconds
) STRICT, WITHOUT ROWID;
CREATE INDEX outgoing_order ON outgoing (conversation, position);
CREATE INDEX outgoing_ready ON outgoing (channel, ready, position) WHERE first = 1;
CREATE INDEX outgoing_customer ON outgoing (customer);

-- Which telling a message is. It holds its key unless it failed or was refused;
-- see Tx.Held.
CREATE TABLE tellings (
	message  BLOB PRIMARY KEY,
	orders   BLOB NOT NULL,
	status   TEXT NOT NULL,
	customer BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tellings_key ON tellings (orders, status, customer);

-- What was asked of the platform beside messages and is not settled.
CREATE TABLE errands (
	id       BLOB PRIMARY KEY,
	position INTEGER NOT NULL,
	channel  BLOB    NOT NULL,
	customer BLOB    NOT NULL,
	content  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- How much of a channel's chats from before came; refused: they were not shared.
CREATE TABLE histories (channel BLOB PRIMARY KEY, progress INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- The last message of each channel that the platform took and failed later.
CREATE TABLE late_failures (channel BLOB PRIMARY KEY, position INTEGER NOT NULL, code INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE charges (
	message  BLOB PRIMARY KEY,
	channel  BLOB    NOT NULL,
	month    TEXT    NOT NULL,               -- YYYY-MM in the shop's time zone
	currency TEXT    NOT NULL,
	micros   INTEGER NOT NULL,
	free     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE spending (
	month    TEXT    NOT NULL,
	currency TEXT    NOT NULL,
	micros   INTEGER NOT NULL,
	PRIMARY KEY (month, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE free_used (
	channel BLOB    NOT NULL,
	month   TEXT    NOT NULL,
	used    INTEGER NOT NULL,
	PRIMARY KEY (channel, month)
) STRICT, WITHOUT ROWID;

-- Where in the journal the events are that make up what is not a message: by
-- conversation, customer or order; the zero id is the shop itself.
CREATE TABLE marks (
	subject  BLOB    NOT NULL,
	position INTEGER NOT NULL,
	PRIMARY KEY (subject, position)
) STRICT, WITHOUT ROWID;

-- Sealed stretches of the journal; see package engine.
CREATE TABLE segments (
	first  INTEGER PRIMARY KEY,
	last   INTEGER NOT NULL,
	cursor TEXT    NOT NULL,                 -- of its last event
	name   TEXT    NOT NULL,                 -- in the storage
	bytes  INTEGER NOT NULL
) STRICT;

-- Events that devices brought back after damage, so that each comes once.
CREATE TABLE recovered (event BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
	id       BLOB PRIMARY KEY,
	number   TEXT    NOT NULL,
	counted  INTEGER NOT NULL,               -- the number as a number; 0: it is none
	status   TEXT    NOT NULL,
	customer BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_counted ON orders (counted);

CREATE TABLE templates (
	waba     TEXT NOT NULL,
	name     TEXT NOT NULL,
	language TEXT NOT NULL,
	content  TEXT NOT NULL,
	PRIMARY KEY (waba, name, language)
) STRICT, WITHOUT ROWID;
CREATE TABLE replies (id BLOB PRIMARY KEY, shortcut TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX replies_shortcut ON replies (shortcut);
CREATE TABLE labels (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE persons (id BLOB PRIMARY KEY, role TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
