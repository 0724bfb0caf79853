-- What the shop asked of WhatsApp beside messages, and what became of it.
CREATE TABLE errands (
  id       BLOB    NOT NULL PRIMARY KEY,   -- the command's id
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL DEFAULT 0,
  person   BLOB    NOT NULL DEFAULT x'',
  channel  BLOB    NOT NULL DEFAULT x'',
  customer BLOB    NOT NULL DEFAULT x'',
  task     TEXT    NOT NULL DEFAULT '',
  content  TEXT    NOT NULL DEFAULT '{}',  -- JSON of what was asked
  settled  INTEGER NOT NULL DEFAULT 0,     -- when; 0: WhatsApp has not answered yet
  failed   INTEGER NOT NULL DEFAULT 0,
  code     INTEGER NOT NULL DEFAULT 0,
  detail   TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX errands_by_position ON errands (position);
CREATE INDEX errands_by_customer ON errands (customer) WHERE customer <> x'';

-- Whom a channel takes no messages from.
CREATE TABLE blocked (
  customer BLOB    NOT NULL,
  channel  BLOB    NOT NULL,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (customer, channel)
) STRICT, WITHOUT ROWID;

-- What customers see of a business number.
CREATE TABLE profiles (
  channel  BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL DEFAULT 0,
  content  TEXT    NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

-- Reactions of the shop on their way out, so that what becomes of them is not
-- taken for a message that is not known yet.
CREATE TABLE reacting (
  message  BLOB    NOT NULL PRIMARY KEY,
  position INTEGER NOT NULL,
  conversation BLOB NOT NULL DEFAULT x''
) STRICT, WITHOUT ROWID;
CREATE INDEX reacting_by_conversation ON reacting (conversation);
