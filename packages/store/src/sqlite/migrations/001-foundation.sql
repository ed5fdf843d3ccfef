-- The foundation: every table that the design names "from migration 1".
--
-- Ids are text and sort by creation. Columns that end in `_at`, and `not_before`, hold milliseconds since 1970.
-- `sequence` and `touched` come from one counter of the writing process and never from a clock.
-- Money is in millionths of a US dollar. Columns marked JSON hold what core's type of that name holds.

-- A customer of this installation; the personal edition has one. Inserted by migrations; never deleted.
CREATE TABLE tenant (
  id TEXT NOT NULL PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who acts. Inserted when first seen: a row is an identity for the record and grants nothing. Never deleted.
CREATE TABLE principal (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  kind TEXT NOT NULL CHECK (kind IN ('user', 'device', 'service', 'agent', 'schedule')),
  is_owner INTEGER NOT NULL DEFAULT 0 CHECK (is_owner IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One platform user id of a person, never a display name. Inserted by pairing; deleted with its person.
CREATE TABLE identity (
  channel TEXT NOT NULL,
  platform_user_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel, platform_user_id)
) STRICT, WITHOUT ROWID;

-- A key pair that a client or node holds. Inserted by pairing; revoked, never deleted.
CREATE TABLE device (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL DEFAULT 'default' REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  public_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  platform TEXT NOT NULL,
  client_id TEXT NOT NULL,
  roles TEXT NOT NULL, -- JSON
  scopes TEXT NOT NULL, -- JSON
  trust_level TEXT NOT NULL DEFAULT 'verified' CHECK (trust_level IN ('untrusted', 'verified', 'trusted')),
  paired_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- The token of (device, role); only its hash is here. Replaced on rotation, revoked with its device.
CREATE TABLE device_token (
  device_id TEXT NOT NULL REFERENCES device (id),
  role TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL, -- JSON
  issued_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (device_id, role)
) STRICT, WITHOUT ROWID;

-- A short-lived code that signs a browser in, once; only its hash is here. Deleted by housekeeping after it expired.
CREATE TABLE sign_in_code (
  code_hash TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principal (id),
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sign_in_code_once BEFORE UPDATE ON sign_in_code WHEN OLD.used_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'transition: a sign-in code is used once'); END;

-- A stranger who asks to be let in. Inserted by routing; settled once by a person or by time.
CREATE TABLE pairing (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  platform_user_id TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired')),
  decided_by TEXT REFERENCES principal (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One login on one channel. Inserted when first heard of; never deleted.
CREATE TABLE account (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  UNIQUE (channel, account)
) STRICT, WITHOUT ROWID;

-- One place on a channel. Inserted by the first message from it; only a platform migration changes its address.
CREATE TABLE conversation (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  address TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'group', 'channel', 'thread')),
  title TEXT,
  parent_id TEXT REFERENCES conversation (id),
  created_at INTEGER NOT NULL,
  UNIQUE (account_id, address)
) STRICT, WITHOUT ROWID;

-- conversation → agent. Inserted by configuration (origin = file) or by a person; deleted the same way.
CREATE TABLE wiring (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  agent_id TEXT NOT NULL,
  engage TEXT NOT NULL CHECK (engage IN ('always', 'mention', 'mention-sticky', 'pattern')),
  pattern TEXT,
  senders TEXT NOT NULL CHECK (senders IN ('all', 'known')),
  ignored TEXT NOT NULL CHECK (ignored IN ('drop', 'accumulate')),
  session_mode TEXT NOT NULL CHECK (session_mode IN ('conversation', 'thread', 'shared')),
  origin TEXT NOT NULL CHECK (origin IN ('file', 'table')),
  created_at INTEGER NOT NULL,
  UNIQUE (conversation_id, agent_id)
) STRICT, WITHOUT ROWID;

-- One event from or to a platform. Inserted by accept. Retention empties `content` and keeps the row, so
-- that its event key stays taken. `root_id` and `cause_id` are null where nothing of ours caused it.
CREATE TABLE message (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  event_key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('message', 'edit', 'delete', 'reaction', 'action')),
  identity TEXT NOT NULL,
  display_name TEXT,
  platform_message_id TEXT,
  content TEXT, -- JSON
  labels TEXT NOT NULL, -- JSON
  sent_at INTEGER,
  received_at INTEGER NOT NULL,
  root_id TEXT,
  cause_id TEXT,
  depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
  hop_budget INTEGER NOT NULL DEFAULT 8 CHECK (hop_budget >= 0),
  UNIQUE (account_id, event_key)
) STRICT;

-- One agent's memory of a conversation, and its lane. Inserted by accept or by a person. Deleting sets
-- `deleted_at` and frees the key. `fence` only grows. `search` is key, label and title in lower case.
CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  agent_id TEXT NOT NULL,
  key TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  head_id TEXT,
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  active_run_id TEXT,
  settings TEXT NOT NULL, -- JSON
  usage TEXT NOT NULL, -- JSON
  fence INTEGER NOT NULL,
  title TEXT,
  search TEXT NOT NULL,
  touched INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX session_key ON session (key, tenant_id) WHERE deleted_at IS NULL;
CREATE INDEX session_touched ON session (touched) WHERE deleted_at IS NULL;
CREATE TRIGGER session_only_grows BEFORE UPDATE OF cursor, epoch, fence ON session
WHEN NEW.cursor < OLD.cursor OR NEW.epoch < OLD.epoch OR NEW.fence < OLD.fence
BEGIN SELECT RAISE(ABORT, 'transition: a session''s cursor, epoch and fence only grow'); END;

-- The assembled system prompt of one epoch. Inserted by the epoch's first answer; never changed.
CREATE TABLE prompt (
  session_id TEXT NOT NULL REFERENCES session (id),
  epoch INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (session_id, epoch)
) STRICT;
CREATE TRIGGER prompt_final BEFORE UPDATE ON prompt
BEGIN SELECT RAISE(ABORT, 'transition: the prompt of an epoch is final'); END;

-- A place that may be sent to. Inserted by accept (`reply`) or by a grant; revoked, never deleted.
CREATE TABLE destination (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'grant', 'caller', 'none')),
  account_id TEXT REFERENCES account (id),
  conversation_id TEXT REFERENCES conversation (id),
  agent_id TEXT,
  reply_to TEXT,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  CHECK (kind NOT IN ('reply', 'grant') OR (account_id IS NOT NULL AND conversation_id IS NOT NULL))
) STRICT;

