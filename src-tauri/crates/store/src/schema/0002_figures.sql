-- Version 2. What reports count by: the figures of each matter, so that a report reads those of a kind once, along the
-- key.

-- Which figure stands at which place of a row. Rows are of matters (of = the kind) or of things in them, of which a
-- matter has several (of = kind/thing). Where the figures change, there is a further layout.
CREATE TABLE figure_layouts (
  id    INTEGER PRIMARY KEY,
  "of"  TEXT NOT NULL,
  names TEXT NOT NULL,
  UNIQUE ("of", names)
) STRICT;

-- The values in the layout's order, divided by U+001F.
CREATE TABLE figures (
  layout   INTEGER NOT NULL REFERENCES figure_layouts(id),
  matter   INTEGER NOT NULL REFERENCES matters(id),
  item     INTEGER NOT NULL,
  "values" TEXT NOT NULL,
  PRIMARY KEY (layout, matter, item)
) STRICT, WITHOUT ROWID;
