-- A customer who writes to a conversation that was done begins to wait anew:
-- what came before this position waits no more.
ALTER TABLE conversations ADD COLUMN waits_from INTEGER NOT NULL DEFAULT 0;