-- One message for one agent. Inserted by accept. Its disposition is written once; without one it waits.
CREATE TABLE intake (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  message_id TEXT NOT NULL REFERENCES message (id),
  agent_id TEXT NOT NULL,
  session_id TEXT REFERENCES session (id),
  run_id TEXT REFERENCES run (id),
  destination_id TEXT REFERENCES destination (id),
  decision TEXT NOT NULL CHECK (decision IN ('engage', 'accumulate', 'pair', 'ask', 'drop')),
  reason TEXT NOT NULL,
  queue_mode TEXT NOT NULL CHECK (queue_mode IN ('steer', 'followup', 'collect', 'interrupt')),
  alias TEXT,
  options TEXT NOT NULL, -- JSON
  disposition TEXT CHECK (disposition IN ('answered', 'merged', 'context', 'command', 'refused', 'cancelled', 'failed')),
  not_before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  root_id TEXT,
  cause_id TEXT,
  depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
  hop_budget INTEGER NOT NULL DEFAULT 8 CHECK (hop_budget >= 0),
  CHECK (decision <> 'engage' OR session_id IS NOT NULL)
) STRICT;
CREATE INDEX intake_message ON intake (message_id);
CREATE INDEX intake_run ON intake (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX intake_alias ON intake (alias, principal_id) WHERE alias IS NOT NULL;
CREATE INDEX intake_waiting ON intake (session_id, sequence)
  WHERE run_id IS NULL AND disposition IS NULL AND decision = 'engage';
CREATE TRIGGER intake_disposition BEFORE UPDATE OF disposition ON intake WHEN OLD.disposition IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'transition: an intake ends in exactly one disposition'); END;

