-- Version 1. A released file of this folder is never edited: a change is a new file with the next number.
-- Dates are ISO text (2026-11-22), date-times too (2026-11-22T09:30:00), JSON is text, truth values are 0/1.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The audit chain. Its count and head are in meta, so that a cut tail shows.
CREATE TABLE audit (
  seq          INTEGER PRIMARY KEY,
  at           TEXT NOT NULL,
  staff        INTEGER,
  actor        TEXT NOT NULL,
  operation    TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   INTEGER NOT NULL,
  matter       INTEGER,
  summary      TEXT NOT NULL,
  previous     BLOB NOT NULL,
  hash         BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_subject ON audit(subject_kind, subject_id);
CREATE INDEX audit_by_matter ON audit(matter) WHERE matter IS NOT NULL;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  id       INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  name     TEXT NOT NULL,
  role     TEXT NOT NULL,
  phone    TEXT,
  active   INTEGER NOT NULL,
  extras   TEXT NOT NULL
) STRICT;

CREATE TABLE people (
  id         INTEGER PRIMARY KEY,
  revision   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  initials   TEXT NOT NULL,
  sex        TEXT,
  birth_date TEXT,
  id_type    TEXT,
  id_number  TEXT,
  phone      TEXT,
  address    TEXT,
  extras     TEXT NOT NULL
) STRICT;
CREATE INDEX people_by_id_number ON people(id_number) WHERE id_number IS NOT NULL;
CREATE INDEX people_by_name ON people(name, birth_date);

CREATE TABLE organizations (
  id       INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  name     TEXT NOT NULL,
  initials TEXT NOT NULL,
  code     TEXT,
  phone    TEXT,
  address  TEXT,
  extras   TEXT NOT NULL
) STRICT;
CREATE INDEX organizations_by_code ON organizations(code) WHERE code IS NOT NULL;
CREATE INDEX organizations_by_name ON organizations(name);

-- Numbers are given without gaps; a series remembers what it gives next, so that a removed last one shows too.
CREATE TABLE number_series (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  organization INTEGER NOT NULL,
  year         INTEGER NOT NULL,
  first        INTEGER NOT NULL,
  next         INTEGER NOT NULL,
  UNIQUE (kind, organization, year)
) STRICT;

CREATE TABLE numbers (
  id          INTEGER PRIMARY KEY,
  series      INTEGER NOT NULL REFERENCES number_series(id),
  seq         INTEGER NOT NULL,
  text        TEXT NOT NULL,
  issued_at   TEXT NOT NULL,
  void_reason TEXT,
  voided_at   TEXT,
  UNIQUE (series, seq)
) STRICT;

