-- Appeals: cases with the steps of their lives, hearings, members and experts of the commission, who marked which work
-- (kuzbass-gia9:rights 6; mordovia-187:7, 8.4, 8.5).

INSERT INTO counter (name, value) VALUES ('appeal', 0), ('hearing', 0);

-- Members of the appeals commission, and the experts it calls in.
CREATE TABLE commission_person (
  id UUID PRIMARY KEY,
  part TEXT NOT NULL CHECK (part IN ('chair','member','expert')),
  code TEXT NOT NULL UNIQUE,
  person_id UUID NOT NULL REFERENCES person (id),
  workplace_id UUID REFERENCES organisation (id),
  exam_kind TEXT CHECK (exam_kind IS NULL OR exam_kind IN ('gia-11','gia-9')),
  subject_code BIGINT,
  appointed_at BIGINT NOT NULL,
  appointed_by UUID NOT NULL,
  ended_at BIGINT,
  ended_by UUID,
  CHECK ((part = 'expert') = (subject_code IS NOT NULL)),
  CHECK ((exam_kind IS NULL) = (subject_code IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

-- Which experts marked a work, as the protocols of РЦОИ name them. No row means that nobody knows.
CREATE TABLE work_marker (
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  expert_id UUID NOT NULL REFERENCES commission_person (id),
  named_at BIGINT NOT NULL,
  named_by UUID NOT NULL,
  PRIMARY KEY (sitting_id, expert_id)
);

-- A room on one day: its appeals stand one slot after another.
CREATE TABLE hearing (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  place TEXT NOT NULL,
  room TEXT NOT NULL,
  appointed_at BIGINT NOT NULL,
  appointed_by UUID NOT NULL,
  UNIQUE (starts_at, place, room)
);
CREATE INDEX hearing_day ON hearing (day);

CREATE TABLE appeal (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('score','procedure')),
  state TEXT NOT NULL CHECK (state IN ('filed','received','appointed','heard','not-considered','withdrawn','rejected','granted','at-centre','recounted','closed')),
  exam_id UUID NOT NULL REFERENCES exam (id),
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  person_id UUID NOT NULL REFERENCES person (id),
  result_id UUID REFERENCES result (id),
  edition_id UUID REFERENCES edition (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  applicant TEXT NOT NULL CHECK (applicant IN ('participant','parent','proxy')),
  filing_sealed BYTEA NOT NULL,
  claims TEXT NOT NULL,
  wants_tasks BOOLEAN NOT NULL,
  filed_at BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by UUID NOT NULL,
  transferred_at BIGINT,
  materials TEXT NOT NULL CHECK (materials IN ('not-asked','asked','given')),
  processing TEXT CHECK (processing IS NULL OR processing IN ('right','wrong')),
  expert_id UUID REFERENCES commission_person (id),
  verdict TEXT CHECK (verdict IS NULL OR verdict IN ('right','change','unclear')),
  developers TEXT NOT NULL CHECK (developers IN ('not-asked','asked','answered')),
  hearing_id UUID REFERENCES hearing (id),
  slot_at BIGINT,
  slot_appointed_at BIGINT,
  noticed_at BIGINT,
  outcome TEXT CHECK (outcome IS NULL OR outcome IN ('rejected','granted')),
  decided_at BIGINT,
  decided_primary BIGINT,
  decided_points TEXT,
  sent_at BIGINT,
  recounted_at BIGINT,
  new_edition_id UUID REFERENCES edition (id),
  ended_at BIGINT,
  version BIGINT NOT NULL,
  CHECK ((kind = 'score') = (edition_id IS NOT NULL)),
  CHECK ((result_id IS NULL) = (edition_id IS NULL)),
  CHECK ((hearing_id IS NULL) = (slot_at IS NULL)),
  CHECK ((slot_at IS NULL) = (slot_appointed_at IS NULL)),
  CHECK ((outcome IS NULL) = (decided_at IS NULL)),
  CHECK ((new_edition_id IS NULL) = (recounted_at IS NULL)),
  CHECK (outcome = 'granted' OR decided_primary IS NULL),
  CHECK (new_edition_id IS NULL OR outcome = 'granted')
);
CREATE INDEX appeal_exam ON appeal (exam_id);
CREATE INDEX appeal_organisation ON appeal (organisation_id);
CREATE INDEX appeal_state ON appeal (state);
CREATE INDEX appeal_hearing ON appeal (hearing_id) WHERE hearing_id IS NOT NULL;
CREATE INDEX appeal_new_edition ON appeal (new_edition_id) WHERE new_edition_id IS NOT NULL;
CREATE UNIQUE INDEX appeal_one_of_a_kind ON appeal (sitting_id, kind) WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX appeal_one_a_slot ON appeal (hearing_id, slot_at) WHERE hearing_id IS NOT NULL AND state NOT IN ('withdrawn', 'not-considered');

-- What happened in a case, in order; details are codes and numbers, words about people are sealed.
CREATE TABLE appeal_step (
  id UUID PRIMARY KEY,
  appeal_id UUID NOT NULL REFERENCES appeal (id),
  number BIGINT NOT NULL,
  act TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_account UUID NOT NULL,
  details TEXT NOT NULL,
  words_sealed BYTEA,
  UNIQUE (appeal_id, number)
);

-- Who was present and decided.
CREATE TABLE appeal_member (
  appeal_id UUID NOT NULL REFERENCES appeal (id),
  member_id UUID NOT NULL REFERENCES commission_person (id),
  PRIMARY KEY (appeal_id, member_id)
);

CREATE TABLE appeal_file (
  id UUID PRIMARY KEY,
  appeal_id UUID NOT NULL REFERENCES appeal (id),
  kind TEXT NOT NULL CHECK (kind IN ('application','materials','conclusion','decision')),
  file_id UUID NOT NULL,
  name_sealed BYTEA NOT NULL,
  added_at BIGINT NOT NULL,
  added_by UUID NOT NULL
);
CREATE INDEX appeal_file_appeal ON appeal_file (appeal_id);

-- Decisions of the chair to annul a result: on what ground, after what, and when the participant sits again.
CREATE TABLE annulment (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  edition_id UUID NOT NULL UNIQUE REFERENCES edition (id),
  appeal_id UUID REFERENCES appeal (id),
  ground TEXT NOT NULL CHECK (ground IN ('own-violation','violation-by-others','video-fault','procedure-appeal','inspection')),
  document TEXT NOT NULL,
  ended_on TEXT NOT NULL,
  resit TEXT NOT NULL CHECK (resit IN ('reserve-day','other-day','none')),
  decided_at BIGINT NOT NULL,
  decided_by UUID NOT NULL
);
CREATE INDEX annulment_sitting ON annulment (sitting_id);
CREATE INDEX annulment_exam ON annulment (exam_id);
