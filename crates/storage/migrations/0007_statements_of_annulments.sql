-- An annulment of a released result goes down as every change does: a statement of its own, a ledger of its own.

ALTER TABLE statement ADD COLUMN annulment_id UUID REFERENCES annulment (id);
CREATE INDEX statement_annulment ON statement (annulment_id) WHERE annulment_id IS NOT NULL;