CREATE TABLE matters (
  id          INTEGER PRIMARY KEY,
  revision    INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  number      TEXT,
  number_id   INTEGER REFERENCES numbers(id),
  state       TEXT NOT NULL,
  title       TEXT NOT NULL,
  opened_on   TEXT,
  closed_on   TEXT,
  responsible INTEGER REFERENCES staff(id),
  fields      TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  changed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX matters_by_kind ON matters(kind, id);
CREATE INDEX matters_by_number ON matters(number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX matters_by_number_id ON matters(number_id) WHERE number_id IS NOT NULL;
CREATE INDEX matters_by_responsible ON matters(responsible) WHERE responsible IS NOT NULL;

CREATE TABLE parties (
  id           INTEGER PRIMARY KEY,
  matter       INTEGER NOT NULL REFERENCES matters(id),
  role         TEXT NOT NULL,
  ordinal      INTEGER NOT NULL,
  person       INTEGER REFERENCES people(id),
  organization INTEGER REFERENCES organizations(id),
  snapshot     TEXT NOT NULL
) STRICT;
CREATE INDEX parties_by_matter ON parties(matter, ordinal);
CREATE INDEX parties_by_person ON parties(person) WHERE person IS NOT NULL;
CREATE INDEX parties_by_organization ON parties(organization) WHERE organization IS NOT NULL;

CREATE TABLE journal (
  id       INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  matter   INTEGER NOT NULL REFERENCES matters(id),
  type     TEXT NOT NULL,
  day      TEXT NOT NULL,
  at       TEXT,
  place    TEXT,
  staff    INTEGER REFERENCES staff(id),
  text     TEXT NOT NULL,
  fields   TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_matter ON journal(matter, day, id);

CREATE TABLE documents (
  id           INTEGER PRIMARY KEY,
  revision     INTEGER NOT NULL,
  matter       INTEGER REFERENCES matters(id),
  form         TEXT NOT NULL,
  form_version TEXT NOT NULL,
  form_hash    TEXT NOT NULL,
  title        TEXT NOT NULL,
  state        TEXT NOT NULL,
  number       TEXT,
  number_id    INTEGER REFERENCES numbers(id),
  copies       INTEGER NOT NULL,
  "values"     TEXT NOT NULL,
  pdf          INTEGER REFERENCES attachments(id),
  pdf_hash     TEXT,
  issued_on    TEXT,
  signed_on    TEXT,
  voided_on    TEXT,
  void_reason  TEXT,
  created_at   TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_matter ON documents(matter, id);
CREATE INDEX documents_by_number ON documents(number) WHERE number IS NOT NULL;

CREATE TABLE attachments (
  id         INTEGER PRIMARY KEY,
  matter     INTEGER REFERENCES matters(id),
  document   INTEGER REFERENCES documents(id),
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  size       INTEGER NOT NULL,
  hash       TEXT NOT NULL,
  added_at   TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_by_matter ON attachments(matter) WHERE matter IS NOT NULL;
CREATE INDEX attachments_by_document ON attachments(document) WHERE document IS NOT NULL;
CREATE INDEX attachments_by_hash ON attachments(hash);

-- Derived from the matters and the rules in use; never typed in. Kind and responsible are the matter's, so that
-- the board of one clerk or one kind is read along the index too.
CREATE TABLE duties (
  id          INTEGER PRIMARY KEY,
  matter      INTEGER NOT NULL REFERENCES matters(id),
  kind        TEXT NOT NULL,
  responsible INTEGER,
  rule        TEXT NOT NULL,
  key         TEXT NOT NULL,
  title       TEXT NOT NULL,
  state       TEXT NOT NULL,
  due         TEXT,
  remind_on   TEXT,
  provisional INTEGER NOT NULL,
  payload     TEXT NOT NULL
) STRICT;
CREATE INDEX duties_by_matter ON duties(matter);
CREATE INDEX duties_open ON duties(due, matter, kind, responsible) WHERE state = 'open' AND due IS NOT NULL;

CREATE TABLE register_rows (
  matter INTEGER PRIMARY KEY REFERENCES matters(id),
  kind   TEXT NOT NULL,
  row    TEXT NOT NULL
) STRICT;
CREATE INDEX register_rows_by_kind ON register_rows(kind);

CREATE TABLE register_columns (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,
  "column" TEXT NOT NULL,
  UNIQUE (kind, "column")
) STRICT;

-- A blank cell is the empty blob, which sorts behind numbers and texts.
CREATE TABLE register_cells (
  "column" INTEGER NOT NULL REFERENCES register_columns(id),
  sort     ANY NOT NULL,
  matter   INTEGER NOT NULL REFERENCES matters(id),
  PRIMARY KEY ("column", sort, matter)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_cells_by_matter ON register_cells(matter, "column");

-- What a search reads: one text per row that can be found. A matter's texts have the ids matter * 2^20 + 0, 1, 2 …
-- (0 is the matter's own), people 2^61 + id, organizations 2^62 + id: so the index below yields matters in order.
CREATE TABLE search_texts (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  subject INTEGER NOT NULL,
  tag     TEXT NOT NULL,
  text    TEXT NOT NULL,
  UNIQUE (kind, subject)
) STRICT;

CREATE TABLE drafts (
  key      TEXT PRIMARY KEY NOT NULL,
  staff    INTEGER,
  value    TEXT NOT NULL,
  saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE holidays (
  year        INTEGER PRIMARY KEY,
  source      TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  "table"     TEXT NOT NULL
) STRICT;

CREATE TABLE recent_views (
  staff        INTEGER NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id   INTEGER NOT NULL,
  at           TEXT NOT NULL,
  PRIMARY KEY (staff, subject_kind, subject_id)
) STRICT, WITHOUT ROWID;

-- The characters of search_texts as overlapping groups, coded in ASCII (see search.rs), and the matter's kind;
-- rowid is search_texts.id.
CREATE VIRTUAL TABLE search_index USING fts5(
  grams, tag,
  content='', contentless_delete=1, tokenize='ascii', prefix='4'
);
