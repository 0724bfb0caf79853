-- Where a message came from: '' through this program, phone (the shop wrote it
-- on its own phone), history (from before the number was connected).
ALTER TABLE messages ADD COLUMN origin TEXT NOT NULL DEFAULT '';

ALTER TABLE customers ADD COLUMN book_name TEXT    NOT NULL DEFAULT '';  -- in the phone book of the shop's phone
ALTER TABLE customers ADD COLUMN book_at   INTEGER NOT NULL DEFAULT 0;

-- What stands between the messages of a conversation.
CREATE TABLE lines (
  conversation INTEGER NOT NULL,             -- conversations.n
  position     INTEGER NOT NULL,
  at           INTEGER NOT NULL DEFAULT 0,
  change       TEXT    NOT NULL DEFAULT '',  -- number, recycled, device
  before       TEXT    NOT NULL DEFAULT '',
  after        TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX lines_thread ON lines (conversation, at);

-- What the platform allows a channel and an account. Of two facts the later one
-- counts, so that each has its time.
CREATE TABLE numbers (
  channel    BLOB    NOT NULL PRIMARY KEY,
  quota      TEXT    NOT NULL DEFAULT '',    -- people written to outside the window a day: TIER_*
  quota_at   INTEGER NOT NULL DEFAULT 0,
  event      TEXT    NOT NULL DEFAULT '',    -- the last about its quality
  event_at   INTEGER NOT NULL DEFAULT 0,
  quality    TEXT    NOT NULL DEFAULT '',
  quality_at INTEGER NOT NULL DEFAULT 0,
  name       TEXT    NOT NULL DEFAULT '',    -- the display name, once approved
  name_at    INTEGER NOT NULL DEFAULT 0,
  history    INTEGER NOT NULL DEFAULT -1     -- percent of the history that is there; -1: none was sent
) STRICT, WITHOUT ROWID;
CREATE TABLE accounts (
  waba  TEXT    NOT NULL PRIMARY KEY,
  state TEXT    NOT NULL DEFAULT '',
  until INTEGER NOT NULL DEFAULT 0,
  at    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

ALTER TABLE notices ADD COLUMN id         BLOB    NOT NULL DEFAULT x'';   -- of the event that raised it
ALTER TABLE notices ADD COLUMN kind       TEXT    NOT NULL DEFAULT 'other';
ALTER TABLE notices ADD COLUMN severity   TEXT    NOT NULL DEFAULT 'news';
ALTER TABLE notices ADD COLUMN topic      TEXT    NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN channel    BLOB    NOT NULL DEFAULT x'';
ALTER TABLE notices ADD COLUMN waba       TEXT    NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN parameters TEXT    NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN open       INTEGER NOT NULL DEFAULT 0;     -- it asks for something
ALTER TABLE notices ADD COLUMN settled    INTEGER NOT NULL DEFAULT 0;     -- when somebody saw to it
ALTER TABLE notices ADD COLUMN person     BLOB    NOT NULL DEFAULT x'';   -- who did
CREATE INDEX notices_open  ON notices (position) WHERE open = 1;
CREATE INDEX notices_topic ON notices (topic, at, position) WHERE topic <> '';
CREATE INDEX notices_id    ON notices (id) WHERE id <> x'';
