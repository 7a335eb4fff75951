-- Who is there, as the nodes know from their connections.

-- What the user chose to show while connected: ONLINE, AWAY or BUSY.
ALTER TABLE users ADD COLUMN chosen_status TEXT NOT NULL DEFAULT 'ONLINE';
ALTER TABLE users ADD COLUMN status_text TEXT;
-- Whether a node holds a lease for the user: kept with the leases, so that showing a user reads one row.
ALTER TABLE users ADD COLUMN is_online BOOLEAN NOT NULL DEFAULT false;
-- When the last connection ended.
ALTER TABLE users ADD COLUMN last_seen_at BIGINT;

-- Servers that run, or ran. A node that the others take for dead is ended, and begins anew under another id.
CREATE TABLE nodes (
    id        BIGINT PRIMARY KEY,
    -- Rises while the node lives. The others watch it by clocks of their own.
    heartbeat BIGINT  NOT NULL,
    beat_at   BIGINT  NOT NULL,
    ended_at  BIGINT,
    -- Whether it stopped by itself: then its leases run out their grace.
    in_order  BOOLEAN NOT NULL
);

-- The users who have connections to a node, or had them less than a grace ago.
CREATE TABLE leases (
    node_id BIGINT  NOT NULL,
    user_id BIGINT  NOT NULL,
    PRIMARY KEY (node_id, user_id)
);
CREATE INDEX leases_by_user ON leases (user_id);
