-- Applications to sit an exam: one person, one kind of exam, one school year; their papers and their history.

INSERT INTO counter (name, value) VALUES ('application', 0);

CREATE TABLE application (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  school_year BIGINT NOT NULL,
  exam_kind TEXT NOT NULL CHECK (exam_kind IN ('essay','gia-11','gia-9')),
  state TEXT NOT NULL CHECK (state IN ('filed','accepted','withdrawn','refused')),
  person_id UUID NOT NULL REFERENCES person (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  study_organisation_id UUID REFERENCES organisation (id),
  informing_organisation_id UUID NOT NULL REFERENCES organisation (id),
  category TEXT NOT NULL CHECK (category IN ('student','extern','past-graduate','college-student','foreign-school-student','certificate-holder')),
  class_name TEXT NOT NULL,
  work_type BIGINT,
  filed_on TEXT NOT NULL,
  filed_by TEXT NOT NULL CHECK (filed_by IN ('participant','parent','proxy')),
  content_sealed BYTEA NOT NULL,
  required_papers TEXT NOT NULL,
  lacking_papers TEXT NOT NULL,
  first_exam TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by UUID NOT NULL,
  registration_id UUID REFERENCES registration (id),
  ended_at BIGINT,
  outcome TEXT,
  version BIGINT NOT NULL,
  CHECK (state <> 'accepted' OR registration_id IS NOT NULL),
  CHECK ((state IN ('withdrawn','refused')) = (ended_at IS NOT NULL))
);
CREATE INDEX application_organisation ON application (organisation_id);
CREATE INDEX application_person ON application (person_id);

-- The exams that are asked for; the exam's row comes with the first registration.
CREATE TABLE application_exam (
  application_id UUID NOT NULL REFERENCES application (id),
  subject_code BIGINT NOT NULL,
  exam_date TEXT NOT NULL,
  form TEXT CHECK (form IS NULL OR form IN ('ege','gve-11','oge','gve-9')),
  sitting_id UUID REFERENCES sitting (id),
  PRIMARY KEY (application_id, subject_code, exam_date)
);

CREATE TABLE application_paper (
  id UUID PRIMARY KEY,
  application_id UUID NOT NULL REFERENCES application (id),
  kind TEXT NOT NULL CHECK (kind IN ('identity','power-of-attorney','education','study-certificate','learning-certificate','conditions','consent','parent-consent','memo','parent-memo')),
  shown_on TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by UUID NOT NULL,
  withdrawn_on TEXT,
  withdrawn_at BIGINT,
  CHECK ((withdrawn_on IS NULL) = (withdrawn_at IS NULL)),
  CHECK (withdrawn_on IS NULL OR kind IN ('consent','parent-consent'))
);
CREATE INDEX application_paper_application ON application_paper (application_id);
CREATE UNIQUE INDEX application_paper_at_hand ON application_paper (application_id, kind) WHERE withdrawn_on IS NULL;

CREATE TABLE application_step (
  id UUID PRIMARY KEY,
  application_id UUID NOT NULL REFERENCES application (id),
  act TEXT NOT NULL CHECK (act IN ('filed','paper','consent-withdrawn','changed','accepted','withdrawn','refused')),
  words_sealed BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  made_by UUID NOT NULL,
  organisation_id UUID NOT NULL REFERENCES organisation (id)
);
CREATE INDEX application_step_application ON application_step (application_id);
