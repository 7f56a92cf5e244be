-- Results gone over again after their release: rechecks by order, recounts after a changed key, essays called in
-- (mordovia-187:8.6; kuzbass-gia9:info 3; rostov-essay:8.4), second checks of essays on application (rostov-essay:10.2),
-- and annulments that were taken back.

INSERT INTO counter (name, value) VALUES ('recheck', 0), ('essay-recheck', 0);

CREATE TABLE recheck (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('by-order','new-key','essay-call')),
  state TEXT NOT NULL CHECK (state IN ('ordered','given','changed','kept','withdrawn')),
  exam_id UUID NOT NULL REFERENCES exam (id),
  orderer TEXT NOT NULL CHECK (orderer IN ('federal-service','ministry','exam-commission')),
  document TEXT NOT NULL,
  document_date TEXT NOT NULL,
  reason TEXT NOT NULL,
  picked TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by UUID NOT NULL,
  told_at BIGINT,
  told_by UUID,
  told_how TEXT,
  given_at BIGINT,
  given_by UUID,
  given_person UUID,
  ended_at BIGINT,
  ended_by UUID,
  outcome TEXT,
  version BIGINT NOT NULL,
  CHECK ((told_at IS NULL) = (told_how IS NULL)),
  CHECK ((given_at IS NULL) = (given_person IS NULL)),
  CHECK ((ended_at IS NULL) = (state IN ('ordered','given')))
);
CREATE INDEX recheck_exam ON recheck (exam_id);

-- The works of a batch: what stood when it was ordered, what came of it.
CREATE TABLE recheck_work (
  recheck_id UUID NOT NULL REFERENCES recheck (id),
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  result_id UUID NOT NULL REFERENCES result (id),
  edition_id UUID NOT NULL REFERENCES edition (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  entered_at BIGINT,
  entered_by UUID,
  primary_score BIGINT,
  test_score BIGINT,
  mark BIGINT,
  task_points TEXT,
  essay_value TEXT,
  new_edition_id UUID REFERENCES edition (id),
  PRIMARY KEY (recheck_id, sitting_id),
  CHECK ((entered_at IS NULL) = (primary_score IS NULL AND essay_value IS NULL)),
  CHECK (new_edition_id IS NULL OR entered_at IS NOT NULL)
);
CREATE INDEX recheck_work_sitting ON recheck_work (sitting_id);
CREATE INDEX recheck_work_organisation ON recheck_work (organisation_id);
CREATE INDEX recheck_work_edition ON recheck_work (new_edition_id) WHERE new_edition_id IS NOT NULL;

-- Applications for a second check of an essay by another commission.
CREATE TABLE essay_recheck (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('filed','assigned','checked','changed','kept','withdrawn')),
  exam_id UUID NOT NULL REFERENCES exam (id),
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  person_id UUID NOT NULL REFERENCES person (id),
  result_id UUID NOT NULL REFERENCES result (id),
  edition_id UUID NOT NULL REFERENCES edition (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  school_id UUID NOT NULL REFERENCES organisation (id),
  filing_sealed BYTEA NOT NULL,
  filed_at BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by UUID NOT NULL,
  noticed_at BIGINT,
  notice TEXT,
  checker TEXT CHECK (checker IS NULL OR checker IN ('other-school','municipal-commission')),
  checker_id UUID REFERENCES organisation (id),
  essay_value TEXT,
  transferred_at BIGINT,
  new_edition_id UUID REFERENCES edition (id),
  ended_at BIGINT,
  outcome TEXT,
  version BIGINT NOT NULL,
  CHECK ((noticed_at IS NULL) = (notice IS NULL)),
  CHECK ((checker IS NULL) = (checker_id IS NULL)),
  CHECK ((essay_value IS NULL) = (transferred_at IS NULL))
);
CREATE INDEX essay_recheck_exam ON essay_recheck (exam_id);
CREATE INDEX essay_recheck_organisation ON essay_recheck (organisation_id);
CREATE INDEX essay_recheck_new_edition ON essay_recheck (new_edition_id) WHERE new_edition_id IS NOT NULL;
CREATE UNIQUE INDEX essay_recheck_one_of_a_sitting ON essay_recheck (sitting_id) WHERE state <> 'withdrawn';

-- Annulments that the chair took back: the value stands again as a new edition.
CREATE TABLE annulment_reversal (
  annulment_id UUID PRIMARY KEY REFERENCES annulment (id),
  new_edition_id UUID NOT NULL UNIQUE REFERENCES edition (id),
  document TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by UUID NOT NULL
);
