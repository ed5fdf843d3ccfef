-- Senders who were not let in for a reason that the owner should know of are counted without reading all others.
CREATE INDEX intake_notable ON intake (created_at)
  WHERE reason IN ('pairing:full', 'loop:repeats', 'loop:volume');
