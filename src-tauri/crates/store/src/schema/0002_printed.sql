-- How often an issued document was sent to a printer: a fact of the document. Until now its prints were counted in the
-- audit chain.
ALTER TABLE documents ADD COLUMN printed INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET printed = (
  SELECT count(*) FROM audit
  WHERE subject_kind = 'document' AND subject_id = documents.id AND operation = 'document.print'
);
