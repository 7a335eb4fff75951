-- Rooms of two, and invites.

-- The one room of two people: the pair is unique whoever opens it, also when both do at once.
CREATE TABLE direct_rooms (
    low_user_id  BIGINT  NOT NULL,
    high_user_id BIGINT  NOT NULL,
    room_id      BIGINT  NOT NULL,
    PRIMARY KEY (low_user_id, high_user_id)
);

CREATE TABLE invites (
    id         BIGINT PRIMARY KEY,
    code       TEXT    NOT NULL UNIQUE,
    room_id    BIGINT  NOT NULL REFERENCES rooms (id),
    created_by BIGINT  NOT NULL REFERENCES users (id),
    created_at BIGINT  NOT NULL,
    expires_at BIGINT,
    max_uses   BIGINT,
    -- Rises only with a membership, and never above max_uses.
    uses       BIGINT  NOT NULL,
    revoked_at BIGINT
);
