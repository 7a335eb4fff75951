-- Who is there, as the nodes know from their connections.

-- What the user chose to show while connected: ONLINE, AWAY or BUSY.
ALTER TABLE users ADD COLUMN chosen_status TEXT NOT NULL DEFAULT 'ONLINE';
ALTER TABLE users ADD COLUMN status_text TEXT;
-- Whether a node holds a lease for the user: kept with the leases, so that showing a user reads one row.
ALTER TABLE users ADD COLUMN is_online INTEGER NOT NULL DEFAULT 0;
-- When the last connection ended.
ALTER TABLE users ADD COLUMN last_seen_at INTEGER;

-- Servers that run, or ran. A node that the others take for dead is ended, and begins anew under another id.
CREATE TABLE nodes (
    id        INTEGER PRIMARY KEY,
    -- Rises while the node lives. The others watch it by clocks of their own.
    heartbeat INTEGER NOT NULL,
    beat_at   INTEGER NOT NULL,
    ended_at  INTEGER,
    -- Whether it stopped by itself: then its leases run out their grace.
    in_order  INTEGER NOT NULL
) STRICT;

-- The users who have connections to a node, or had them less than a grace ago.
CREATE TABLE leases (
    node_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (node_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX leases_by_user ON leases (user_id);
