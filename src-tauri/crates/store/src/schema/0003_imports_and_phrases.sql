-- Version 3. An old register taken over, the matters it brought, and wording kept for use again.

CREATE TABLE imports (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  file       TEXT NOT NULL,
  attachment INTEGER REFERENCES attachments(id),
  at         TEXT NOT NULL,
  staff      INTEGER REFERENCES staff(id),
  added      INTEGER NOT NULL,
  changed    INTEGER NOT NULL,
  skipped    INTEGER NOT NULL
) STRICT;

-- The import that brought the matter; none where it was registered here.
ALTER TABLE matters ADD COLUMN import INTEGER REFERENCES imports(id);
CREATE INDEX matters_by_import ON matters(import) WHERE import IS NOT NULL;

-- Kind and field are '' for wording that fits anywhere.
CREATE TABLE phrases (
  id       INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  field    TEXT NOT NULL,
  text     TEXT NOT NULL,
  initials TEXT NOT NULL,
  ordinal  INTEGER NOT NULL
) STRICT;
CREATE INDEX phrases_by_place ON phrases(kind, field, ordinal);
