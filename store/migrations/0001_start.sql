-- The shop's file, first version. Everything a device knows of one shop.
--
-- How to read it: ids are UUIDs in 16 bytes (x'' stands for none), times are
-- milliseconds since 1970 UTC (0 stands for none), money is millionths of the
-- currency's unit, structured content is JSON. `position` is a place in the
-- shop's journal; a row that an event made carries that event's position as its
-- key, so that keys are the same on every device.
--
-- Three sorts of table: confirmed ones, which only the feed changes; shown_*,
-- which are the confirmed rows with the effect of what still waits to leave
-- laid over them; and what only this device knows.

CREATE TABLE migrations (
  number         INTEGER PRIMARY KEY,
  name           TEXT    NOT NULL,
  applied        INTEGER NOT NULL DEFAULT 0,
  oldest         INTEGER NOT NULL DEFAULT 0,  -- oldest file version whose programs may still open the file
  oldest_program TEXT    NOT NULL DEFAULT ''  -- the same as a program version, for people
) STRICT;

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Confirmed: the shop itself -------------------------------------------------

CREATE TABLE shop (
  one            INTEGER PRIMARY KEY CHECK (one = 1),
  name           TEXT    NOT NULL DEFAULT '',
  locale         TEXT    NOT NULL DEFAULT '',
  currency       TEXT    NOT NULL DEFAULT '',
  time_zone      TEXT    NOT NULL DEFAULT '',
  country        TEXT    NOT NULL DEFAULT '',
  pipeline       TEXT    NOT NULL DEFAULT '[]',
  free_per_month INTEGER NOT NULL DEFAULT 0,
  prices         TEXT    NOT NULL DEFAULT '{}',
  spend_cap      TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE channels (
  id              BLOB    NOT NULL PRIMARY KEY,
  position        INTEGER NOT NULL,
  phone_number_id TEXT    NOT NULL DEFAULT '',
  waba            TEXT    NOT NULL DEFAULT '',
  portfolio       TEXT    NOT NULL DEFAULT '',
  number          TEXT    NOT NULL DEFAULT '',
  name            TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  id       BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  name     TEXT    NOT NULL DEFAULT '',
  role     TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  id       BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  person   BLOB    NOT NULL DEFAULT x'',
  name     TEXT    NOT NULL DEFAULT '',
  paired   INTEGER NOT NULL DEFAULT 0,
  revoked  INTEGER NOT NULL DEFAULT 0   -- when; 0: it still belongs
) STRICT, WITHOUT ROWID;

CREATE TABLE labels (
  id       BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  name     TEXT    NOT NULL DEFAULT '',
  tone     TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE replies (
  id       BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  shortcut TEXT    NOT NULL DEFAULT '',
  text     TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_shortcut ON replies (shortcut, id);

CREATE TABLE templates (
  waba     TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  language TEXT    NOT NULL,
  position INTEGER NOT NULL,
  state    TEXT    NOT NULL DEFAULT '',
  content  TEXT    NOT NULL DEFAULT '{}',
  PRIMARY KEY (waba, name, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
  position INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL DEFAULT 0,
  field    TEXT    NOT NULL DEFAULT '',
  raw      TEXT    NOT NULL DEFAULT ''
) STRICT;

-- Delivered service messages and what was spent, by channel and calendar month.
CREATE TABLE months (
  month     TEXT    NOT NULL,            -- 2026-11, in the shop's time zone
  channel   BLOB    NOT NULL,
  currency  TEXT    NOT NULL DEFAULT '',
  delivered INTEGER NOT NULL DEFAULT 0,  -- service messages that arrived
  billed    INTEGER NOT NULL DEFAULT 0,  -- messages that were paid for
  spent     INTEGER NOT NULL DEFAULT 0,  -- millionths
  PRIMARY KEY (month, channel, currency)
) STRICT, WITHOUT ROWID;

-- Messages by calendar day, in the shop's time zone.
CREATE TABLE days (
  day      TEXT    NOT NULL PRIMARY KEY,  -- 2026-11-06
  received INTEGER NOT NULL DEFAULT 0,
  sent     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Confirmed: customers -------------------------------------------------------

CREATE TABLE customers (
  position     INTEGER PRIMARY KEY,
  id           BLOB    NOT NULL UNIQUE,
  seen         INTEGER NOT NULL DEFAULT 0,
  own_name     TEXT    NOT NULL DEFAULT '',  -- what the shop calls them
  profile_name TEXT    NOT NULL DEFAULT '',  -- what they call themselves
  place        TEXT    NOT NULL DEFAULT '',
  warning      TEXT    NOT NULL DEFAULT '',
  language     TEXT    NOT NULL DEFAULT '',
  typed_phone  TEXT    NOT NULL DEFAULT '',
  merged_into  BLOB    NOT NULL DEFAULT x'', -- the edge
  root         BLOB    NOT NULL DEFAULT x'', -- where the edges lead
  forgotten    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX customers_by_root ON customers (root);

CREATE TABLE identifiers (
  customer BLOB    NOT NULL,
  kind     TEXT    NOT NULL,
  scope    TEXT    NOT NULL DEFAULT '',
  value    TEXT    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (customer, kind, scope, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_by_value ON identifiers (kind, value);

CREATE TABLE customer_labels (
  customer BLOB    NOT NULL,
  label    BLOB    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (customer, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_labels_by_label ON customer_labels (label);

CREATE TABLE consents (
  customer BLOB    NOT NULL,
  purpose  TEXT    NOT NULL,
  position INTEGER NOT NULL,
  allowed  INTEGER NOT NULL DEFAULT 0,
  source   TEXT    NOT NULL DEFAULT '',
  wording  TEXT    NOT NULL DEFAULT '',
  since    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (customer, purpose)
) STRICT, WITHOUT ROWID;

-- Confirmed: conversations and messages --------------------------------------

CREATE TABLE conversations (
  n             INTEGER PRIMARY KEY,          -- position of the event that began it
  id            BLOB    NOT NULL UNIQUE,
  channel       BLOB    NOT NULL DEFAULT x'',
  customer      BLOB    NOT NULL DEFAULT x'', -- the leaf: as events name it
  state         TEXT    NOT NULL DEFAULT 'open',
  snoozed_until INTEGER NOT NULL DEFAULT 0,
  read_up_to    INTEGER NOT NULL DEFAULT 0,
  unread        INTEGER NOT NULL DEFAULT 0,
  in_at         INTEGER NOT NULL DEFAULT 0,   -- the customer's last message, in the thread's order
  in_position   INTEGER NOT NULL DEFAULT 0,
  in_newest     INTEGER NOT NULL DEFAULT 0,   -- the one that arrived last
  out_at        INTEGER NOT NULL DEFAULT 0,   -- our last message
  out_position  INTEGER NOT NULL DEFAULT 0,
  waits_at      INTEGER NOT NULL DEFAULT 0,   -- first of the customer's after ours
  waits_position INTEGER NOT NULL DEFAULT 0,
  last_at       INTEGER NOT NULL DEFAULT 0,   -- last message of either
  last_position INTEGER NOT NULL DEFAULT 0,
  undelivered   INTEGER NOT NULL DEFAULT 0    -- messages that did not arrive and were not settled
) STRICT;
CREATE INDEX conversations_by_customer ON conversations (customer);

CREATE TABLE messages (
  position        INTEGER PRIMARY KEY,
  id              BLOB    NOT NULL UNIQUE,
  conversation    INTEGER NOT NULL,             -- conversations.n
  at              INTEGER NOT NULL DEFAULT 0,
  recorded        INTEGER NOT NULL DEFAULT 0,
  outgoing        INTEGER NOT NULL DEFAULT 0,
  person          BLOB    NOT NULL DEFAULT x'',
  type            TEXT    NOT NULL DEFAULT '',
  text            TEXT    NOT NULL DEFAULT '',
  content         TEXT    NOT NULL DEFAULT '',  -- JSON of all but text and file; '' when there is no more
  ref             BLOB    NOT NULL DEFAULT x'',
  quotes          BLOB    NOT NULL DEFAULT x'',
  forwarded       INTEGER NOT NULL DEFAULT 0,
  rank            INTEGER NOT NULL DEFAULT 0,
  flag            TEXT    NOT NULL DEFAULT '',
  code            INTEGER NOT NULL DEFAULT 0,
  reason          TEXT    NOT NULL DEFAULT '',
  attempt         INTEGER NOT NULL DEFAULT 0,
  deadline        INTEGER NOT NULL DEFAULT 0,   -- of the last claim
  retry_at        INTEGER NOT NULL DEFAULT 0,   -- of the last postponement
  held            TEXT    NOT NULL DEFAULT '',
  category        TEXT    NOT NULL DEFAULT '',
  billed          INTEGER NOT NULL DEFAULT 0,
  update_order    BLOB    NOT NULL DEFAULT x'',
  update_status   TEXT    NOT NULL DEFAULT '',
  update_customer BLOB    NOT NULL DEFAULT x'',
  again           INTEGER NOT NULL DEFAULT 0,
  unresolved      INTEGER NOT NULL DEFAULT 0,   -- did not arrive, and nobody has dealt with it
  edited          INTEGER NOT NULL DEFAULT 0,
  revoked         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_thread     ON messages (conversation, at);
CREATE INDEX messages_by_ref     ON messages (ref) WHERE ref <> x'';
CREATE INDEX messages_by_update  ON messages (update_order, position) WHERE update_order <> x'';
CREATE INDEX messages_unresolved ON messages (conversation, position) WHERE unresolved = 1;
CREATE INDEX messages_failed     ON messages (at) WHERE unresolved = 1;

CREATE TABLE media (
  message  BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  state    TEXT    NOT NULL DEFAULT 'waiting',  -- waiting, stored, missed
  hash     TEXT    NOT NULL DEFAULT '',
  mime     TEXT    NOT NULL DEFAULT '',
  name     TEXT    NOT NULL DEFAULT '',
  size     INTEGER NOT NULL DEFAULT 0,
  seconds  INTEGER NOT NULL DEFAULT 0,
  width    INTEGER NOT NULL DEFAULT 0,
  height   INTEGER NOT NULL DEFAULT 0,
  why      TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX media_by_conversation ON media (conversation, position);

CREATE TABLE notes (
  position     INTEGER PRIMARY KEY,
  id           BLOB    NOT NULL UNIQUE,
  conversation INTEGER NOT NULL,
  at           INTEGER NOT NULL DEFAULT 0,
  person       BLOB    NOT NULL DEFAULT x'',
  text         TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notes_thread ON notes (conversation, at);

CREATE TABLE reactions (
  ref      BLOB    NOT NULL,
  who      TEXT    NOT NULL,             -- customer, shop
  position INTEGER NOT NULL,
  conversation BLOB NOT NULL DEFAULT x'',
  emoji    TEXT    NOT NULL DEFAULT '',
  at       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (ref, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_by_conversation ON reactions (conversation);

CREATE TABLE ledger (
  message  BLOB    NOT NULL,
  position INTEGER NOT NULL,
  step     TEXT    NOT NULL,
  at       INTEGER NOT NULL DEFAULT 0,
  recorded INTEGER NOT NULL DEFAULT 0,
  attempt  INTEGER NOT NULL DEFAULT 0,
  code     INTEGER NOT NULL DEFAULT 0,
  until    INTEGER NOT NULL DEFAULT 0,
  detail   TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

-- What came about a message before the message was known by that name.
CREATE TABLE dangling (
  ref      BLOB    NOT NULL,
  position INTEGER NOT NULL,
  customer BLOB    NOT NULL DEFAULT x'',
  event    TEXT    NOT NULL,
  PRIMARY KEY (ref, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX dangling_by_customer ON dangling (customer);

-- Events this program did not understand, so that a later one can.
CREATE TABLE skipped (
  position INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL DEFAULT '',
  v        INTEGER NOT NULL DEFAULT 0,
  customer BLOB    NOT NULL DEFAULT x'',
  event    TEXT    NOT NULL
) STRICT;
CREATE INDEX skipped_by_kind ON skipped (kind, v);
CREATE INDEX skipped_by_customer ON skipped (customer);

-- Confirmed: orders ----------------------------------------------------------

CREATE TABLE orders (
  position       INTEGER PRIMARY KEY,
  id             BLOB    NOT NULL UNIQUE,
  opened         INTEGER NOT NULL DEFAULT 0,
  number         TEXT    NOT NULL DEFAULT '',
  status         TEXT    NOT NULL DEFAULT '',
  moved          INTEGER NOT NULL DEFAULT 0,
  customer       BLOB    NOT NULL DEFAULT x'',
  due            INTEGER NOT NULL DEFAULT 0,
  items          TEXT    NOT NULL DEFAULT '[]',
  payment        TEXT    NOT NULL DEFAULT '{}',
  total          INTEGER NOT NULL DEFAULT 0,
  currency       TEXT    NOT NULL DEFAULT '',
  delivery       INTEGER NOT NULL DEFAULT 0,
  tracking       TEXT    NOT NULL DEFAULT '',
  name           TEXT    NOT NULL DEFAULT '',
  phone          TEXT    NOT NULL DEFAULT '',
  address        TEXT    NOT NULL DEFAULT '',
  notes          TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX orders_by_customer ON orders (customer);

CREATE TABLE order_history (
  order_id BLOB    NOT NULL,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL DEFAULT 0,
  what     TEXT    NOT NULL,              -- opened, edited, moved
  from_status TEXT NOT NULL DEFAULT '',
  to_status   TEXT NOT NULL DEFAULT '',
  person   BLOB    NOT NULL DEFAULT x'',
  PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE withheld (
  order_id BLOB    NOT NULL,
  position INTEGER NOT NULL,
  status   TEXT    NOT NULL,
  customer BLOB    NOT NULL DEFAULT x'',
  at       INTEGER NOT NULL DEFAULT 0,
  reason   TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

-- Shown: confirmed rows with what waits laid over them ------------------------

CREATE TABLE shown_customers (
  id        BLOB    NOT NULL PRIMARY KEY,
  root      BLOB    NOT NULL,
  is_root   INTEGER NOT NULL DEFAULT 1,
  name      TEXT    NOT NULL DEFAULT '',
  sort      TEXT    NOT NULL DEFAULT '',   -- the name without case and accents
  phone     TEXT    NOT NULL DEFAULT '',   -- as shown
  place     TEXT    NOT NULL DEFAULT '',
  warning   TEXT    NOT NULL DEFAULT '',
  language  TEXT    NOT NULL DEFAULT '',
  forgotten INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_customers_by_name ON shown_customers (sort, id) WHERE is_root = 1 AND forgotten = 0;
CREATE INDEX shown_customers_by_root ON shown_customers (root);

CREATE TABLE shown_chats (
  id            BLOB    NOT NULL PRIMARY KEY,
  channel       BLOB    NOT NULL DEFAULT x'',
  customer      BLOB    NOT NULL DEFAULT x'',
  state         TEXT    NOT NULL DEFAULT 'open',
  snoozed_until INTEGER NOT NULL DEFAULT 0,
  at            INTEGER NOT NULL DEFAULT 0,
  in_at         INTEGER NOT NULL DEFAULT 0,
  waits_at      INTEGER NOT NULL DEFAULT 0,
  to_answer     INTEGER NOT NULL DEFAULT 0,
  unread        INTEGER NOT NULL DEFAULT 0,
  undelivered   INTEGER NOT NULL DEFAULT 0,
  last_position INTEGER NOT NULL DEFAULT 0,  -- the message that the row previews
  last_local    INTEGER NOT NULL DEFAULT 0   -- or the waiting one
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_chats_all       ON shown_chats (at, id);
CREATE INDEX shown_chats_to_answer ON shown_chats (waits_at, id) WHERE to_answer = 1;
CREATE INDEX shown_chats_snoozed   ON shown_chats (at, id) WHERE state = 'snoozed';
CREATE INDEX shown_chats_wake      ON shown_chats (snoozed_until) WHERE state = 'snoozed';
CREATE INDEX shown_chats_done      ON shown_chats (at, id) WHERE state = 'done';
CREATE INDEX shown_chats_unread    ON shown_chats (unread) WHERE unread > 0;
CREATE INDEX shown_chats_by_customer ON shown_chats (customer);

CREATE TABLE shown_orders (
  id        BLOB    NOT NULL PRIMARY KEY,
  number    TEXT    NOT NULL DEFAULT '',
  number_n  INTEGER NOT NULL DEFAULT 0,     -- for sorting; a waiting one sorts last
  opened    INTEGER NOT NULL DEFAULT 0,
  status    TEXT    NOT NULL DEFAULT '',
  moved     INTEGER NOT NULL DEFAULT 0,
  customer  BLOB    NOT NULL DEFAULT x'',
  due       INTEGER NOT NULL DEFAULT 0,
  items     TEXT    NOT NULL DEFAULT '[]',
  payment   TEXT    NOT NULL DEFAULT '{}',
  total     INTEGER NOT NULL DEFAULT 0,
  currency  TEXT    NOT NULL DEFAULT '',
  delivery  INTEGER NOT NULL DEFAULT 0,
  tracking  TEXT    NOT NULL DEFAULT '',
  name      TEXT    NOT NULL DEFAULT '',
  phone     TEXT    NOT NULL DEFAULT '',
  address   TEXT    NOT NULL DEFAULT '',
  notes     TEXT    NOT NULL DEFAULT '',
  waiting   INTEGER NOT NULL DEFAULT 0      -- something of it has not left yet
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_orders_by_status   ON shown_orders (status, due, id);
CREATE INDEX shown_orders_by_moved    ON shown_orders (status, moved, id);
CREATE INDEX shown_orders_by_due      ON shown_orders (due, id);
CREATE INDEX shown_orders_by_number   ON shown_orders (number_n, id);
CREATE INDEX shown_orders_by_total    ON shown_orders (total, id);
CREATE INDEX shown_orders_by_customer ON shown_orders (customer, opened, id);

-- Only this device knows -----------------------------------------------------

CREATE TABLE outbox (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           BLOB    NOT NULL UNIQUE,
  kind         TEXT    NOT NULL,
  at           INTEGER NOT NULL DEFAULT 0,
  person       BLOB    NOT NULL DEFAULT x'',
  command      TEXT    NOT NULL,              -- JSON as it will be posted
  conversation BLOB    NOT NULL DEFAULT x'',
  attempts     INTEGER NOT NULL DEFAULT 0,
  tried        INTEGER NOT NULL DEFAULT 0,
  answered     INTEGER NOT NULL DEFAULT 0     -- position of the answer; 0: none yet
) STRICT;
CREATE INDEX outbox_by_kind     ON outbox (kind, seq);
CREATE INDEX outbox_waiting     ON outbox (seq) WHERE answered = 0;
CREATE INDEX outbox_answered    ON outbox (answered) WHERE answered > 0;

CREATE TABLE touches (
  kind TEXT    NOT NULL,                      -- conversation, order, customer
  id   BLOB    NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (kind, id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX touches_by_seq ON touches (seq);

-- Messages and notes that have not left, and those that were refused.
CREATE TABLE local_items (
  seq             INTEGER PRIMARY KEY,
  command         BLOB    NOT NULL UNIQUE,
  kind            TEXT    NOT NULL,           -- message, note
  id              BLOB    NOT NULL,
  conversation    BLOB    NOT NULL,
  at              INTEGER NOT NULL DEFAULT 0,
  person          BLOB    NOT NULL DEFAULT x'',
  type            TEXT    NOT NULL DEFAULT '',
  text            TEXT    NOT NULL DEFAULT '',
  content         TEXT    NOT NULL DEFAULT '',
  quotes          BLOB    NOT NULL DEFAULT x'',
  update_order    BLOB    NOT NULL DEFAULT x'',
  update_status   TEXT    NOT NULL DEFAULT '',
  again           INTEGER NOT NULL DEFAULT 0,
  refused         TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX local_items_thread ON local_items (conversation, at, seq);
CREATE INDEX local_items_by_id  ON local_items (id);
CREATE INDEX local_items_update ON local_items (update_order) WHERE update_order <> x'';

CREATE TABLE refused (
  seq          INTEGER PRIMARY KEY,
  id           BLOB    NOT NULL UNIQUE,
  command      TEXT    NOT NULL,
  conversation BLOB    NOT NULL DEFAULT x'',
  reason       TEXT    NOT NULL DEFAULT '',
  field        TEXT    NOT NULL DEFAULT '',
  at           INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE drafts (
  conversation BLOB    NOT NULL PRIMARY KEY,
  text         TEXT    NOT NULL DEFAULT '',
  quotes       BLOB    NOT NULL DEFAULT x'',
  saved        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE reply_uses (
  reply BLOB    NOT NULL PRIMARY KEY,
  uses  INTEGER NOT NULL DEFAULT 0,
  last  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Search. The rowid is the position of what is found. The tables keep no copy
-- of the text: what is found is read from the tables above. The short prefixes
-- of words have an index of their own, since people type them on the way.
CREATE VIRTUAL TABLE messages_fts  USING fts5 (text, content='', contentless_delete=1, prefix="2 3", tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE customers_fts USING fts5 (text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE orders_fts    USING fts5 (text, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2");
