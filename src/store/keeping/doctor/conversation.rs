//! Threads, reactions and mentions: what messages say of them is what their rows say.

use super::{Check, check};

/// The emoji that messages say they have, with their counts.
macro_rules! said {
    (sqlite) => {
        "SELECT m.room_id, m.seq, j.value ->> 0 AS emoji, j.value ->> 1 AS n
         FROM messages m JOIN json_each(m.reactions) j WHERE m.reactions IS NOT NULL"
    };
    (postgres) => {
        "SELECT m.room_id, m.seq, j.value ->> 0 AS emoji, (j.value ->> 1)::bigint AS n
         FROM messages m, jsonb_array_elements(m.reactions::jsonb) j WHERE m.reactions IS NOT NULL"
    };
}

/// Those of which rows and messages do not say the same.
macro_rules! reactions {
    ($said:expr) => {
        concat!(
            "WITH s AS (",
            $said,
            "), g AS (SELECT room_id, seq, emoji, count(*) AS n FROM reactions GROUP BY room_id, seq, emoji)
             SELECT 'room ' || COALESCE(s.room_id, g.room_id) || ', message ' || COALESCE(s.seq, g.seq) || ': it says '
               || COALESCE(s.n, 0) || ' of a reaction, counted ' || COALESCE(g.n, 0)
             FROM s FULL JOIN g ON g.room_id = s.room_id AND g.seq = s.seq AND g.emoji = s.emoji
             WHERE s.n IS DISTINCT FROM g.n"
        )
    };
}

/// For whom messages say they count: everybody is user 0.
macro_rules! named {
    (sqlite) => {
        "SELECT m.room_id, m.seq, j.value AS person FROM messages m JOIN json_each(m.mentions) j
           WHERE m.mentions IS NOT NULL AND m.mentions_room IS NULL
         UNION ALL SELECT room_id, seq, 0 FROM messages WHERE mentions_room IS NOT NULL"
    };
    (postgres) => {
        "SELECT m.room_id, m.seq, j.value::bigint AS person
           FROM messages m, jsonb_array_elements_text(m.mentions::jsonb) j
           WHERE m.mentions IS NOT NULL AND m.mentions_room IS NULL
         UNION ALL SELECT room_id, seq, 0 FROM messages WHERE mentions_room IS NOT NULL"
    };
}

/// Those of which rows and messages do not say the same.
macro_rules! mentions {
    ($named:expr) => {
        concat!(
            "WITH s AS (",
            $named,
            ") SELECT 'room ' || COALESCE(s.room_id, n.room_id) || ', message ' || COALESCE(s.seq, n.seq) || ': it '
               || CASE WHEN s.seq IS NULL THEN 'counts for user ' || n.user_id || ', whom it does not name'
                    ELSE 'names user ' || s.person || ', for whom it does not count' END
             FROM s FULL JOIN mentions n ON n.room_id = s.room_id AND n.seq = s.seq AND n.user_id = s.person
             WHERE s.seq IS NULL OR n.seq IS NULL"
        )
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "threads",
        "SELECT 'room ' || m.room_id || ', message ' || m.seq || ': it answers ' || m.parent_seq
           || ', which cannot be answered'
         FROM messages m LEFT JOIN messages p ON p.room_id = m.room_id AND p.seq = m.parent_seq
         WHERE m.parent_seq IS NOT NULL
           AND (p.seq IS NULL OR p.seq >= m.seq OR p.system IS NOT NULL OR p.parent_seq IS NOT NULL OR m.system IS NOT NULL)"
    ),
    check!(
        "the counts of answers",
        "WITH a AS (SELECT room_id, parent_seq, count(*) AS n FROM messages
           WHERE parent_seq IS NOT NULL AND deleted_at IS NULL GROUP BY room_id, parent_seq)
         SELECT 'room ' || m.room_id || ', message ' || m.seq || ': reply_count is ' || m.reply_count || ', counted '
           || COALESCE(a.n, 0)
         FROM messages m LEFT JOIN a ON a.room_id = m.room_id AND a.parent_seq = m.seq
         WHERE m.reply_count <> COALESCE(a.n, 0)"
    ),
    check!("the counts of reactions", reactions!(said!(sqlite)), reactions!(said!(postgres))),
    check!(
        "reactions and the log",
        "SELECT 'room ' || g.room_id || ', message ' || g.seq || ': user ' || g.user_id || ' gave a reaction by '
           || g.added_seq || ', and the log does not say so'
         FROM reactions g LEFT JOIN changes c ON c.room_id = g.room_id AND c.seq = g.added_seq
         WHERE c.kind IS DISTINCT FROM 'REACTION_ADDED' OR c.message_seq <> g.seq OR c.emoji <> g.emoji
           OR c.actor_id <> g.user_id OR EXISTS (SELECT 1 FROM changes l WHERE l.room_id = g.room_id
             AND l.message_seq = g.seq AND l.seq > g.added_seq AND l.kind = 'REACTION_REMOVED' AND l.emoji = g.emoji
             AND l.actor_id = g.user_id)"
    ),
    check!(
        "reactions of messages that have none",
        "SELECT DISTINCT 'room ' || g.room_id || ', message ' || g.seq || ': it has reactions, and can have none'
         FROM reactions g LEFT JOIN messages m ON m.room_id = g.room_id AND m.seq = g.seq
         WHERE m.seq IS NULL OR m.system IS NOT NULL OR m.deleted_at IS NOT NULL"
    ),
    check!("the counts of mentions", mentions!(named!(sqlite)), mentions!(named!(postgres))),
    check!(
        "who is named",
        "SELECT DISTINCT 'room ' || n.room_id || ', message ' || n.seq || ': it names user ' || n.user_id
           || ', whom there is not'
         FROM mentions n WHERE n.user_id <> 0 AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = n.user_id)"
    ),
];
