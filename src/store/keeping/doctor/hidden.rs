//! Rooms of two that are in no list: only those, and only what is read of them.

use super::check::{Check, check};

pub(super) const CHECKS: &[Check] = &[check!(
    "hidden rooms",
    "SELECT 'room ' || m.room_id || ', user ' || m.user_id || ': ' || CASE
         WHEN r.kind <> 'DIRECT' THEN 'it is hidden, and is none of two people'
         WHEN m.hidden_count < -1 OR m.hidden_count > r.text_count THEN 'hidden_count is ' || m.hidden_count || ' of ' || r.text_count
         ELSE 'it is hidden, and read up to ' || m.read_count || ' of ' || r.text_count END
     FROM memberships m JOIN rooms r ON r.id = m.room_id
     WHERE (m.hidden_count <> -1 AND (r.kind <> 'DIRECT' OR m.hidden_count < -1 OR m.hidden_count > r.text_count))
       OR (m.hidden_count >= r.text_count AND m.read_count < r.text_count)"
)];
