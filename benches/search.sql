-- 1,000,000 messages in 1,000 rooms, one after the other through all of them. Every second one has the word pear, eight have the
-- word quince, and each has a word of its own.
CREATE TEMP TABLE n AS
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999) SELECT i FROM n;
INSERT INTO users (id, username, username_key, display_name, display_key, role, password_hash, locale, time_zone, do_not_disturb,
    created_at)
    VALUES (1, 'user1', 'user1', 'User', 'user', 'MEMBER', '', 'en', 'UTC', 0, 0);
INSERT INTO rooms (id, kind, name, created_at, latest_seq, text_count, member_count, last_message_seq, newest_message_seq,
    last_activity_at, first_seq, first_count)
    SELECT i + 1, 'PRIVATE', 'Room ' || i, 0, 1000, 1000, 0, 1000, 1000, 1000000000 + i, 1, 0 FROM n WHERE i < 1000;
INSERT INTO messages (room_id, seq, updated_seq, actor_id, body, text_count, created_at)
    SELECT i % 1000 + 1, i / 1000 + 1, i / 1000 + 1, 1,
        'Is there any soup left, or should somebody go and get some more? Number ' || i
          || iif(i / 1000 % 2 = 0, ' pear', '') || iif(i % 125000 = 7, ' quince', ''), i / 1000 + 1, i * 1000000
    FROM n;
