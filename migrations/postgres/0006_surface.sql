-- The newest message of a room, whoever wrote it: what the next one comes after.
ALTER TABLE rooms ADD COLUMN newest_message_seq BIGINT;
UPDATE rooms SET newest_message_seq = (SELECT max(m.seq) FROM messages m WHERE m.room_id = rooms.id);

-- Of a SYSTEM message about a changed room: what is new, as JSON.
ALTER TABLE messages ADD COLUMN news TEXT;

-- The invites of a room, newest first.
CREATE INDEX invites_by_room ON invites (room_id, created_at);
