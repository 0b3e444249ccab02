//! Working days, statutory periods, cadences, Chinese dates and ages. Pure: no clock, no files.
