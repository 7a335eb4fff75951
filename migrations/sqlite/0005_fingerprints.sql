-- Which event the room's newest one is, beside its number. 0 is none: of rooms that were there before, until the next start
-- reads it from the log; and of those that an older server makes meanwhile.
ALTER TABLE rooms ADD COLUMN latest_fingerprint INTEGER NOT NULL DEFAULT 0;
