-- What one sender's files of a day take is asked before each file. Passed on with its message, when that is.
ALTER TABLE attachment ADD COLUMN principal_id TEXT REFERENCES principal (id);
UPDATE attachment SET principal_id = (SELECT principal_id FROM message WHERE message.id = attachment.message_id);
CREATE INDEX attachment_sender ON attachment (principal_id, created_at, bytes) WHERE bytes IS NOT NULL;
