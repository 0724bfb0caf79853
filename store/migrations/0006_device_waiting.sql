-- A further device that nobody has approved yet.
ALTER TABLE devices ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
