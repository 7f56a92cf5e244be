-- Papers of appeals with their kind of file, and the expert's conclusion criterion by criterion (kuzbass-gia9:rights 6).

-- Nothing has ever been written into the first form of this table.
DROP TABLE appeal_file;
CREATE TABLE appeal_file (
  id UUID PRIMARY KEY,
  appeal_id UUID NOT NULL REFERENCES appeal (id),
  kind TEXT NOT NULL CHECK (kind IN ('application','power-of-attorney','materials','conclusion','decision')),
  media TEXT NOT NULL CHECK (media IN ('pdf','jpeg','png')),
  file_id UUID NOT NULL UNIQUE REFERENCES stored_file (id),
  size BIGINT NOT NULL,
  name_sealed BYTEA NOT NULL,
  added_at BIGINT NOT NULL,
  added_by UUID NOT NULL
);
CREATE INDEX appeal_file_appeal ON appeal_file (appeal_id);

-- What the expert says of one criterion; a conclusion given anew after the developers' answer adds its own rows.
CREATE TABLE appeal_criterion (
  id UUID PRIMARY KEY,
  appeal_id UUID NOT NULL REFERENCES appeal (id),
  conclusion BIGINT NOT NULL,
  number BIGINT NOT NULL,
  criterion TEXT NOT NULL,
  was BIGINT NOT NULL,
  now BIGINT NOT NULL,
  reasoning_sealed BYTEA NOT NULL,
  UNIQUE (appeal_id, conclusion, number)
);

-- Extracts of histories are found by the code printed on them.
CREATE INDEX journal_extract ON journal (action) WHERE action = 'extract-printed';
