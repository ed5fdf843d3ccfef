-- What was used since a day or a month began is summed without reading what came before.
CREATE INDEX usage_created ON usage (created_at);
