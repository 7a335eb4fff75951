-- Rooms of two that are in nobody's way: put away, or begun by the other without a word yet.

-- The room's text_count when it was put away: hidden until there are more texts, so that a message writes no row for it.
-- -1 of a room that is in the member's lists.
ALTER TABLE memberships ADD COLUMN hidden_count INTEGER NOT NULL DEFAULT -1;
-- Whether the membership began hidden and its user has done nothing about it: the message that shows the room is the first
-- they hear of it.
ALTER TABLE memberships ADD COLUMN began_hidden INTEGER NOT NULL DEFAULT 0;
-- Rooms in which nobody has written are hidden from those who did not open them.
UPDATE memberships SET hidden_count = 0, began_hidden = 1 WHERE joined_seq = 2 AND is_pinned = 0
  AND room_id IN (SELECT id FROM rooms WHERE kind = 'DIRECT' AND text_count = 0);
