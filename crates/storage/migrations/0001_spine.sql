-- The whole spine. Written in PostgreSQL's words; on SQLite the migrator puts BLOB for UUID and BYTEA, INTEGER for
-- BIGINT and BOOLEAN, and STRICT behind every table. Moments are microseconds UTC, legal days ISO text, enums codes.
-- A column whose name ends in _sealed holds `Sealed` bytes and is never compared, sorted or searched.

CREATE TABLE installation (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  region_code TEXT NOT NULL,
  key_fingerprint TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('directory', 0), ('publication', 0), ('statement', 0), ('import', 0), ('organisation', 0);

-- Organisations ---------------------------------------------------------------------------------------------------

CREATE TABLE organisation (
  id UUID PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('ministry','processing-centre','municipal-body','school','state-school','college','exam-commission','appeals-commission')),
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  parent_id UUID REFERENCES organisation (id),
  zone TEXT,
  address TEXT,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX organisation_parent ON organisation (parent_id);

-- People ----------------------------------------------------------------------------------------------------------

CREATE TABLE person (
  id UUID PRIMARY KEY,
  name_sealed BYTEA NOT NULL,
  details_sealed BYTEA,
  is_participant BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE person_document (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES person (id),
  document_sealed BYTEA NOT NULL,
  document_index BYTEA NOT NULL,
  index_version BIGINT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX person_document_person ON person_document (person_id);
CREATE UNIQUE INDEX person_document_live ON person_document (document_index) WHERE valid_to IS NULL;

CREATE TABLE registration (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES person (id),
  school_year BIGINT NOT NULL,
  exam_kind TEXT NOT NULL CHECK (exam_kind IN ('essay','gia-11','gia-9')),
  participant_code TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('student','extern','past-graduate','college-student','foreign-school-student','certificate-holder')),
  class_name TEXT NOT NULL,
  registering_organisation_id UUID NOT NULL REFERENCES organisation (id),
  study_organisation_id UUID REFERENCES organisation (id),
  informing_organisation_id UUID NOT NULL REFERENCES organisation (id),
  conditions_sealed BYTEA,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (school_year, exam_kind, participant_code),
  UNIQUE (person_id, school_year, exam_kind)
);
CREATE INDEX registration_informing ON registration (informing_organisation_id);
CREATE INDEX registration_registering ON registration (registering_organisation_id);

-- Exams, results, editions ----------------------------------------------------------------------------------------

CREATE TABLE exam (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('essay','gia-11','gia-9')),
  subject_code BIGINT NOT NULL,
  exam_date TEXT NOT NULL,
  period TEXT NOT NULL CHECK (period IN ('main','february','april','additional','early','reserve')),
  created_at BIGINT NOT NULL,
  UNIQUE (kind, subject_code, exam_date)
);

-- Grows with every change of what waits for the commission in an exam: what is kept of it in memory is as old.
CREATE TABLE exam_waiting (
  exam_id UUID PRIMARY KEY REFERENCES exam (id),
  version BIGINT NOT NULL
);

CREATE TABLE sitting (
  id UUID PRIMARY KEY,
  registration_id UUID NOT NULL REFERENCES registration (id),
  exam_id UUID NOT NULL REFERENCES exam (id),
  subject_code BIGINT NOT NULL,
  form TEXT CHECK (form IS NULL OR form IN ('ege','gve-11','oge','gve-9')),
  written_sitting_id UUID REFERENCES sitting (id),
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (registration_id, exam_id, subject_code)
);
CREATE INDEX sitting_exam ON sitting (exam_id);

CREATE TABLE result (
  id UUID PRIMARY KEY,
  sitting_id UUID NOT NULL UNIQUE REFERENCES sitting (id),
  created_at BIGINT NOT NULL
);

CREATE TABLE processing_completion (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  number BIGINT NOT NULL,
  declared_at BIGINT NOT NULL,
  declared_by UUID NOT NULL,
  content_hash BYTEA NOT NULL,
  released_count BIGINT NOT NULL,
  held_count BIGINT NOT NULL,
  UNIQUE (exam_id, number)
);

CREATE TABLE protocol (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  number TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft','proposed','approved','void')),
  part TEXT NOT NULL CHECK (part IN ('everything','form','municipality','correction')),
  part_form TEXT CHECK (part_form IS NULL OR part_form IN ('ege','gve-11','oge','gve-9')),
  part_organisation_id UUID REFERENCES organisation (id),
  content_hash BYTEA,
  approve_count BIGINT NOT NULL,
  held_count BIGINT NOT NULL,
  corrects UUID REFERENCES protocol (id),
  correction_ground TEXT,
  proposed_by UUID,
  proposed_person UUID REFERENCES person (id),
  proposed_role TEXT,
  proposed_at BIGINT,
  approved_by UUID,
  approved_person UUID REFERENCES person (id),
  approved_role TEXT,
  approved_at BIGINT,
  void_reason TEXT CHECK (void_reason IS NULL OR void_reason IN ('content-changed','withdrawn','returned')),
  void_note TEXT,
  void_at BIGINT,
  void_by UUID,
  void_person UUID REFERENCES person (id),
  void_role TEXT,
  sent_at BIGINT,
  sent_by UUID,
  UNIQUE (exam_id, number),
  CHECK (approved_person IS NULL OR approved_person <> proposed_person),
  CHECK ((state IN ('proposed','approved')) = (proposed_at IS NOT NULL AND content_hash IS NOT NULL AND void_at IS NULL)),
  CHECK ((state = 'approved') = (approved_at IS NOT NULL AND approved_person IS NOT NULL AND proposed_person IS NOT NULL)),
  CHECK ((state = 'void') = (void_reason IS NOT NULL)),
  CHECK ((part = 'form') = (part_form IS NOT NULL)),
  CHECK ((part = 'municipality') = (part_organisation_id IS NOT NULL)),
  CHECK ((part = 'correction') = (corrects IS NOT NULL)),
  CHECK ((corrects IS NULL) = (correction_ground IS NULL)),
  CHECK ((void_reason IS NULL) = (void_at IS NULL)),
  CHECK ((COALESCE(void_reason, '') = 'returned') = (void_note IS NOT NULL)),
  CHECK (COALESCE(void_reason, '') <> 'returned' OR (void_person IS NOT NULL AND proposed_at IS NOT NULL)),
  CHECK (sent_at IS NULL OR state = 'approved')
);

-- What РЦОИ gave to the exam commission, and what the chair was told of: one row per exam and import.
CREATE TABLE commission_delivery (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  given_at BIGINT NOT NULL,
  given_by UUID NOT NULL,
  line_count BIGINT NOT NULL,
  informed_at BIGINT,
  informed_by UUID
);
CREATE INDEX commission_delivery_exam ON commission_delivery (exam_id);

CREATE TABLE day_record (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  sitting_id UUID REFERENCES sitting (id),
  kind TEXT NOT NULL CHECK (kind IN ('removed','ended-early','unregistered')),
  person_sealed BYTEA,
  act_number TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by UUID NOT NULL,
  cancelled_at BIGINT,
  cancelled_by UUID,
  cancel_ground TEXT,
  CHECK ((kind = 'unregistered') = (sitting_id IS NULL)),
  CHECK ((sitting_id IS NULL) = (person_sealed IS NOT NULL)),
  CHECK ((cancelled_at IS NULL) = (cancel_ground IS NULL))
);
CREATE INDEX day_record_exam ON day_record (exam_id);
CREATE UNIQUE INDEX day_record_one_in_force ON day_record (sitting_id, kind) WHERE cancelled_at IS NULL AND sitting_id IS NOT NULL;

CREATE TABLE day_list (
  exam_id UUID NOT NULL REFERENCES exam (id),
  kind TEXT NOT NULL CHECK (kind IN ('removed','unregistered')),
  given_at BIGINT NOT NULL,
  given_by UUID NOT NULL,
  record_count BIGINT NOT NULL,
  PRIMARY KEY (exam_id, kind)
);

CREATE TABLE open_matter (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  sitting_id UUID NOT NULL REFERENCES sitting (id),
  kind TEXT NOT NULL CHECK (kind IN ('violation-inquiry','procedure-appeal','recheck')),
  ground TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by UUID NOT NULL,
  informed_at BIGINT,
  informed_by UUID,
  closed_at BIGINT,
  closed_by UUID,
  outcome TEXT,
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX open_matter_exam ON open_matter (exam_id);
CREATE UNIQUE INDEX open_matter_one_of_a_kind ON open_matter (sitting_id, kind) WHERE closed_at IS NULL;

CREATE TABLE import (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('organisations','participants','essay-results','gia-participants','gia-results')),
  state TEXT NOT NULL CHECK (state IN ('staged','applied','dropped')),
  profile_name TEXT,
  file_name_sealed BYTEA NOT NULL,
  file_id UUID NOT NULL,
  staging_file_id UUID NOT NULL,
  file_hash BYTEA NOT NULL,
  base_hash BYTEA NOT NULL,
  total_rows BIGINT NOT NULL,
  new_rows BIGINT NOT NULL,
  changed_rows BIGINT NOT NULL,
  same_rows BIGINT NOT NULL,
  wrong_rows BIGINT NOT NULL,
  staged_at BIGINT NOT NULL,
  staged_by UUID NOT NULL,
  finished_at BIGINT,
  finished_by UUID,
  ground TEXT
);

CREATE TABLE edition (
  id UUID PRIMARY KEY,
  result_id UUID NOT NULL REFERENCES result (id),
  number BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received','held','approved','released','superseded','annulled')),
  attendance TEXT NOT NULL CHECK (attendance IN ('written','not-finished','removed','absent')),
  essay_value TEXT,
  topic TEXT,
  primary_score BIGINT,
  test_score BIGINT,
  mark BIGINT,
  task_points TEXT,
  ground TEXT NOT NULL,
  document_reference TEXT,
  author_account_id UUID NOT NULL,
  import_id UUID REFERENCES import (id),
  received_at BIGINT NOT NULL,
  hold_reason TEXT CHECK (hold_reason IS NULL OR hold_reason IN ('by-hand','contradiction','no-informing-organisation','under-recheck','removed-from-exam','violation-inquiry','day-records-conflict','procedure-appeal-pending')),
  hold_note TEXT,
  completion_id UUID REFERENCES processing_completion (id),
  protocol_id UUID REFERENCES protocol (id),
  released_at BIGINT,
  ended_at BIGINT,
  UNIQUE (result_id, number)
);
CREATE INDEX edition_completion ON edition (completion_id) WHERE completion_id IS NOT NULL;
CREATE INDEX edition_protocol ON edition (protocol_id) WHERE protocol_id IS NOT NULL;
CREATE UNIQUE INDEX edition_one_released ON edition (result_id) WHERE state = 'released';
CREATE UNIQUE INDEX edition_one_pending ON edition (result_id) WHERE state IN ('received','held','approved');

-- What the proposal showed: an edition with the reasons that keep it back, joined by commas; empty for what is approved.
CREATE TABLE protocol_line (
  protocol_id UUID NOT NULL REFERENCES protocol (id),
  line_number BIGINT NOT NULL,
  edition_id UUID NOT NULL REFERENCES edition (id),
  holds TEXT NOT NULL,
  PRIMARY KEY (protocol_id, line_number),
  UNIQUE (protocol_id, edition_id)
);
CREATE INDEX protocol_line_edition ON protocol_line (edition_id);

-- Statements and ledgers ------------------------------------------------------------------------------------------

CREATE TABLE statement (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  completion_id UUID REFERENCES processing_completion (id),
  protocol_id UUID REFERENCES protocol (id),
  number TEXT NOT NULL UNIQUE,
  hop TEXT NOT NULL CHECK (hop IN ('to-municipal-body','to-school','to-state-organisation')),
  sender_id UUID NOT NULL REFERENCES organisation (id),
  recipient_id UUID NOT NULL REFERENCES organisation (id),
  parent_id UUID REFERENCES statement (id),
  formed_at BIGINT NOT NULL,
  content_hash BYTEA NOT NULL,
  line_count BIGINT NOT NULL,
  handed_over_at BIGINT,
  handed_over_by UUID,
  received_at BIGINT,
  received_by UUID,
  first_opened_at BIGINT,
  version BIGINT NOT NULL,
  CHECK ((completion_id IS NULL) <> (protocol_id IS NULL))
);
CREATE INDEX statement_exam ON statement (exam_id);
CREATE INDEX statement_recipient ON statement (recipient_id);
CREATE INDEX statement_sender ON statement (sender_id);
CREATE INDEX statement_parent ON statement (parent_id);

CREATE TABLE statement_line (
  statement_id UUID NOT NULL REFERENCES statement (id),
  line_number BIGINT NOT NULL,
  edition_id UUID NOT NULL REFERENCES edition (id),
  commitment BYTEA NOT NULL,
  PRIMARY KEY (statement_id, line_number)
);
CREATE INDEX statement_line_edition ON statement_line (edition_id);

CREATE TABLE statement_opening (
  id UUID PRIMARY KEY,
  statement_id UUID NOT NULL REFERENCES statement (id),
  account_id UUID NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('page','pdf','xlsx','api')),
  opened_at BIGINT NOT NULL
);
CREATE INDEX statement_opening_statement ON statement_opening (statement_id);

