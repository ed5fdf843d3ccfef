-- Deliveries in full: files, edits, buttons, streamed answers, what was given up; and the files that come in.

-- An outbound message on its way. Inserted by settle or, for an answer that streams, before its first part
-- is sent; by an answered command, by accept for a stranger's code, or by a part's outcome for a notice.
-- `state` follows its parts.
CREATE TABLE delivery_003 (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  session_id TEXT REFERENCES session (id),
  run_id TEXT REFERENCES run (id),
  destination_id TEXT NOT NULL REFERENCES destination (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'notice', 'command', 'pairing')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown', 'dropped')),
  created_at INTEGER NOT NULL,
  CHECK (session_id IS NOT NULL OR kind = 'pairing' OR kind = 'notice')
) STRICT;
INSERT INTO delivery_003 SELECT * FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_003 RENAME TO delivery;
CREATE INDEX delivery_session ON delivery (session_id, sequence);
CREATE INDEX delivery_conversation ON delivery (conversation_id, sequence);
CREATE INDEX delivery_run ON delivery (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX delivery_open ON delivery (state, sequence) WHERE state <> 'delivered';

-- One platform call of a delivery. Inserted with it; `sending` commits before the call. An `edit` replaces
-- the text of the part that `target_id` names; `dropped` was given up by a person, or replaced by a later part.
CREATE TABLE delivery_part_003 (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  delivery_id TEXT NOT NULL REFERENCES delivery (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  "index" INTEGER NOT NULL CHECK ("index" >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'edit', 'file')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown', 'dropped')),
  text TEXT NOT NULL,
  target_id TEXT REFERENCES delivery_part (id),
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
  CHECK ((kind = 'file') = (file IS NOT NULL))
) STRICT;
INSERT INTO delivery_part_003 (sequence, id, delivery_id, conversation_id, "index", kind, state, text, entry_id,
  idempotency_key, attempt, next_attempt_at, platform_message_id, error)
  SELECT sequence, id, delivery_id, conversation_id, "index", 'text', state, text, entry_id,
  idempotency_key, attempt, next_attempt_at, platform_message_id, error FROM delivery_part;
DROP TABLE delivery_part;
ALTER TABLE delivery_part_003 RENAME TO delivery_part;
CREATE INDEX delivery_part_open ON delivery_part (conversation_id, sequence) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_part_trouble ON delivery_part (state) WHERE state IN ('failed', 'unknown');
CREATE INDEX delivery_part_platform ON delivery_part (conversation_id, platform_message_id)
  WHERE platform_message_id IS NOT NULL;
CREATE INDEX delivery_part_unknown ON delivery_part (conversation_id) WHERE state = 'unknown';
CREATE TRIGGER delivery_part_transition BEFORE UPDATE OF state ON delivery_part WHEN NOT (
  (OLD.state = 'pending' AND NEW.state IN ('sending', 'dropped')) OR
  (OLD.state = 'sending' AND NEW.state IN ('delivered', 'failed', 'unknown', 'pending')) OR
  (OLD.state IN ('failed', 'unknown') AND NEW.state IN ('pending', 'dropped')))
BEGIN SELECT RAISE(ABORT, 'transition: delivery part'); END;

-- A file that came with a message. Inserted by accept as `wanted`; fetched from the platform afterwards,
-- since its links expire. Deleted with its message.
CREATE TABLE attachment (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  message_id TEXT NOT NULL REFERENCES message (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  "index" INTEGER NOT NULL CHECK ("index" >= 0),
  source_ref TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'gone')),
  sha256 TEXT,
  bytes INTEGER,
  mime_type TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (message_id, "index"),
  CHECK ((state = 'stored') = (sha256 IS NOT NULL))
) STRICT;
CREATE INDEX attachment_wanted ON attachment (created_at) WHERE state = 'wanted';
CREATE INDEX attachment_blob ON attachment (sha256) WHERE sha256 IS NOT NULL;
CREATE TRIGGER attachment_transition BEFORE UPDATE OF state ON attachment
WHEN NOT (OLD.state = 'wanted' AND NEW.state IN ('stored', 'gone'))
BEGIN SELECT RAISE(ABORT, 'transition: attachment'); END;

-- Bytes are named by their hash in the rows that refer to them; the files themselves are the truth.
DROP TABLE blob;

UPDATE run SET reply_to = json_set(reply_to, '$.kind', (
  SELECT kind FROM conversation WHERE conversation.id = json_extract(run.reply_to, '$.conversationId')));
