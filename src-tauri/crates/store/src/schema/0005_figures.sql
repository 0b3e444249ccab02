-- Version 5. What reports count by: the figures of each matter, so that a report reads those of a kind once, in the order
-- of their ids.

-- Which figure stands at which place of a row. Rows are of matters (of = the kind) or of things in them, of which a
-- matter has several (of = kind/thing). Where the figures change, there is a further layout.
CREATE TABLE figure_layouts (
  id    INTEGER PRIMARY KEY,
  "of"  TEXT NOT NULL,
  names TEXT NOT NULL,
  UNIQUE ("of", names)
) STRICT;

-- The values in the layout's order, divided by U+001F; id = layout * 2^48 + matter * 2^16 + the thing's place in the
-- matter, so that the rows of a layout, and those of a matter in it, stand together.
CREATE TABLE figures (
  id       INTEGER PRIMARY KEY,
  "values" TEXT NOT NULL
) STRICT;
