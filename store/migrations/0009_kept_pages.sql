-- The newest pages of the feed as the relay gave them, with its receipt for each:
-- should the relay lose its own, they are brought back to it. Packed with zstd.
CREATE TABLE kept_pages (
  position INTEGER PRIMARY KEY,            -- of the page's last event
  after    TEXT    NOT NULL,               -- the place before the page
  cursor   TEXT    NOT NULL,               -- and the one after it
  receipt  TEXT    NOT NULL,
  events   BLOB    NOT NULL
) STRICT;
