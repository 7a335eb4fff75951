-- Mentions, threads, reactions, forwarding. The file of the same number for the other engine makes the same tables and columns.

-- The message that this one answers in a thread; and of one that is answered, how many answers are not deleted.
ALTER TABLE messages ADD COLUMN parent_seq BIGINT;
ALTER TABLE messages ADD COLUMN reply_count BIGINT NOT NULL DEFAULT 0;
-- JSON: the ids of the people whom the text names, in its order. Null when it names nobody, and once deleted.
ALTER TABLE messages ADD COLUMN mentions TEXT;
-- ALL or HERE when it names the whole room.
ALTER TABLE messages ADD COLUMN mentions_room TEXT;
-- JSON: [["👍", 3], …], in the order in which they were first given. What `reactions` counts.
ALTER TABLE messages ADD COLUMN reactions TEXT;
-- Who first wrote what was forwarded.
ALTER TABLE messages ADD COLUMN forwarded_from BIGINT;

-- Of a reaction that was given or taken back: which.
ALTER TABLE changes ADD COLUMN emoji TEXT;

CREATE INDEX replies ON messages (room_id, parent_seq, seq) WHERE parent_seq IS NOT NULL;

-- What is counted of mentions: a row for each person whom a message names; of one that names the whole room, a single row with user 0,
-- which counts for everybody. Rows of a message are of one kind or the other, so nobody is counted twice. Gone with a deletion.
CREATE TABLE mentions (
    room_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id, seq)
);

CREATE TABLE reactions (
    room_id   BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    user_id   BIGINT NOT NULL,
    emoji     TEXT COLLATE "C" NOT NULL,
    -- The number of the event that gave it.
    added_seq BIGINT NOT NULL,
    PRIMARY KEY (room_id, seq, user_id, emoji)
);
-- Who gave an emoji, the first ones first.
CREATE UNIQUE INDEX reactions_by_adding ON reactions (room_id, seq, emoji, added_seq);
