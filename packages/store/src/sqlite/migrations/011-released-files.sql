-- A file that came may be let go once it is old: its row stays, its bytes go with the next sweep.
CREATE TABLE attachment_011 (
  id TEXT NOT NULL PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  message_id TEXT NOT NULL REFERENCES message (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  principal_id TEXT NOT NULL REFERENCES principal (id),
  "index" INTEGER NOT NULL CHECK ("index" >= 0),
  source_ref TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'released', 'gone')),
  sha256 TEXT,
  bytes INTEGER,
  mime_type TEXT,
  error TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (message_id, "index"),
  CHECK ((state IN ('stored', 'released')) = (sha256 IS NOT NULL))
) STRICT;
INSERT INTO attachment_011 SELECT id, tenant_id, message_id, account_id, principal_id, "index", source_ref, state,
  sha256, bytes, mime_type, error, created_at FROM attachment;
DROP TABLE attachment;
ALTER TABLE attachment_011 RENAME TO attachment;
CREATE INDEX attachment_wanted ON attachment (created_at) WHERE state = 'wanted';
CREATE INDEX attachment_stored ON attachment (created_at) WHERE state = 'stored';
CREATE INDEX attachment_blob ON attachment (sha256) WHERE state = 'stored';
CREATE INDEX attachment_sender ON attachment (principal_id, created_at, bytes) WHERE bytes IS NOT NULL;
CREATE TRIGGER attachment_transition BEFORE UPDATE OF state ON attachment
WHEN NOT ((OLD.state = 'wanted' AND NEW.state IN ('stored', 'gone')) OR (OLD.state = 'stored' AND NEW.state = 'released'))
BEGIN SELECT RAISE(ABORT, 'transition: attachment'); END;