CREATE TABLE ledger (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  statement_id UUID NOT NULL REFERENCES statement (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  class_name TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('open','handed-in')),
  line_count BIGINT NOT NULL,
  told_count BIGINT NOT NULL DEFAULT 0,
  not_told_count BIGINT NOT NULL DEFAULT 0,
  last_told_at BIGINT,
  handed_in_at BIGINT,
  handed_in_by UUID,
  content_hash BYTEA,
  version BIGINT NOT NULL,
  UNIQUE (statement_id, organisation_id, class_name)
);
CREATE INDEX ledger_exam ON ledger (exam_id);
CREATE INDEX ledger_organisation ON ledger (organisation_id);

CREATE TABLE ledger_line (
  id UUID PRIMARY KEY,
  ledger_id UUID NOT NULL REFERENCES ledger (id),
  line_number BIGINT NOT NULL,
  edition_id UUID NOT NULL REFERENCES edition (id),
  person_id UUID NOT NULL REFERENCES person (id),
  code TEXT NOT NULL UNIQUE,
  told_at BIGINT,
  note_sealed BYTEA,
  not_told BOOLEAN NOT NULL,
  entered_at BIGINT,
  entered_by UUID,
  version BIGINT NOT NULL,
  UNIQUE (ledger_id, line_number),
  CHECK (told_at IS NULL OR NOT not_told)
);
CREATE INDEX ledger_line_edition ON ledger_line (edition_id);
CREATE INDEX ledger_line_person ON ledger_line (person_id);

