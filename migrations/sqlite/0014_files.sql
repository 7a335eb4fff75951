-- Files: what hangs on messages, and pictures of people. The file of the same number for the other engine makes the same tables and
-- columns. Here is what is known of them; the bytes lie in the store of files.

-- A row stands here before its bytes are written, and until they are gone.
CREATE TABLE files (
    id         INTEGER PRIMARY KEY,
    -- Who brought it: it counts for them as long as it stands.
    user_id    INTEGER NOT NULL REFERENCES users (id),
    -- What its bytes are called in the store; thumbnails are called the same, with `-` and their longer edge behind it.
    object     TEXT    NOT NULL UNIQUE,
    -- STORING, STORED, DYING; and since when.
    state      TEXT    NOT NULL,
    since      INTEGER NOT NULL,
    -- Of what is served. Thumbnails do not count.
    byte_size  INTEGER NOT NULL,
    media_type TEXT    NOT NULL,
    -- Of an avatar: what it is called where everybody reads it, by its content.
    address    TEXT
) STRICT;
-- How much somebody has: at every upload.
CREATE INDEX files_by_user ON files (user_id);
-- Avatars are asked for by what they are called.
CREATE INDEX files_by_address ON files (address) WHERE address IS NOT NULL;
-- What the janitor looks for.
CREATE INDEX files_in_motion ON files (state, since) WHERE state <> 'STORED';

-- A file as a message shows it: once as it was uploaded, and once more for each message that sent it on.
CREATE TABLE attachments (
    id         INTEGER PRIMARY KEY,
    file_id    INTEGER NOT NULL REFERENCES files (id),
    -- Who uploaded it, or sent it on.
    user_id    INTEGER NOT NULL REFERENCES users (id),
    -- The message; null until it is sent.
    room_id    INTEGER,
    seq        INTEGER,
    -- JSON: kind, name, media type, size, and of a picture what is shown before it is loaded.
    shown      TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
-- A file without any of them is taken away.
CREATE INDEX attachments_by_file ON attachments (file_id);
-- What no message took in a day.
CREATE INDEX unsent_attachments ON attachments (created_at) WHERE seq IS NULL;

-- JSON: what hangs on the message, in the order of the send. Null when nothing does, and once deleted.
ALTER TABLE messages ADD COLUMN attachments TEXT;

-- A picture that was uploaded: its file, and what it is called.
ALTER TABLE users ADD COLUMN avatar_file INTEGER;
ALTER TABLE users ADD COLUMN avatar_address TEXT;

-- What the server alone knows, made once: the key that signs the addresses of files.
CREATE TABLE secrets (
    name       TEXT    NOT NULL PRIMARY KEY,
    secret     TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
