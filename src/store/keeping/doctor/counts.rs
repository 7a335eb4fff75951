//! Every count equal to a recount.

use super::{Check, check};

/// Of each room, what people wrote in it.
macro_rules! texts {
    () => {
        "WITH t AS (SELECT room_id, count(*) AS n, max(seq) AS last, max(created_at) AS newest,
             max(CASE WHEN parent_seq IS NULL THEN seq END) AS shown
           FROM messages WHERE system IS NULL GROUP BY room_id)"
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "the counts of rooms",
        concat!(
            texts!(),
            " SELECT 'room ' || r.id || ': text_count is ' || r.text_count || ', counted ' || (r.first_count + COALESCE(t.n, 0))
              FROM rooms r LEFT JOIN t ON t.room_id = r.id WHERE r.text_count <> r.first_count + COALESCE(t.n, 0)"
        )
    ),
    check!(
        "the last messages of rooms",
        concat!(
            texts!(),
            " SELECT 'room ' || r.id || ': last_message_seq is ' || COALESCE(CAST(r.last_message_seq AS TEXT), 'none')
                || ', and the last message is ' || COALESCE(CAST(t.shown AS TEXT), 'none')
              FROM rooms r LEFT JOIN t ON t.room_id = r.id WHERE r.last_message_seq IS DISTINCT FROM t.shown"
        )
    ),
    check!(
        "the activity of rooms",
        // Where the clock was set back, the newest is not the last: whichever of the two it was taken from.
        concat!(
            texts!(),
            " SELECT 'room ' || r.id || ': last_activity_at is ' || r.last_activity_at || ', and the last message is of '
                || COALESCE(m.created_at, r.created_at)
              FROM rooms r LEFT JOIN t ON t.room_id = r.id LEFT JOIN messages m ON m.room_id = t.room_id AND m.seq = t.last
              WHERE r.last_activity_at NOT IN (COALESCE(m.created_at, r.created_at),
                CASE WHEN t.newest > r.created_at THEN t.newest ELSE r.created_at END)"
        )
    ),
    check!(
        "the counts in messages",
        "SELECT 'room ' || x.room_id || ', message ' || x.seq || ': text_count is ' || x.text_count || ' after '
           || COALESCE(x.before, r.first_count)
         FROM (SELECT room_id, seq, system, text_count,
                 lag(text_count) OVER (PARTITION BY room_id ORDER BY seq) AS before FROM messages) x
         JOIN rooms r ON r.id = x.room_id
         WHERE x.text_count <> COALESCE(x.before, r.first_count) + CASE WHEN x.system IS NULL THEN 1 ELSE 0 END"
    ),
    check!(
        "the counts of members",
        "WITH c AS (SELECT room_id, count(*) AS n FROM memberships GROUP BY room_id)
         SELECT 'room ' || r.id || ': member_count is ' || r.member_count || ', counted ' || COALESCE(c.n, 0)
         FROM rooms r LEFT JOIN c ON c.room_id = r.id WHERE r.member_count <> COALESCE(c.n, 0)"
    ),
    check!(
        "the owners of rooms",
        "SELECT 'room ' || r.id || ': it has members, and none of them owns it' FROM rooms r
         WHERE r.kind <> 'DIRECT' AND r.member_count > 0 AND r.archived_at IS NULL
           AND EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = r.id)
           AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = r.id AND m.role = 'OWNER')"
    ),
    check!(
        "read positions",
        "SELECT 'room ' || x.room_id || ', user ' || x.user_id || ': ' || CASE
             WHEN x.last_read_seq > x.latest_seq THEN 'last_read_seq is ' || x.last_read_seq || ' of ' || x.latest_seq
             ELSE 'read_count is ' || x.read_count || ', counted ' || x.counted END
         FROM (SELECT m.room_id, m.user_id, m.last_read_seq, m.read_count, r.latest_seq, COALESCE(
                 (SELECT t.text_count FROM messages t WHERE t.room_id = m.room_id AND t.seq <= m.last_read_seq
                  ORDER BY t.seq DESC LIMIT 1), r.first_count) AS counted
               FROM memberships m JOIN rooms r ON r.id = m.room_id) x
         WHERE x.read_count <> x.counted OR x.last_read_seq > x.latest_seq"
    ),
    check!(
        "the numbers of announcements",
        "SELECT 'announcements: the last number given is ' || c.last_number || ', and there are ' || count(a.number)
           || ' up to ' || COALESCE(max(a.number), 0)
         FROM announcement_counter c LEFT JOIN announcements a ON a.number IS NOT NULL GROUP BY c.last_number
         HAVING c.last_number <> count(a.number) OR c.last_number <> COALESCE(max(a.number), 0)"
    ),
    check!(
        "what users remember of announcements",
        "SELECT 'user ' || u.id || ': announcements are settled up to a number that was not given' FROM users u
         JOIN announcement_counter c ON u.settled_everyone > c.last_number OR u.settled_admins > c.last_number
           OR u.first_announcement > c.last_number"
    ),
    check!(
        "the uses of invites",
        "SELECT 'invite ' || id || ': used ' || uses || ' times' FROM invites
         WHERE uses < 0 OR (max_uses IS NOT NULL AND uses > max_uses)"
    ),
    check!(
        "who came by invites",
        // Into a room that never was PUBLIC nobody comes by themselves but with an invite.
        "WITH u AS (SELECT room_id, CAST(sum(uses) AS BIGINT) AS n FROM invites GROUP BY room_id),
           j AS (SELECT room_id, count(*) AS n FROM messages
                 WHERE system = 'MEMBER_JOINED' AND room_id IN (SELECT room_id FROM invites) GROUP BY room_id)
         SELECT 'room ' || r.id || ': its invites were used ' || u.n || ' times, and ' || COALESCE(j.n, 0)
           || ' came by themselves'
         FROM u JOIN rooms r ON r.id = u.room_id LEFT JOIN j ON j.room_id = u.room_id
         WHERE r.first_seq = 1 AND (u.n > COALESCE(j.n, 0) OR (u.n < j.n AND r.kind = 'PRIVATE' AND NOT EXISTS
           (SELECT 1 FROM messages m WHERE m.room_id = r.id AND m.system = 'ROOM_CHANGED')))"
    ),
    check!(
        "who is online",
        "SELECT 'user ' || u.id || ': is_online and their leases disagree' FROM users u
         WHERE u.is_online <> EXISTS (SELECT 1 FROM leases l WHERE l.user_id = u.id)"
    ),
];
