-- What a stranger's message makes us ask costs the same however much was said before.

-- Messages of strangers that are kept until somebody decides: a few for each account.
CREATE INDEX intake_kept ON intake (sequence) WHERE decision = 'pair' AND disposition IS NULL;
-- Requests whose time may be over; those of one person, the newest first.
CREATE INDEX pairing_overdue ON pairing (expires_at) WHERE state = 'pending';
DROP INDEX pairing_person;
CREATE INDEX pairing_person ON pairing (account_id, identity, id);
-- The newest refusals of each kind are counted, and no others.
DROP INDEX intake_notable;
CREATE INDEX intake_notable ON intake (reason, created_at)
  WHERE reason IN ('pairing:full', 'loop:repeats', 'loop:volume');
-- Places that are listed, those first that were heard of last; threads go with what they lie in.
DROP INDEX conversation_place;
CREATE INDEX conversation_seen ON conversation (seen_at) WHERE kind <> 'direct' AND parent_id IS NULL;
