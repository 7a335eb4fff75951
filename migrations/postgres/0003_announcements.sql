-- Announcements, and what each user remembers of them.

CREATE TABLE announcements (
    id           BIGINT PRIMARY KEY,
    -- 1, 2, 3 … in the order of publishing, which is the order of the commits; null while it is only scheduled.
    number       BIGINT UNIQUE,
    kind         TEXT    NOT NULL,
    severity     TEXT    NOT NULL,
    audience     TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    landing_url  TEXT,
    image_url    TEXT,
    metadata     TEXT,
    publish_at   BIGINT  NOT NULL,
    expires_at   BIGINT,
    starts_at    BIGINT,
    ends_at      BIGINT,
    retracted_at BIGINT,
    created_by   BIGINT  NOT NULL REFERENCES users (id),
    created_at   BIGINT  NOT NULL
);
-- The list of announcements, newest first.
CREATE UNIQUE INDEX announcements_by_time ON announcements (publish_at, id);
-- What is pending for somebody.
CREATE INDEX announcements_by_number ON announcements (audience, number);
CREATE INDEX scheduled_announcements ON announcements (publish_at) WHERE number IS NULL AND retracted_at IS NULL;

-- One row: the last number given. Locked while numbers are taken.
CREATE TABLE announcement_counter (
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    last_number BIGINT  NOT NULL
);
INSERT INTO announcement_counter (id, last_number) VALUES (1, 0);

-- Announcements up to this number were there before the account: none of the user's affair.
ALTER TABLE users ADD COLUMN first_announcement BIGINT NOT NULL DEFAULT 0;
-- Up to these numbers nothing of that audience is pending any more, and since when that is so. One for each audience: who
-- becomes an admin has not settled what only admins were told.
ALTER TABLE users ADD COLUMN settled_everyone BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN settled_admins BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN settled_at BIGINT;
-- Whom an announcement for admins reaches.
CREATE INDEX admins ON users (id) WHERE role = 'ADMIN';

-- What is acknowledged beyond those numbers: few.
CREATE TABLE acknowledgements (
    user_id         BIGINT  NOT NULL,
    number          BIGINT  NOT NULL,
    acknowledged_at BIGINT  NOT NULL,
    PRIMARY KEY (user_id, number)
);
