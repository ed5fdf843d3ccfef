-- A part may be a reaction on a person's message; `reacts_to` is the platform's name of that message.
CREATE TABLE delivery_part_008 (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  delivery_id TEXT NOT NULL REFERENCES delivery (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  "index" INTEGER NOT NULL CHECK ("index" >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'edit', 'file', 'reaction')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown', 'dropped')),
  text TEXT NOT NULL,
  target_id TEXT REFERENCES delivery_part (id),
  reacts_to TEXT,
  file TEXT, -- JSON
  buttons TEXT, -- JSON
  entry_id TEXT REFERENCES entry (id),
  idempotency_key TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  next_attempt_at INTEGER NOT NULL,
  platform_message_id TEXT,
  error TEXT,
  UNIQUE (delivery_id, "index"),
  CHECK ((kind = 'edit') = (target_id IS NOT NULL)),
  CHECK ((kind = 'file') = (file IS NOT NULL)),
  CHECK ((kind = 'reaction') = (reacts_to IS NOT NULL))
) STRICT;
INSERT INTO delivery_part_008 (sequence, id, delivery_id, conversation_id, "index", kind, state, text, target_id,
  file, buttons, entry_id, idempotency_key, attempt, next_attempt_at, platform_message_id, error)
  SELECT sequence, id, delivery_id, conversation_id, "index", kind, state, text, target_id,
  file, buttons, entry_id, idempotency_key, attempt, next_attempt_at, platform_message_id, error FROM delivery_part;
DROP TABLE delivery_part;
ALTER TABLE delivery_part_008 RENAME TO delivery_part;
CREATE INDEX delivery_part_open ON delivery_part (conversation_id, sequence) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_part_trouble ON delivery_part (state) WHERE state IN ('failed', 'unknown');
CREATE INDEX delivery_part_platform ON delivery_part (conversation_id, platform_message_id)
  WHERE platform_message_id IS NOT NULL;
CREATE INDEX delivery_part_unknown ON delivery_part (conversation_id) WHERE state = 'unknown';
CREATE INDEX delivery_part_file ON delivery_part (file ->> 'sha256') WHERE kind = 'file';
CREATE TRIGGER delivery_part_transition BEFORE UPDATE OF state ON delivery_part WHEN NOT (
  (OLD.state = 'pending' AND NEW.state IN ('sending', 'dropped')) OR
  (OLD.state = 'sending' AND NEW.state IN ('delivered', 'failed', 'unknown', 'pending')) OR
  (OLD.state IN ('failed', 'unknown') AND NEW.state IN ('pending', 'dropped')))
BEGIN SELECT RAISE(ABORT, 'transition: delivery part'); END;
