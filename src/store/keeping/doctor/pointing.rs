//! Rows that name others: those are there, and say the same.

use super::check::{Check, check};

/// `points!("memberships", "user_id", "users", "id")`: each value of the column is a key of the other table.
macro_rules! points {
    ($table:literal, $column:literal, $other:literal, $key:literal) => {
        check!(
            $table,
            concat!(
                "SELECT '",
                $table,
                ": ",
                $column,
                " is ' || x.",
                $column,
                " || ', and there is no such row in ",
                $other,
                "' FROM (SELECT DISTINCT ",
                $column,
                " FROM ",
                $table,
                " WHERE ",
                $column,
                " IS NOT NULL) x WHERE NOT EXISTS (SELECT 1 FROM ",
                $other,
                " o WHERE o.",
                $key,
                " = x.",
                $column,
                ")"
            )
        )
    };
}

pub(super) const CHECKS: &[Check] = &[
    points!("sessions", "user_id", "users", "id"),
    points!("memberships", "user_id", "users", "id"),
    points!("memberships", "room_id", "rooms", "id"),
    points!("messages", "actor_id", "users", "id"),
    points!("messages", "subject_id", "users", "id"),
    points!("changes", "actor_id", "users", "id"),
    points!("messages", "forwarded_from", "users", "id"),
    points!("reactions", "user_id", "users", "id"),
    points!("requests", "user_id", "users", "id"),
    points!("direct_rooms", "low_user_id", "users", "id"),
    points!("direct_rooms", "high_user_id", "users", "id"),
    points!("direct_rooms", "room_id", "rooms", "id"),
    points!("invites", "room_id", "rooms", "id"),
    points!("invites", "created_by", "users", "id"),
    points!("removals", "room_id", "rooms", "id"),
    points!("removals", "user_id", "users", "id"),
    points!("announcements", "created_by", "users", "id"),
    points!("acknowledgements", "user_id", "users", "id"),
    points!("acknowledgements", "number", "announcements", "number"),
    points!("files", "user_id", "users", "id"),
    points!("attachments", "user_id", "users", "id"),
    points!("attachments", "file_id", "files", "id"),
    points!("leases", "user_id", "users", "id"),
    points!("leases", "node_id", "nodes", "id"),
    check!(
        // Those above are among them; PostgreSQL holds them by itself.
        "foreign keys",
        r#"SELECT DISTINCT "table" || ': a row points to ' || "parent" || ', and there is none' FROM pragma_foreign_key_check"#,
        "SELECT '' WHERE false"
    ),
    check!(
        "direct rooms",
        "SELECT 'room ' || r.id || ': it is DIRECT, and no pair has it' FROM rooms r
         WHERE r.kind = 'DIRECT' AND NOT EXISTS (SELECT 1 FROM direct_rooms d WHERE d.room_id = r.id)
         UNION ALL
         SELECT 'room ' || d.room_id || ': a pair has it, and it is not the DIRECT room of these two' FROM direct_rooms d
         JOIN rooms r ON r.id = d.room_id
         WHERE r.kind <> 'DIRECT' OR d.low_user_id >= d.high_user_id
           OR (SELECT count(*) FROM memberships m
               WHERE m.room_id = d.room_id AND m.user_id IN (d.low_user_id, d.high_user_id)) <> 2"
    ),
    check!(
        "how members came",
        "SELECT 'room ' || m.room_id || ', user ' || m.user_id || ': joined at ' || m.joined_seq
           || ', and no message there says so'
         FROM memberships m LEFT JOIN messages t ON t.room_id = m.room_id AND t.seq = m.joined_seq
         WHERE t.subject_id IS DISTINCT FROM m.user_id OR t.subject_joined_seq IS DISTINCT FROM m.joined_seq
           OR t.created_at IS DISTINCT FROM m.joined_at OR m.last_read_seq < m.joined_seq"
    ),
    check!(
        "the roles of members",
        "WITH s AS (SELECT room_id, subject_id, subject_joined_seq, max(seq) AS last FROM messages
           WHERE system IS NOT NULL AND subject_id IS NOT NULL GROUP BY room_id, subject_id, subject_joined_seq)
         SELECT 'room ' || m.room_id || ', user ' || m.user_id || ': the role is ' || m.role || ', and the log says '
           || COALESCE(t.subject_role, 'nothing')
         FROM memberships m
         JOIN s ON s.room_id = m.room_id AND s.subject_id = m.user_id AND s.subject_joined_seq = m.joined_seq
         JOIN messages t ON t.room_id = s.room_id AND t.seq = s.last WHERE t.subject_role IS DISTINCT FROM m.role"
    ),
    check!(
        "who invites",
        "SELECT 'invite ' || i.id || ': it is open, and its maker may not invite to room ' || i.room_id
         FROM invites i JOIN rooms r ON r.id = i.room_id
         WHERE i.revoked_at IS NULL AND (r.archived_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM memberships m
           WHERE m.room_id = i.room_id AND m.user_id = i.created_by AND m.role IN ('OWNER', 'MODERATOR')))
         UNION ALL
         SELECT 'room ' || r.id || ': it is PRIVATE and open, and nobody is in it' FROM rooms r
         WHERE r.kind = 'PRIVATE' AND r.member_count = 0 AND r.archived_at IS NULL"
    ),
    check!(
        "who was removed",
        "SELECT 'room ' || m.room_id || ', user ' || m.subject_id || ': removed at ' || m.seq || ', and noted is '
           || COALESCE(x.seq, 0)
         FROM (SELECT room_id, subject_id, max(seq) AS seq FROM messages
               WHERE system = 'MEMBER_REMOVED' AND subject_id IS NOT NULL GROUP BY room_id, subject_id) m
         LEFT JOIN removals x ON x.room_id = m.room_id AND x.user_id = m.subject_id
         WHERE x.seq IS DISTINCT FROM m.seq"
    ),
    check!(
        "stays that are over",
        "SELECT 'room ' || t.room_id || ', user ' || t.subject_id || ': left at ' || t.seq || ', and is a member'
         FROM messages t JOIN memberships m
           ON m.room_id = t.room_id AND m.user_id = t.subject_id AND m.joined_seq = t.subject_joined_seq
         WHERE t.system IN ('MEMBER_LEFT', 'MEMBER_REMOVED')"
    ),
];
