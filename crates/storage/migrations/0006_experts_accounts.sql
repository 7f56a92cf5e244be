-- An expert of the appeals commission gives conclusions with an account of their own (kuzbass-gia9:rights 6).

ALTER TABLE commission_person ADD COLUMN account_id UUID REFERENCES account (id);
CREATE INDEX commission_person_account ON commission_person (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX appeal_expert ON appeal (expert_id) WHERE expert_id IS NOT NULL;
