-- Version 7. The register of papers: one row of cells for every document that was issued, of the same shape as the
-- registers of matters (kind is 'papers'), and the words of each document in an index of their own, so that neither search
-- walks past what the other one looks for.

CREATE TABLE paper_rows (
  document INTEGER PRIMARY KEY REFERENCES documents(id),
  kind     TEXT NOT NULL,
  row      TEXT NOT NULL
) STRICT;
CREATE INDEX paper_rows_by_kind ON paper_rows(kind);

CREATE TABLE paper_cells (
  "column" INTEGER NOT NULL REFERENCES register_columns(id),
  sort     ANY NOT NULL,
  document INTEGER NOT NULL REFERENCES documents(id),
  PRIMARY KEY ("column", sort, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_cells_by_document ON paper_cells(document, "column");

-- All that can be read on a document; id is the document's.
CREATE TABLE paper_texts (
  id   INTEGER PRIMARY KEY REFERENCES documents(id),
  text TEXT NOT NULL
) STRICT;

-- As search_index; rowid is paper_texts.id.
CREATE VIRTUAL TABLE paper_index USING fts5(
  grams, tag,
  content='', contentless_delete=1, tokenize='ascii', prefix='4'
);
