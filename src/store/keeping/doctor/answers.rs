//! What was answered to a call names something, so that the same call can be answered again.

use super::check::{Check, check};

/// Of each answer what it names; what of that is not there. One statement, for an answer is read once then.
macro_rules! nothing {
    ($named:literal, $users:literal) => {
        concat!(
            "SELECT 'request ' || x.client_mutation_id || ' of user ' || x.user_id || ': its answer names ' || x.missing
               || ' that is not there'
             FROM (SELECT q.client_mutation_id, q.user_id, CASE
               WHEN q.message_seq IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM messages m WHERE m.room_id = q.message_room AND m.seq = q.message_seq) THEN 'a message'
               WHEN q.seq IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM messages m WHERE m.room_id = q.event_room AND m.seq = q.seq
                 UNION ALL SELECT 1 FROM changes c WHERE c.room_id = q.event_room AND c.seq = q.seq) THEN 'an event'
               WHEN q.room IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = q.room) THEN 'a room'
               WHEN q.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = q.person)
                 OR q.users IS NOT NULL AND EXISTS (SELECT 1 FROM ",
            $users,
            " WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = j.person)) THEN 'a user'
               -- Of what, only the call knew: keys are time and chance, so that no two things have the same.
               WHEN q.named IS NOT NULL AND NOT EXISTS (
                 SELECT 1 FROM rooms r WHERE r.id = q.named UNION ALL SELECT 1 FROM users u WHERE u.id = q.named
                 UNION ALL SELECT 1 FROM invites i WHERE i.id = q.named
                 UNION ALL SELECT 1 FROM announcements a WHERE a.id = q.named) THEN 'something'
               END AS missing FROM ",
            $named,
            " q) x WHERE x.missing IS NOT NULL"
        )
    };
}

pub(super) const CHECKS: &[Check] = &[check!(
    "what answers name",
    nothing!(
        "(SELECT client_mutation_id, user_id, answer ->> '$.message.room' AS message_room,
            answer ->> '$.message.seq' AS message_seq, answer ->> '$.seq' AS seq, answer ->> '$.room' AS room,
            COALESCE(answer ->> '$.room', answer ->> '$.message.room', answer ->> '$.stay.room') AS event_room,
            COALESCE(answer ->> '$.user', answer ->> '$.stay.user') AS person, answer -> '$.users' AS users,
            CASE json_type(answer) WHEN 'integer' THEN answer ->> '$' END AS named FROM requests)",
        "(SELECT value AS person FROM json_each(q.users)) j"
    ),
    nothing!(
        "(SELECT client_mutation_id, user_id, (a #>> '{message,room}')::bigint AS message_room,
            (a #>> '{message,seq}')::bigint AS message_seq, (a ->> 'seq')::bigint AS seq, (a ->> 'room')::bigint AS room,
            COALESCE(a ->> 'room', a #>> '{message,room}', a #>> '{stay,room}')::bigint AS event_room,
            COALESCE(a ->> 'user', a #>> '{stay,user}')::bigint AS person, a -> 'users' AS users,
            CASE jsonb_typeof(a) WHEN 'number' THEN a::bigint END AS named
          FROM (SELECT client_mutation_id, user_id, answer::jsonb AS a FROM requests OFFSET 0) parsed OFFSET 0)",
        "(SELECT value::bigint AS person FROM jsonb_array_elements_text(q.users)) j"
    )
)];
