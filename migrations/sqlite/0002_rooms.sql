-- Rooms of two, and invites.

-- The one room of two people: the pair is unique whoever opens it, also when both do at once.
CREATE TABLE direct_rooms (
    low_user_id  INTEGER NOT NULL,
    high_user_id INTEGER NOT NULL,
    room_id      INTEGER NOT NULL,
    PRIMARY KEY (low_user_id, high_user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
    id         INTEGER PRIMARY KEY,
    code       TEXT    NOT NULL UNIQUE,
    room_id    INTEGER NOT NULL REFERENCES rooms (id),
    created_by INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    max_uses   INTEGER,
    -- Rises only with a membership, and never above max_uses.
    uses       INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
