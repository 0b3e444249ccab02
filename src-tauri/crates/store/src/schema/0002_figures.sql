-- Version 2. What reports count matters by: for each matter one row with all its figures, so that a report reads a kind
-- once, along the key.

-- Which figure stands at which place of a row; a kind whose figures change gets a further layout.
CREATE TABLE figure_layouts (
  id    INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,
  names TEXT NOT NULL,
  UNIQUE (kind, names)
) STRICT;

-- The values in the layout's order, divided by U+001F.
CREATE TABLE figures (
  layout   INTEGER NOT NULL REFERENCES figure_layouts(id),
  matter   INTEGER NOT NULL REFERENCES matters(id),
  "values" TEXT NOT NULL,
  PRIMARY KEY (layout, matter)
) STRICT, WITHOUT ROWID;
