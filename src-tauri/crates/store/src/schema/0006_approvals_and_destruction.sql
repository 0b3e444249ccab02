-- Version 6. What is asked of whoever has to approve it, matters destroyed at the end of their retention period, and audit
-- entries whose content can be taken out without breaking the chain.

-- The request is JSON, as the caller wrote it. A destruction is of several matters and stands at none.
CREATE TABLE approvals (
  id         INTEGER PRIMARY KEY,
  matter     INTEGER REFERENCES matters(id),
  what       TEXT NOT NULL,
  target     TEXT NOT NULL,
  role       TEXT NOT NULL,
  request    TEXT NOT NULL,
  state      TEXT NOT NULL,
  asked_by   INTEGER NOT NULL REFERENCES staff(id),
  asked_at   TEXT NOT NULL,
  decided_by INTEGER REFERENCES staff(id),
  decided_at TEXT,
  reason     TEXT
) STRICT;
CREATE INDEX approvals_by_matter ON approvals(matter, id) WHERE matter IS NOT NULL;
CREATE INDEX approvals_asked ON approvals(id) WHERE state = 'asked';

-- The bare fact. With created_at a matter is known again in an older copy of the office, whatever was numbered since.
CREATE TABLE destructions (
  matter       INTEGER NOT NULL,
  created_at   TEXT NOT NULL,
  kind         TEXT NOT NULL,
  number       TEXT,
  opened_on    TEXT,
  closed_on    TEXT,
  kept_until   TEXT,
  basis        TEXT NOT NULL,
  asked_by     TEXT NOT NULL,
  approved_by  TEXT NOT NULL,
  destroyed_at TEXT NOT NULL,
  -- The people who were known only from it and went with it: a JSON list of row ids.
  people       TEXT NOT NULL,
  PRIMARY KEY (matter, created_at)
) STRICT, WITHOUT ROWID;

-- Random bytes hashed with an entry's summary. Where a destroyed matter's summary is taken out (it is then ''), they go
-- too, so that nobody can find it again by trying what might have stood there.
ALTER TABLE audit ADD COLUMN salt BLOB;
