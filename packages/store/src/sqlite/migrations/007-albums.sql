-- Albums that come piece by piece are one message.

-- A piece of an album. Inserted when it comes; joined by the acceptance of its album, which sets `message_id`
-- and empties `event`. The row stays, as a message's does, so that its event key stays taken. `texts` and
-- `files` count what it brought to the message.
CREATE TABLE album_piece (
  sequence INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenant (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  address TEXT NOT NULL,
  identity TEXT NOT NULL,
  album TEXT NOT NULL,
  event_key TEXT NOT NULL,
  platform_message_id TEXT,
  event TEXT, -- JSON
  texts INTEGER NOT NULL CHECK (texts >= 0),
  files INTEGER NOT NULL CHECK (files >= 0),
  message_id TEXT REFERENCES message (id),
  received_at INTEGER NOT NULL,
  UNIQUE (account_id, event_key),
  CHECK ((event IS NULL) = (message_id IS NOT NULL))
) STRICT;
CREATE INDEX album_piece_album ON album_piece (account_id, address, identity, album, sequence);
CREATE INDEX album_piece_open ON album_piece (account_id, address, identity, album, sequence) WHERE message_id IS NULL;
CREATE INDEX album_piece_message ON album_piece (message_id, sequence) WHERE message_id IS NOT NULL;
CREATE INDEX album_piece_platform ON album_piece (account_id, platform_message_id)
  WHERE platform_message_id IS NOT NULL AND message_id IS NOT NULL;
CREATE TRIGGER album_piece_joined BEFORE UPDATE OF event, message_id ON album_piece WHEN OLD.message_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'transition: a piece of an album is joined once'); END;
