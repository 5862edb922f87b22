-- Work that a person has called off is neither done nor failed.

ALTER TABLE task DROP CONSTRAINT task_state_check;
ALTER TABLE task ADD CONSTRAINT task_state_check
    CHECK (state IN ('staging', 'queued', 'running', 'done', 'failed', 'cancelled'));
