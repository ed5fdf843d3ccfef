-- What files go out and which a run has attached is read once a day, without reading what has none.
CREATE INDEX delivery_part_file ON delivery_part (file ->> 'sha256') WHERE kind = 'file';
CREATE INDEX entry_file ON entry (id) WHERE instr(content, '"files":[{') > 0;
