//! What was answered to a call names something, so that the same call can be answered again.

use super::check::{Check, check};

/// A request, and what its answer is about.
macro_rules! nothing {
    ($what:literal, $answers:literal, $unless:literal) => {
        concat!(
            "SELECT 'request ' || q.client_mutation_id || ' of user ' || q.user_id || ': its answer names ",
            $what,
            " that is not there' FROM ",
            $answers,
            " q WHERE NOT EXISTS (",
            $unless,
            ")"
        )
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "answers that name a message",
        nothing!(
            "a message",
            "(SELECT user_id, client_mutation_id, answer ->> '$.message.room' AS room, answer ->> '$.message.seq' AS seq
              FROM requests WHERE answer ->> '$.message' IS NOT NULL)",
            "SELECT 1 FROM messages m WHERE m.room_id = q.room AND m.seq = q.seq"
        ),
        nothing!(
            "a message",
            "(SELECT user_id, client_mutation_id, (answer::jsonb #>> '{message,room}')::bigint AS room,
                (answer::jsonb #>> '{message,seq}')::bigint AS seq
              FROM requests WHERE answer::jsonb #>> '{message}' IS NOT NULL)",
            "SELECT 1 FROM messages m WHERE m.room_id = q.room AND m.seq = q.seq"
        )
    ),
    check!(
        "answers that name an event",
        nothing!(
            "an event",
            "(SELECT user_id, client_mutation_id, answer ->> '$.seq' AS seq,
                COALESCE(answer ->> '$.room', answer ->> '$.message.room', answer ->> '$.stay.room') AS room
              FROM requests WHERE json_type(answer) = 'object' AND answer ->> '$.seq' IS NOT NULL)",
            "SELECT 1 FROM messages m WHERE m.room_id = q.room AND m.seq = q.seq
             UNION ALL SELECT 1 FROM changes c WHERE c.room_id = q.room AND c.seq = q.seq"
        ),
        nothing!(
            "an event",
            "(SELECT user_id, client_mutation_id, (answer::jsonb ->> 'seq')::bigint AS seq, COALESCE(answer::jsonb ->> 'room',
                answer::jsonb #>> '{message,room}', answer::jsonb #>> '{stay,room}')::bigint AS room
              FROM requests WHERE jsonb_typeof(answer::jsonb) = 'object' AND answer::jsonb ->> 'seq' IS NOT NULL)",
            "SELECT 1 FROM messages m WHERE m.room_id = q.room AND m.seq = q.seq
             UNION ALL SELECT 1 FROM changes c WHERE c.room_id = q.room AND c.seq = q.seq"
        )
    ),
    check!(
        "answers that name a room",
        nothing!(
            "a room",
            "(SELECT user_id, client_mutation_id, answer ->> '$.room' AS room FROM requests
              WHERE answer ->> '$.room' IS NOT NULL)",
            "SELECT 1 FROM rooms r WHERE r.id = q.room"
        ),
        nothing!(
            "a room",
            "(SELECT user_id, client_mutation_id, (answer::jsonb ->> 'room')::bigint AS room FROM requests
              WHERE jsonb_typeof(answer::jsonb) = 'object' AND answer::jsonb ->> 'room' IS NOT NULL)",
            "SELECT 1 FROM rooms r WHERE r.id = q.room"
        )
    ),
    check!(
        "answers that name people",
        nothing!(
            "a user",
            "(SELECT user_id, client_mutation_id, j.value AS person FROM requests, json_each(answer, '$.users') j
              WHERE answer ->> '$.users' IS NOT NULL
              UNION ALL SELECT user_id, client_mutation_id, COALESCE(answer ->> '$.user', answer ->> '$.stay.user')
              FROM requests WHERE COALESCE(answer ->> '$.user', answer ->> '$.stay.user') IS NOT NULL)",
            "SELECT 1 FROM users u WHERE u.id = q.person"
        ),
        nothing!(
            "a user",
            "(SELECT user_id, client_mutation_id, j::bigint AS person
              FROM requests, jsonb_path_query(answer::jsonb, '$.users[*]') j
              UNION ALL SELECT user_id, client_mutation_id,
                COALESCE(answer::jsonb ->> 'user', answer::jsonb #>> '{stay,user}')::bigint
              FROM requests WHERE jsonb_typeof(answer::jsonb) = 'object'
                AND COALESCE(answer::jsonb ->> 'user', answer::jsonb #>> '{stay,user}') IS NOT NULL)",
            "SELECT 1 FROM users u WHERE u.id = q.person"
        )
    ),
    check!(
        "answers that are a key",
        // Of what, only the call knew: keys are time and chance, so that no two things have the same.
        nothing!(
            "something",
            "(SELECT user_id, client_mutation_id, answer ->> '$' AS named FROM requests WHERE json_type(answer) = 'integer')",
            "SELECT 1 FROM rooms r WHERE r.id = q.named UNION ALL SELECT 1 FROM users u WHERE u.id = q.named
             UNION ALL SELECT 1 FROM invites i WHERE i.id = q.named
             UNION ALL SELECT 1 FROM announcements a WHERE a.id = q.named"
        ),
        nothing!(
            "something",
            "(SELECT user_id, client_mutation_id, answer::bigint AS named FROM requests
              WHERE jsonb_typeof(answer::jsonb) = 'number')",
            "SELECT 1 FROM rooms r WHERE r.id = q.named UNION ALL SELECT 1 FROM users u WHERE u.id = q.named
             UNION ALL SELECT 1 FROM invites i WHERE i.id = q.named
             UNION ALL SELECT 1 FROM announcements a WHERE a.id = q.named"
        )
    ),
];
