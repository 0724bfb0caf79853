-- Quick replies have a folder, and a text for each language (JSON by its tag; '' when there is none).
ALTER TABLE replies ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE replies ADD COLUMN texts  TEXT NOT NULL DEFAULT '';