-- One pass of the agent loop. Inserted when a lane is claimed; `ended_at` is set exactly in a terminal
-- state; a session has at most one that has not ended. `executor_id` may work on it until `lease_until`.
CREATE TABLE run (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  agent_id TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session (id),
  epoch INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'PLANNING', 'RUNNING', 'WAITING', 'DONE', 'ERROR', 'ABORTED', 'TIMEOUT')),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  counted INTEGER NOT NULL CHECK (counted >= 0),
  attempt_cursor INTEGER NOT NULL,
  suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
  fence INTEGER NOT NULL,
  executor_id TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  pins TEXT NOT NULL, -- JSON, with the configuration's revision
  policy_revision TEXT,
  options TEXT NOT NULL, -- JSON
  destination_id TEXT NOT NULL REFERENCES destination (id),
  reply_to TEXT NOT NULL, -- JSON: what the destination stood for when the run began
  labels TEXT NOT NULL, -- JSON
  reserved_micros INTEGER NOT NULL,
  refusal TEXT,
  error TEXT, -- JSON
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  root_id TEXT,
  cause_id TEXT,
  depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
  hop_budget INTEGER NOT NULL DEFAULT 8 CHECK (hop_budget >= 0),
  CHECK ((ended_at IS NOT NULL) = (state IN ('DONE', 'ERROR', 'ABORTED', 'TIMEOUT')))
) STRICT;
CREATE UNIQUE INDEX run_active ON run (session_id) WHERE ended_at IS NULL;
CREATE TRIGGER run_transition BEFORE UPDATE OF state ON run WHEN NOT (
  (OLD.state = 'PENDING' AND NEW.state IN ('PLANNING', 'ABORTED', 'ERROR', 'TIMEOUT')) OR
  (OLD.state = 'PLANNING' AND NEW.state IN ('RUNNING', 'ABORTED', 'ERROR', 'TIMEOUT')) OR
  (OLD.state = 'RUNNING' AND NEW.state IN ('WAITING', 'DONE', 'ABORTED', 'ERROR', 'TIMEOUT')) OR
  (OLD.state = 'WAITING' AND NEW.state IN ('RUNNING', 'ABORTED', 'ERROR', 'TIMEOUT')))
BEGIN SELECT RAISE(ABORT, 'transition: run'); END;
CREATE TRIGGER run_fence BEFORE UPDATE OF fence ON run WHEN NEW.fence < OLD.fence
BEGIN SELECT RAISE(ABORT, 'transition: a run''s fence only grows'); END;

