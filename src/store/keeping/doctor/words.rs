//! Every message that people wrote can be found, and nothing else.

use super::check::{Check, check};

/// Of messages that are deleted or not there.
macro_rules! too_many {
    ($words:literal) => {
        concat!(
            "SELECT 'search has words of a message that is not there, in place ' || x.id
             FROM (SELECT id FROM ",
            $words,
            " EXCEPT SELECT search_id FROM messages WHERE search_id IS NOT NULL) x
             UNION ALL
             SELECT 'room ' || m.room_id || ', message ' || m.seq || ': it is deleted, and a search finds it'
             FROM messages m JOIN ",
            $words,
            " w ON w.id = m.search_id WHERE m.deleted_at IS NOT NULL"
        )
    };
}

/// `missing!("search_words", "…")`: where the words are, and what more they must agree in.
macro_rules! missing {
    ($words:literal, $agree:literal) => {
        concat!(
            "SELECT 'room ' || m.room_id || ', message ' || m.seq || ': no search finds it' FROM messages m LEFT JOIN ",
            $words,
            " w ON w.id = m.search_id ",
            $agree,
            " WHERE m.search_id IS NOT NULL AND m.deleted_at IS NULL AND w.id IS NULL"
        )
    };
}

pub(super) const CHECKS: &[Check] = &[
    check!(
        "the places of messages in the order of search",
        "SELECT 'room ' || room_id || ', message ' || seq || CASE WHEN search_id IS NULL
           THEN ': it has no place in the order of search (spark migrate gives it one)'
           ELSE ': it is the server''s own, and has a place in the order of search' END
         FROM messages WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL
           OR search_id IS NOT NULL AND system IS NOT NULL"
    ),
    // SQLite keeps the words themselves nowhere.
    check!(
        "messages that no search finds",
        missing!("search_words_docsize", ""),
        missing!("search_words", "AND w.room_id = m.room_id AND w.seq = m.seq")
    ),
    check!("words of no message", too_many!("search_words_docsize"), too_many!("search_words")),
    check!(
        "the next place in the order of search",
        "SELECT '' WHERE false",
        // Who may not look at the sequence is told nothing.
        "SELECT 'the next message would get a place in the order of search that is given: the last one is ' || s.last_value
         FROM pg_sequences s WHERE s.schemaname = current_schema() AND s.sequencename = 'search_words_id_seq'
           AND s.last_value < (SELECT max(search_id) FROM messages)"
    ),
];
