-- A first result moves a participant's row in every index that knows of results. Those without a result, and those whose
-- result waits, are found among the sittings of their exam.
DROP INDEX participant_pending;
DROP INDEX participant_without_result;
CREATE INDEX participant_exam ON participant (exam_id);
