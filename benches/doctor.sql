-- A sound database: 100 rooms of 50 members and 10,000 messages each, of which 500 were edited; each message was sent with a
-- clientMutationId that is still kept. Event i of a room after its 50 members came is an edit of the message before it when 21
-- divides i.
CREATE TEMP TABLE members AS
    WITH RECURSIVE rooms (r) AS (SELECT 1 UNION ALL SELECT r + 1 FROM rooms WHERE r < 100),
        places (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM places WHERE k < 49)
    SELECT 1000000 + r AS room, k, (r * 7 + k) % 1000 + 1 AS user FROM rooms, places;
CREATE TEMP TABLE events AS
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)
    SELECT i, 50 + i AS seq, i - i / 21 AS texts, 1780300800000000 + i * 1000000 AS at FROM n;
INSERT INTO users (id, username, username_key, display_name, display_key, role, password_hash, locale, time_zone, do_not_disturb,
    created_at)
    SELECT DISTINCT user, 'user' || user, 'user' || user, 'User', 'user', 'MEMBER', '', 'en', 'UTC', 0, 0 FROM members ORDER BY user;
INSERT INTO rooms (id, kind, name, created_at, latest_seq, text_count, member_count, last_message_seq, newest_message_seq,
    last_activity_at, first_seq, first_count)
    SELECT room, 'PRIVATE', 'Room', 1780300800000000, 10550, 10000, 50, 10549, 10549, 1780300800000000 + 10499 * 1000000, 1, 0
    FROM members WHERE k = 0;
INSERT INTO memberships (room_id, user_id, role, joined_at, joined_seq, last_read_seq, read_count, notification_mode, is_pinned)
    SELECT room, user, iif(k = 0, 'OWNER', 'MEMBER'), 1780300800000000, k + 1, e.seq, e.texts, 'ALL', 0
    FROM members JOIN events e ON e.i = 200 * k + 1;
INSERT INTO messages (room_id, seq, updated_seq, system, actor_id, subject_id, subject_role, subject_joined_seq, body, text_count,
    created_at)
    SELECT room, k + 1, k + 1, iif(k = 0, 'ROOM_CREATED', 'MEMBER_ADDED'), (room * 7 - 7000000) % 1000 + 1, user,
        iif(k = 0, 'OWNER', 'MEMBER'), k + 1, '', 0, 1780300800000000
    FROM members ORDER BY room, k;
INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at, edited_at, client_mutation_id)
    SELECT m.room, e.seq, e.seq + (e.i % 21 = 20), m.user, 'Is there any soup left, or should somebody go and get some more?',
        e.texts, e.at, iif(e.i % 21 = 20, e.at + 1000000, NULL), 'call-' || m.room || '-' || e.i
    FROM members m CROSS JOIN events e WHERE m.k = 0 AND e.i % 21 > 0;
INSERT INTO changes (room_id, seq, kind, message_seq, actor_id, created_at)
    SELECT m.room, e.seq, 'EDITED', e.seq - 1, m.user, e.at FROM members m CROSS JOIN events e WHERE m.k = 0 AND e.i % 21 = 0;
INSERT INTO requests (user_id, client_mutation_id, input_hash, answer, created_at)
    SELECT actor_id, client_mutation_id, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
        json_object('message', json_object('room', room_id, 'seq', seq)), created_at
    FROM messages WHERE client_mutation_id IS NOT NULL;