CREATE TABLE announcement (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  told_at BIGINT NOT NULL,
  place TEXT NOT NULL,
  procedure_text TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  announced_by UUID NOT NULL,
  notified_at BIGINT,
  notified_by UUID,
  version BIGINT NOT NULL,
  UNIQUE (exam_id, organisation_id)
);

CREATE TABLE announcement_signature (
  announcement_id UUID NOT NULL REFERENCES announcement (id),
  person_id UUID NOT NULL REFERENCES person (id),
  signer TEXT NOT NULL CHECK (signer IN ('participant','parent')),
  signed_on TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by UUID NOT NULL,
  PRIMARY KEY (announcement_id, person_id, signer)
);

-- One row per sitting, as lists and counts need it; follows from the tables above, see `participants.rs`.
CREATE TABLE participant (
  sitting_id UUID PRIMARY KEY REFERENCES sitting (id),
  exam_id UUID NOT NULL,
  registration_id UUID NOT NULL,
  person_id UUID NOT NULL,
  participant_code TEXT NOT NULL,
  category TEXT NOT NULL,
  class_name TEXT NOT NULL,
  informing_organisation_id UUID NOT NULL,
  registering_organisation_id UUID NOT NULL,
  subject_code BIGINT NOT NULL,
  form TEXT,
  result_id UUID,
  pending_state TEXT,
  released_edition_id UUID,
  told_at BIGINT,
  ledger_id UUID
);
CREATE INDEX participant_pending ON participant (exam_id, pending_state) WHERE pending_state IS NOT NULL;
CREATE INDEX participant_without_result ON participant (exam_id) WHERE result_id IS NULL;
CREATE INDEX participant_place ON participant (exam_id, informing_organisation_id, pending_state, released_edition_id);

