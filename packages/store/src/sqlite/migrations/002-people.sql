-- People on channels: who was let in, which agent answers where, commands, and what was said meanwhile.

-- A stranger who asks to be let in, one row for each request. Inserted by accept; settled once by a person
-- or by time; an approved one may be revoked. At most one of a person on an account is pending.
DROP TABLE pairing;
CREATE TABLE pairing (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  identity TEXT NOT NULL,
  display_name TEXT,
  agent_id TEXT NOT NULL,
  session_key TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired', 'revoked')),
  as_owner INTEGER NOT NULL CHECK (as_owner IN (0, 1)),
  decided_by TEXT REFERENCES principal (id),
  decided_at INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pairing_person ON pairing (account_id, identity);
CREATE UNIQUE INDEX pairing_pending ON pairing (account_id, identity) WHERE state = 'pending';
CREATE INDEX pairing_code ON pairing (code_hash);
CREATE TRIGGER pairing_transition BEFORE UPDATE OF state ON pairing WHEN NOT (
  (OLD.state = 'pending' AND NEW.state IN ('approved', 'denied', 'expired')) OR
  (OLD.state = 'approved' AND NEW.state = 'revoked'))
BEGIN SELECT RAISE(ABORT, 'transition: pairing'); END;

-- A wrong code that somebody entered. Inserted by the attempt; deleted an hour later by the next one.
CREATE TABLE wrong_code (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principal (id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_code_principal ON wrong_code (principal_id, at);

-- An identity is linked by an approval, and unlinked when that is revoked.
DROP TABLE identity;
CREATE TABLE identity (
  channel TEXT NOT NULL,
  platform_user_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  pairing_id TEXT NOT NULL REFERENCES pairing (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (channel, platform_user_id)
) STRICT, WITHOUT ROWID;

-- The address that a platform's migration replaced, and when the place was last heard of, to the minute.
ALTER TABLE conversation ADD COLUMN former_address TEXT;
ALTER TABLE conversation ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_former ON conversation (account_id, former_address) WHERE former_address IS NOT NULL;
CREATE INDEX conversation_parent ON conversation (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX conversation_place ON conversation (kind, seen_at) WHERE kind <> 'direct';

-- A message is found by the platform's own id when it is edited, deleted or reacted to.
CREATE INDEX message_platform ON message (conversation_id, platform_message_id)
  WHERE platform_message_id IS NOT NULL AND kind = 'message';

-- A command waits for the gateway and not for a run. What was only listened to is shown to one run, once.
ALTER TABLE intake ADD COLUMN command TEXT; -- JSON
ALTER TABLE intake ADD COLUMN shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1));
DROP INDEX intake_waiting;
CREATE INDEX intake_waiting ON intake (session_id, sequence)
  WHERE run_id IS NULL AND disposition IS NULL AND decision = 'engage' AND command IS NULL;
CREATE INDEX intake_context ON intake (session_id, sequence)
  WHERE decision = 'accumulate' AND disposition = 'context' AND shown = 0;
CREATE INDEX intake_command ON intake (sequence)
  WHERE disposition IS NULL AND decision = 'engage' AND command IS NOT NULL;

-- An outbound message on its way. Inserted by settle, by an answered command, by accept for a stranger's
-- code (which has no session), or by a part's outcome for a notice. `state` follows its parts.
CREATE TABLE delivery_002 (
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
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown')),
  created_at INTEGER NOT NULL,
  CHECK (session_id IS NOT NULL OR kind = 'pairing' OR kind = 'notice')
) STRICT;
INSERT INTO delivery_002 SELECT sequence, id, tenant_id, principal_id, session_id, run_id, destination_id,
  account_id, conversation_id, kind, state, created_at FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_002 RENAME TO delivery;
CREATE INDEX delivery_session ON delivery (session_id, sequence);
CREATE INDEX delivery_open ON delivery (state, sequence) WHERE state <> 'delivered';
