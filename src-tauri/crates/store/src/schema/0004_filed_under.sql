-- Where in the matter's volume an attachment lies: the id of one of the kind's entries; none while nobody said.
ALTER TABLE attachments ADD COLUMN filed_under TEXT;