-- Law in force here -----------------------------------------------------------------------------------------------

CREATE TABLE obligation (
  id UUID PRIMARY KEY,
  term_id TEXT NOT NULL,
  clause TEXT NOT NULL,
  exam_id UUID NOT NULL REFERENCES exam (id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('exam','protocol','statement','ledger','announcement','case')),
  subject_id UUID NOT NULL,
  debtor_id UUID NOT NULL REFERENCES organisation (id),
  opened_at BIGINT NOT NULL,
  event_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  due_day TEXT NOT NULL,
  met_at BIGINT,
  data_edition TEXT NOT NULL,
  UNIQUE (term_id, subject_id, debtor_id)
);
CREATE INDEX obligation_debtor ON obligation (debtor_id, due_at);
CREATE INDEX obligation_exam ON obligation (exam_id, debtor_id);
CREATE INDEX obligation_subject ON obligation (subject_id);
CREATE INDEX obligation_open ON obligation (exam_id, debtor_id) WHERE met_at IS NULL;
CREATE INDEX obligation_met ON obligation (debtor_id, met_at, due_at) WHERE met_at IS NOT NULL;
CREATE INDEX obligation_about_exam ON obligation (exam_id) WHERE subject_kind = 'exam';

CREATE TABLE day_override (
  day TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('day-off','working')),
  ground TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID NOT NULL
);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  ground TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by UUID NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE setting_history (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  value TEXT NOT NULL,
  ground TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by UUID NOT NULL,
  PRIMARY KEY (name, version)
);