-- One line of a transcript. Inserted by the run that produced it; never changed. (session, cursor) is its order.
CREATE TABLE entry (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  session_id TEXT NOT NULL REFERENCES session (id),
  epoch INTEGER NOT NULL,
  parent_id TEXT REFERENCES entry (id),
  run_id TEXT REFERENCES run (id),
  cursor INTEGER NOT NULL,
  content TEXT NOT NULL, -- JSON
  labels TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_order ON entry (session_id, epoch, cursor);

-- An intake that a run answers, with its entry. Inserted when the run takes it up; never changed.
CREATE TABLE run_input (
  intake_id TEXT NOT NULL PRIMARY KEY REFERENCES intake (id),
  run_id TEXT NOT NULL REFERENCES run (id),
  entry_id TEXT NOT NULL REFERENCES entry (id),
  sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX run_input_run ON run_input (run_id, sequence);

-- One journaled effect of a run. Inserted before it starts or, where it is safe to repeat, when it is done.
CREATE TABLE step (
  id TEXT NOT NULL PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run (id),
  kind TEXT NOT NULL CHECK (kind IN ('model', 'tool')),
  tool_call_id TEXT,
  tool_name TEXT,
  state TEXT NOT NULL CHECK (state IN ('started', 'done', 'unknown')),
  idempotency_key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((ended_at IS NULL) = (state = 'started')),
  UNIQUE (run_id, tool_call_id)
) STRICT;
CREATE TRIGGER step_transition BEFORE UPDATE OF state ON step
WHEN NOT (OLD.state = 'started' AND NEW.state IN ('done', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'transition: step'); END;

-- Something addressed to a run or task that waits in no lane. Inserted by a person or a gateway method.
CREATE TABLE signal (
  id TEXT NOT NULL PRIMARY KEY,
  principal_id TEXT NOT NULL REFERENCES principal (id),
  run_id TEXT REFERENCES run (id),
  task_id TEXT REFERENCES task (id),
  kind TEXT NOT NULL CHECK (kind IN ('stop', 'steer', 'cancel', 'approval')),
  payload TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL,
  CHECK ((run_id IS NULL) <> (task_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX signal_run ON signal (run_id, kind);

-- An outbound message on its way. Inserted by settle, or by a part's outcome for a notice. `state` follows its parts.
CREATE TABLE delivery (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  session_id TEXT NOT NULL REFERENCES session (id),
  run_id TEXT REFERENCES run (id),
  destination_id TEXT NOT NULL REFERENCES destination (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'notice')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_session ON delivery (session_id, sequence);
CREATE INDEX delivery_open ON delivery (state, sequence) WHERE state <> 'delivered';

-- One platform call of a delivery. Inserted with it; `sending` commits before the call.
CREATE TABLE delivery_part (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  delivery_id TEXT NOT NULL REFERENCES delivery (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  "index" INTEGER NOT NULL CHECK ("index" >= 0),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'failed', 'unknown')),
  text TEXT NOT NULL,
  entry_id TEXT REFERENCES entry (id),
  idempotency_key TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  next_attempt_at INTEGER NOT NULL,
  platform_message_id TEXT,
  error TEXT,
  UNIQUE (delivery_id, "index")
) STRICT;
CREATE INDEX delivery_part_open ON delivery_part (conversation_id, sequence) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_part_trouble ON delivery_part (state) WHERE state IN ('failed', 'unknown');
CREATE INDEX delivery_part_platform ON delivery_part (conversation_id, platform_message_id)
  WHERE platform_message_id IS NOT NULL;
CREATE TRIGGER delivery_part_transition BEFORE UPDATE OF state ON delivery_part WHEN NOT (
  (OLD.state = 'pending' AND NEW.state = 'sending') OR
  (OLD.state = 'sending' AND NEW.state IN ('delivered', 'failed', 'unknown', 'pending')) OR
  (OLD.state IN ('failed', 'unknown') AND NEW.state = 'pending'))
BEGIN SELECT RAISE(ABORT, 'transition: delivery part'); END;

-- A durable question to a person, bound to a digest of exactly what was shown. Decided once.
CREATE TABLE approval (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  run_id TEXT REFERENCES run (id),
  destination_id TEXT NOT NULL REFERENCES destination (id),
  digest TEXT NOT NULL,
  question TEXT NOT NULL, -- JSON
  state TEXT NOT NULL CHECK (state IN ('pending', 'allowed', 'denied', 'expired')),
  decided_by TEXT REFERENCES principal (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER approval_transition BEFORE UPDATE OF state ON approval WHEN OLD.state <> 'pending'
BEGIN SELECT RAISE(ABORT, 'transition: approval'); END;

-- A rule that puts messages into an inbox at given times. Inserted and deleted by a principal or by configuration.
CREATE TABLE schedule (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  agent_id TEXT NOT NULL,
  destination_id TEXT NOT NULL REFERENCES destination (id),
  rule TEXT NOT NULL, -- JSON
  content TEXT NOT NULL, -- JSON
  labels TEXT NOT NULL, -- JSON
  origin TEXT NOT NULL CHECK (origin IN ('file', 'table')),
  next_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX schedule_next ON schedule (next_at) WHERE next_at IS NOT NULL;

-- A durable unit of work. Inserted by whoever enqueues it; terminal states are final for every writer.
CREATE TABLE task (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  parent_id TEXT REFERENCES task (id),
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('PENDING', 'PLANNING', 'RUNNING', 'WAITING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  input TEXT NOT NULL, -- JSON
  output TEXT, -- JSON
  priority INTEGER NOT NULL DEFAULT 0,
  attempt INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  executor_id TEXT,
  lease_until INTEGER,
  fence INTEGER NOT NULL DEFAULT 0,
  destination_id TEXT REFERENCES destination (id),
  root_id TEXT,
  cause_id TEXT,
  depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0),
  hop_budget INTEGER NOT NULL DEFAULT 8 CHECK (hop_budget >= 0),
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX task_ready ON task (key, priority, not_before) WHERE ended_at IS NULL;
CREATE TRIGGER task_transition BEFORE UPDATE OF state ON task WHEN NOT (
  (OLD.state = 'PENDING' AND NEW.state IN ('PLANNING', 'FAILED', 'CANCELLED')) OR
  (OLD.state = 'PLANNING' AND NEW.state IN ('RUNNING', 'FAILED', 'CANCELLED')) OR
  (OLD.state = 'RUNNING' AND NEW.state IN ('WAITING', 'COMPLETED', 'FAILED', 'CANCELLED')) OR
  (OLD.state = 'WAITING' AND NEW.state IN ('RUNNING', 'FAILED', 'CANCELLED')))
BEGIN SELECT RAISE(ABORT, 'transition: task'); END;

-- What a task told about itself. Inserted by its worker; deleted with retention.
CREATE TABLE task_event (
  task_id TEXT NOT NULL REFERENCES task (id),
  sequence INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL,
  PRIMARY KEY (task_id, sequence)
) STRICT, WITHOUT ROWID;

-- A run that works for a task, or waits for one. Inserted with the link; never changed.
CREATE TABLE run_task (
  run_id TEXT NOT NULL REFERENCES run (id),
  task_id TEXT NOT NULL REFERENCES task (id),
  role TEXT NOT NULL CHECK (role IN ('performs', 'waits-for')),
  PRIMARY KEY (run_id, task_id, role)
) STRICT, WITHOUT ROWID;

-- What a run used of one model. Inserted and increased as answers arrive.
CREATE TABLE usage (
  run_id TEXT NOT NULL REFERENCES run (id),
  model TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  agent_id TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session (id),
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  cache_write INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, model)
) STRICT, WITHOUT ROWID;

-- A hard limit on spending. Inserted by configuration; `spent_micros` grows with every answer in its scope.
CREATE TABLE budget (
  id TEXT NOT NULL PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('tenant', 'agent', 'principal', 'session')),
  scope_id TEXT NOT NULL,
  limit_micros INTEGER NOT NULL,
  spent_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX budget_scope ON budget (scope, scope_id);

-- Money set aside for a run that has not ended. Inserted at claim, deleted at settle.
CREATE TABLE reservation (
  run_id TEXT NOT NULL REFERENCES run (id),
  budget_id TEXT NOT NULL REFERENCES budget (id),
  micros INTEGER NOT NULL CHECK (micros >= 0),
  PRIMARY KEY (run_id, budget_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reservation_budget ON reservation (budget_id);

-- What is known of one memory file. Inserted by memory_write; an unknown hash is untrusted until accepted.
CREATE TABLE memory_file (
  agent_id TEXT NOT NULL,
  path TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  sha256 TEXT NOT NULL,
  labels TEXT NOT NULL, -- JSON
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (agent_id, path)
) STRICT, WITHOUT ROWID;

-- Stored bytes by their hash. Inserted when first referred to; deleted when nothing refers to it any more.
CREATE TABLE blob (
  sha256 TEXT NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  mime TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'gone')),
  source_ref TEXT,
  labels TEXT NOT NULL, -- JSON
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- That something happened. Inserted in the transaction of its effect, without gaps; never changed or deleted.
CREATE TABLE audit_record (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  at INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_record_append BEFORE UPDATE ON audit_record
BEGIN SELECT RAISE(ABORT, 'transition: audit records are append-only'); END;
CREATE TRIGGER audit_record_keep BEFORE DELETE ON audit_record
BEGIN SELECT RAISE(ABORT, 'transition: audit records are append-only'); END;

-- What happened. Inserted with its record. Redaction empties salt and payload, so that not even a guess can be checked.
CREATE TABLE audit_payload (
  sequence INTEGER PRIMARY KEY REFERENCES audit_record (sequence),
  salt BLOB,
  payload TEXT, -- JSON, canonical
  redacted_at INTEGER,
  redacted_by TEXT,
  CHECK ((payload IS NULL) = (salt IS NULL)),
  CHECK ((payload IS NULL) = (redacted_at IS NOT NULL))
) STRICT;
CREATE TRIGGER audit_payload_redact BEFORE UPDATE ON audit_payload
WHEN OLD.payload IS NULL OR NEW.payload IS NOT NULL OR NEW.sequence <> OLD.sequence
BEGIN SELECT RAISE(ABORT, 'transition: an audit payload can only be redacted, once'); END;
CREATE TRIGGER audit_payload_keep BEFORE DELETE ON audit_payload
BEGIN SELECT RAISE(ABORT, 'transition: audit payloads are append-only'); END;

-- A signed head over all records up to `last_sequence`. Inserted by the sealer in each commit; never changed.
CREATE TABLE audit_seal (
  sequence INTEGER PRIMARY KEY,
  first_sequence INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL CHECK (last_sequence >= first_sequence),
  head BLOB NOT NULL,
  key_id TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_seal_append BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'transition: audit seals are append-only'); END;
CREATE TRIGGER audit_seal_keep BEFORE DELETE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'transition: audit seals are append-only'); END;

INSERT INTO tenant (id, created_at) VALUES ('default', 0);
INSERT INTO principal (id, tenant_id, kind, is_owner, created_at) VALUES
  ('owner', 'default', 'user', 1, 0),
  ('system', 'default', 'service', 0, 0);
