//! Files: what messages and people show of them is what their rows say. Whether the bytes are there too is asked elsewhere.

use super::check::{Check, check};

/// What messages say hangs on them.
macro_rules! said {
    (sqlite) => {
        "SELECT m.room_id, m.seq, j.value ->> '$.id' AS id, j.value AS shown
         FROM messages m JOIN json_each(m.attachments) j WHERE m.attachments IS NOT NULL"
    };
    (postgres) => {
        "SELECT m.room_id, m.seq, (j.value ->> 'id')::bigint AS id, j.value AS shown
         FROM messages m, jsonb_array_elements(m.attachments::jsonb) j WHERE m.attachments IS NOT NULL"
    };
}

/// Attachments that messages and rows do not tell alike; `$shown` is what the row shows.
macro_rules! told {
    ($said:expr, $shown:literal) => {
        concat!(
            "WITH s AS (",
            $said,
            "), a AS (SELECT id, room_id, seq, ",
            $shown,
            " AS shown FROM attachments WHERE seq IS NOT NULL)
             SELECT 'room ' || COALESCE(s.room_id, a.room_id) || ', message ' || COALESCE(s.seq, a.seq) || ': '
               || CASE WHEN s.id IS NULL THEN 'attachment ' || a.id || ' is on it, and it does not show it'
                    WHEN a.id IS NULL THEN 'it shows attachment ' || s.id || ', which is not on it'
                    ELSE 'it shows attachment ' || s.id || ' otherwise than it is' END
             FROM s FULL JOIN a ON a.id = s.id AND a.room_id = s.room_id AND a.seq = s.seq
             WHERE s.id IS NULL OR a.id IS NULL OR a.shown <> s.shown"
        )
    };
}

/// Attachments whose file is not as they show it; `$bytes` is how long they say it is.
macro_rules! of_files {
    ($bytes:literal) => {
        concat!(
            "SELECT 'attachment ' || a.id || ': ' || CASE
                 WHEN f.id IS NULL OR f.state <> 'STORED' THEN 'it is of file ' || a.file_id || ', which is not stored'
                 WHEN (a.room_id IS NULL) <> (a.seq IS NULL) THEN 'it is half on a message'
                 ELSE 'it has another size than its file' END
             FROM attachments a LEFT JOIN files f ON f.id = a.file_id
             WHERE f.id IS NULL OR f.state <> 'STORED' OR (a.room_id IS NULL) <> (a.seq IS NULL) OR ",
            $bytes,
            " IS DISTINCT FROM f.byte_size"
        )
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "what messages show of files",
        told!(said!(sqlite), "shown -> '$[0]'"),
        told!(said!(postgres), "shown::jsonb -> 0")
    ),
    check!(
        "attachments and their files",
        of_files!("(a.shown ->> '$[0].byte_size')"),
        of_files!("(a.shown::jsonb #>> '{0,byte_size}')::bigint")
    ),
    check!(
        "files",
        "SELECT 'file ' || f.id || ': ' || CASE
             WHEN f.state NOT IN ('STORING', 'STORED', 'DYING') THEN 'its state is ' || f.state
             WHEN f.byte_size < 0 THEN 'its size is ' || f.byte_size
             ELSE 'nothing shows it' END
         FROM files f WHERE f.state NOT IN ('STORING', 'STORED', 'DYING') OR f.byte_size < 0
           OR (f.state = 'STORED' AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.file_id = f.id)
             AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = f.user_id AND u.avatar_file = f.id))"
    ),
    check!(
        "avatars",
        "SELECT 'user ' || u.id || ': the picture is file ' || COALESCE(CAST(u.avatar_file AS TEXT), 'none') || ', called '
           || COALESCE(u.avatar_address, 'nothing') || ', and it is not that'
         FROM users u LEFT JOIN files f ON f.id = u.avatar_file AND f.user_id = u.id AND f.state = 'STORED'
         WHERE (u.avatar_file IS NOT NULL OR u.avatar_address IS NOT NULL)
           AND (f.id IS NULL OR f.address IS DISTINCT FROM u.avatar_address)"
    ),
];
