-- What a person brought in from elsewhere, so that it can be taken back whole.
ALTER TABLE messages ADD COLUMN imported BLOB NOT NULL DEFAULT x'';
CREATE INDEX messages_imported ON messages (imported) WHERE imported <> x'';
