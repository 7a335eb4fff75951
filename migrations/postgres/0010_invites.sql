-- Invites end with their maker's right to invite, and let nobody in who was removed since they were made.

-- The room's number when the invite was made.
ALTER TABLE invites ADD COLUMN made_seq BIGINT NOT NULL DEFAULT 0;

-- Who was removed from a room, by which event, the last one. It stays when they come back: what was made before lets them in
-- no more than before.
CREATE TABLE removals (
    room_id BIGINT NOT NULL REFERENCES rooms (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    seq     BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
INSERT INTO removals (room_id, user_id, seq)
  SELECT room_id, subject_id, max(seq) FROM messages
  WHERE system = 'MEMBER_REMOVED' AND subject_id IN (SELECT id FROM users) AND room_id IN (SELECT id FROM rooms)
  GROUP BY room_id, subject_id;

-- What was left open by those who may not invite any more; and nobody comes into a PRIVATE room that everybody left.
UPDATE rooms SET archived_at = last_activity_at WHERE kind = 'PRIVATE' AND member_count = 0 AND archived_at IS NULL;
UPDATE invites SET revoked_at = created_at WHERE revoked_at IS NULL
  AND (room_id IN (SELECT id FROM rooms WHERE archived_at IS NOT NULL)
    OR NOT EXISTS (SELECT 1 FROM memberships m
      WHERE m.room_id = invites.room_id AND m.user_id = invites.created_by AND m.role IN ('OWNER', 'MODERATOR')));
