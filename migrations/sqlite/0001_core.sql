-- People, rooms, messages. The file of the same number for the other engine makes the same tables and columns.
-- Times are microseconds since 1970 in UTC. Names of enums are those of the API.

CREATE TABLE users (
    id             INTEGER PRIMARY KEY,
    username       TEXT    NOT NULL,
    -- NFKC and case folded: what two names are compared by.
    username_key   TEXT    NOT NULL UNIQUE,
    display_name   TEXT    NOT NULL,
    -- As above, for finding people.
    display_key    TEXT    NOT NULL,
    avatar_url     TEXT,
    role           TEXT    NOT NULL,
    password_hash  TEXT    NOT NULL,
    locale         TEXT    NOT NULL,
    time_zone      TEXT    NOT NULL,
    do_not_disturb INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX users_by_display_key ON users (display_key);

CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    -- SHA-256 of the token: who reads the database can't sign in with it.
    token_hash TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Locked before anything in the room changes. No index on what a message changes.
CREATE TABLE rooms (
    id               INTEGER PRIMARY KEY,
    kind             TEXT    NOT NULL,
    name             TEXT,
    -- The name as it is compared, for finding rooms.
    name_key         TEXT,
    topic            TEXT,
    created_at       INTEGER NOT NULL,
    archived_at      INTEGER,
    latest_seq       INTEGER NOT NULL,
    -- TEXT messages ever sent; never falls.
    text_count       INTEGER NOT NULL,
    member_count     INTEGER NOT NULL,
    last_message_seq INTEGER,
    last_activity_at INTEGER NOT NULL,
    -- Where the log begins, and the text_count before it: above 1 and 0 once old events are pruned.
    first_seq        INTEGER NOT NULL,
    first_count      INTEGER NOT NULL
) STRICT;

CREATE INDEX public_rooms ON rooms (id) WHERE kind = 'PUBLIC';

CREATE TABLE memberships (
    room_id       INTEGER NOT NULL REFERENCES rooms (id),
    user_id       INTEGER NOT NULL REFERENCES users (id),
    role          TEXT    NOT NULL,
    joined_at     INTEGER NOT NULL,
    joined_seq    INTEGER NOT NULL,
    -- A read position is a pair: the number, and the room's text_count after it. They move together and only up.
    last_read_seq INTEGER NOT NULL,
    read_count    INTEGER NOT NULL,
    notification_mode TEXT NOT NULL,
    is_pinned     INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
-- The last owner is asked for at every departure, in rooms of any size.
CREATE INDEX owners ON memberships (room_id) WHERE role = 'OWNER';
CREATE INDEX memberships_by_user ON memberships (user_id, room_id);
-- The member list of a room, in the order of joining.
CREATE UNIQUE INDEX memberships_by_joining ON memberships (room_id, joined_seq);

-- A message is its own event: its number is the number of the event that made it. With `changes` this is the log.
-- No foreign keys: the room is locked and the author read in the same transaction, and this is the hot path.
CREATE TABLE messages (
    room_id            INTEGER NOT NULL,
    seq                INTEGER NOT NULL,
    updated_seq        INTEGER NOT NULL,
    -- Null for a TEXT message.
    system             TEXT,
    actor_id           INTEGER,
    subject_id         INTEGER,
    subject_role       TEXT,
    subject_joined_seq INTEGER,
    body               TEXT    NOT NULL,
    metadata           TEXT,
    -- The room's text_count after this event.
    text_count         INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    edited_at          INTEGER,
    deleted_at         INTEGER,
    client_mutation_id TEXT,
    PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;
-- Tombstones after a read position are not unread.
CREATE INDEX tombstones ON messages (room_id, seq) WHERE deleted_at IS NOT NULL;

-- Events that change a message: references only, so that a deleted text does not come back.
CREATE TABLE changes (
    room_id            INTEGER NOT NULL,
    seq                INTEGER NOT NULL,
    kind               TEXT    NOT NULL,
    message_seq        INTEGER NOT NULL,
    actor_id           INTEGER,
    created_at         INTEGER NOT NULL,
    client_mutation_id TEXT,
    PRIMARY KEY (room_id, seq)
) STRICT, WITHOUT ROWID;

-- What was committed under a clientMutationId, so that the same call again is the same call.
CREATE TABLE requests (
    user_id            INTEGER NOT NULL,
    client_mutation_id TEXT    NOT NULL,
    input_hash         TEXT    NOT NULL,
    -- JSON: the ids and numbers to read again.
    answer             TEXT    NOT NULL,
    created_at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, client_mutation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_by_age ON requests (created_at);
