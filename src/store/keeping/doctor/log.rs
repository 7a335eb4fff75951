//! The log of each room: numbers without a hole, and every change about a message that is there.

use super::check::{Check, check};

/// Of each room, how many events its log has, and between which numbers.
macro_rules! logs {
    () => {
        "WITH l AS (SELECT room_id, CAST(sum(n) AS BIGINT) AS n, min(lo) AS lo, max(hi) AS hi FROM (
             SELECT room_id, count(*) AS n, min(seq) AS lo, max(seq) AS hi FROM messages GROUP BY room_id
             UNION ALL SELECT room_id, count(*) AS n, min(seq) AS lo, max(seq) AS hi FROM changes GROUP BY room_id) e
           GROUP BY room_id)"
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "the numbers of rooms",
        concat!(
            logs!(),
            " SELECT 'room ' || r.id || ': its number is ' || r.latest_seq || ', and its log ends at '
                || COALESCE(l.hi, r.first_seq - 1)
              FROM rooms r LEFT JOIN l ON l.room_id = r.id WHERE COALESCE(l.hi, r.first_seq - 1) <> r.latest_seq"
        )
    ),
    check!(
        "holes in logs",
        // Only of the rooms in which something is missing is every number looked at.
        concat!(
            logs!(),
            ", bad AS (SELECT l.room_id FROM l JOIN rooms r ON r.id = l.room_id
                       WHERE l.n <> l.hi - l.lo + 1 OR l.lo <> r.first_seq),
               e AS (SELECT id AS room_id, first_seq - 1 AS seq FROM rooms WHERE id IN (SELECT room_id FROM bad)
                     UNION ALL SELECT room_id, seq FROM messages WHERE room_id IN (SELECT room_id FROM bad)
                     UNION ALL SELECT room_id, seq FROM changes WHERE room_id IN (SELECT room_id FROM bad))
              SELECT 'room ' || room_id || ': the log lacks ' || (seq + 1)
                || CASE WHEN next > seq + 2 THEN ' to ' || (next - 1) ELSE '' END
              FROM (SELECT room_id, seq, lead(seq) OVER (PARTITION BY room_id ORDER BY seq) AS next FROM e) g
              WHERE next > seq + 1"
        )
    ),
    check!(
        "numbers given twice",
        "SELECT 'room ' || c.room_id || ': the number ' || c.seq || ' is that of a message and of a change'
         FROM changes c JOIN messages m ON m.room_id = c.room_id AND m.seq = c.seq"
    ),
    check!(
        "logs below their beginning",
        concat!(
            logs!(),
            " SELECT 'room ' || r.id || ': the log begins at ' || r.first_seq || ', and has ' || l.lo
              FROM l JOIN rooms r ON r.id = l.room_id WHERE l.lo < r.first_seq"
        )
    ),
    check!(
        "logs of no room",
        concat!(
            logs!(),
            " SELECT 'room ' || l.room_id || ': there is a log, and no room' FROM l
              WHERE NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = l.room_id)"
        )
    ),
    check!(
        "the newest messages of rooms",
        "SELECT 'room ' || r.id || ': newest_message_seq is ' || COALESCE(CAST(r.newest_message_seq AS TEXT), 'none')
           || ', and the newest message is ' || COALESCE(CAST(m.newest AS TEXT), 'none')
         FROM rooms r LEFT JOIN (SELECT room_id, max(seq) AS newest FROM messages GROUP BY room_id) m ON m.room_id = r.id
         WHERE r.newest_message_seq IS DISTINCT FROM m.newest"
    ),
    check!(
        "changes of no message",
        "SELECT 'room ' || c.room_id || ': the change ' || c.seq || ' is about the message ' || c.message_seq
           || ', and there is none'
         FROM changes c LEFT JOIN messages m ON m.room_id = c.room_id AND m.seq = c.message_seq
         WHERE m.seq IS NULL OR m.seq >= c.seq OR m.system IS NOT NULL
           OR c.kind NOT IN ('EDITED', 'DELETED', 'REACTION_ADDED', 'REACTION_REMOVED')
           OR (c.kind LIKE 'REACTION%') <> (c.emoji IS NOT NULL)"
    ),
    check!(
        "what changed messages",
        // An answer that comes or is deleted changes the message which it answers.
        "WITH e AS (SELECT room_id, message_seq, seq, kind, created_at FROM changes
             UNION ALL SELECT room_id, parent_seq, seq, 'REPLIED', created_at FROM messages WHERE parent_seq IS NOT NULL
             UNION ALL SELECT c.room_id, m.parent_seq, c.seq, 'REPLY_DELETED', c.created_at FROM changes c
               JOIN messages m ON m.room_id = c.room_id AND m.seq = c.message_seq
               WHERE c.kind = 'DELETED' AND m.parent_seq IS NOT NULL),
           c AS (SELECT room_id, message_seq, max(seq) AS last,
             max(CASE WHEN kind = 'EDITED' THEN created_at END) AS edited,
             max(CASE WHEN kind = 'DELETED' THEN created_at END) AS deleted
           FROM e GROUP BY room_id, message_seq)
         SELECT 'room ' || m.room_id || ', message ' || m.seq || ': ' || CASE
             WHEN m.updated_seq <> c.last THEN 'updated_seq is ' || m.updated_seq || ', and the last change is ' || c.last
             WHEN (m.deleted_at IS NULL) <> (c.deleted IS NULL) THEN 'deleted_at and its changes disagree'
             WHEN (m.edited_at IS NULL) <> (c.edited IS NULL) THEN 'edited_at and its changes disagree'
             ELSE 'it is deleted and says something' END
         FROM c JOIN messages m ON m.room_id = c.room_id AND m.seq = c.message_seq
         WHERE m.updated_seq <> c.last OR (m.deleted_at IS NULL) <> (c.deleted IS NULL)
           OR (m.edited_at IS NULL) <> (c.edited IS NULL) OR (m.deleted_at IS NOT NULL AND (m.body <> ''
             OR COALESCE(m.metadata, m.mentions, m.mentions_room, m.reactions, m.attachments) IS NOT NULL OR m.forwarded_from IS NOT NULL))"
    ),
    check!(
        "messages that nothing changed",
        "SELECT 'room ' || m.room_id || ', message ' || m.seq || ': it is changed, and there is no change'
         FROM messages m WHERE (m.updated_seq <> m.seq OR m.edited_at IS NOT NULL OR m.deleted_at IS NOT NULL)
           -- Mostly the last change is its own, and found by its key.
           AND NOT EXISTS (
             SELECT 1 FROM changes c WHERE c.room_id = m.room_id AND c.seq = m.updated_seq AND c.message_seq = m.seq)
           AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.room_id = m.room_id AND c.message_seq = m.seq)
           AND NOT EXISTS (SELECT 1 FROM messages r WHERE r.room_id = m.room_id AND r.parent_seq = m.seq)"
    ),
];