-- Look-up ---------------------------------------------------------------------------------------------------------

CREATE TABLE lookup_opening (
  id UUID PRIMARY KEY,
  exam_id UUID NOT NULL UNIQUE REFERENCES exam (id),
  decision_number TEXT NOT NULL,
  decision_date TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  opened_by UUID NOT NULL
);

CREATE TABLE publication (
  number BIGINT PRIMARY KEY,
  exam_id UUID NOT NULL REFERENCES exam (id),
  published_at BIGINT NOT NULL,
  line_count BIGINT NOT NULL
);

CREATE TABLE published_result (
  lookup_index BYTEA NOT NULL,
  exam_id UUID NOT NULL REFERENCES exam (id),
  publication_number BIGINT NOT NULL REFERENCES publication (number),
  record_sealed BYTEA NOT NULL,
  PRIMARY KEY (lookup_index, exam_id)
);

-- Access ----------------------------------------------------------------------------------------------------------

CREATE TABLE account (
  id UUID PRIMARY KEY,
  person_id UUID NOT NULL REFERENCES person (id),
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT,
  state TEXT NOT NULL CHECK (state IN ('invited','active','blocked')),
  policy_epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE appointment (
  id UUID PRIMARY KEY,
  account_id UUID NOT NULL UNIQUE REFERENCES account (id),
  role TEXT NOT NULL,
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  position TEXT NOT NULL,
  appointed_at BIGINT NOT NULL
);
CREATE INDEX appointment_organisation ON appointment (organisation_id);

CREATE TABLE responsible_person (
  id UUID PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  order_number TEXT NOT NULL,
  order_date TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  named_at BIGINT NOT NULL,
  named_by UUID NOT NULL
);
CREATE INDEX responsible_person_account ON responsible_person (account_id);

CREATE TABLE invitation (
  token_hash BYTEA PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- Keys of other systems: each acts as an account, in the organisation it had then, for one purpose.
CREATE TABLE api_token (
  id UUID PRIMARY KEY,
  token_hash BYTEA NOT NULL UNIQUE,
  account_id UUID NOT NULL REFERENCES account (id),
  organisation_id UUID NOT NULL REFERENCES organisation (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('deliver-results','fetch-statements','report-acquaintance','read-obligations','fetch-publication')),
  system_name TEXT NOT NULL,
  last_day TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  issued_by UUID NOT NULL,
  last_used_at BIGINT,
  ended_at BIGINT,
  ended_by UUID
);
CREATE INDEX api_token_account ON api_token (account_id);

CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,
  account_id UUID NOT NULL REFERENCES account (id),
  policy_epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX session_account ON session (account_id);

-- How often something was tried: sign-ins by account and address, look-ups by document and address.
CREATE TABLE throttle (
  key BYTEA PRIMARY KEY,
  failures BIGINT NOT NULL,
  window_started_at BIGINT NOT NULL,
  allowed_at BIGINT NOT NULL
);

-- Bookkeeping -----------------------------------------------------------------------------------------------------

CREATE TABLE idempotency (
  account_id UUID NOT NULL,
  key TEXT NOT NULL,
  request_hash BYTEA NOT NULL,
  answer TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE job (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting','running','done','failed')),
  run_after BIGINT NOT NULL,
  leased_until BIGINT,
  attempts BIGINT NOT NULL,
  steps_done BIGINT NOT NULL,
  steps_total BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX job_waiting ON job (state, run_after);

CREATE TABLE exchange_profile (
  name TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by UUID NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE stored_file (
  id UUID PRIMARY KEY,
  size BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  stored_at BIGINT NOT NULL
);

CREATE TABLE journal (
  sequence BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  account_id UUID,
  organisation_id UUID,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id UUID,
  details TEXT NOT NULL,
  previous_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX journal_object ON journal (object_id);
CREATE INDEX journal_at ON journal (at);
CREATE INDEX journal_organisation ON journal (organisation_id, sequence);
