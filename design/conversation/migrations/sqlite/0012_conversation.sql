-- Mentions, threads, reactions, forwarding, search. The file of the same number for the other engine makes the same tables and
-- columns, but for `search_words`: each engine has its own full text.

-- The message that this one answers in a thread; and of one that is answered, how many answers are not deleted.
ALTER TABLE messages ADD COLUMN parent_seq INTEGER;
ALTER TABLE messages ADD COLUMN reply_count INTEGER NOT NULL DEFAULT 0;
-- JSON: the ids of the people whom the text names, in its order. Null when it names nobody, and once deleted.
ALTER TABLE messages ADD COLUMN mentions TEXT;
-- ALL or HERE when it names the whole room.
ALTER TABLE messages ADD COLUMN mentions_room TEXT;
-- JSON: [["👍", 3], …], in the order in which they were first given. What `reactions` counts.
ALTER TABLE messages ADD COLUMN reactions TEXT;
-- Who first wrote what was forwarded.
ALTER TABLE messages ADD COLUMN forwarded_from INTEGER;
-- Its place in the order of search, over all rooms: rises with every TEXT message, is never given twice, and stays with a tombstone.
ALTER TABLE messages ADD COLUMN search_id INTEGER;

-- Of a reaction that was given or taken back: which.
ALTER TABLE changes ADD COLUMN emoji TEXT;

CREATE INDEX replies ON messages (room_id, parent_seq, seq) WHERE parent_seq IS NOT NULL;

-- What is counted of mentions: a row for each person whom a message names; of one that names the whole room, a single row with user 0,
-- which counts for everybody. Rows of a message are of one kind or the other, so nobody is counted twice. Gone with a deletion.
CREATE TABLE mentions (
    room_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    room_id   INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    user_id   INTEGER NOT NULL,
    emoji     TEXT    NOT NULL,
    -- The number of the event that gave it.
    added_seq INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq, user_id, emoji)
) STRICT, WITHOUT ROWID;
-- Who gave an emoji, the first ones first.
CREATE UNIQUE INDEX reactions_by_adding ON reactions (room_id, seq, emoji, added_seq);

-- What was there before, in the order of its time. Its words follow when the database is opened: a statement can't tell them apart.
UPDATE messages SET search_id = o.n
  FROM (SELECT room_id, seq, row_number() OVER (ORDER BY created_at, room_id, seq) AS n FROM messages
        WHERE system IS NULL AND deleted_at IS NULL) o
  WHERE messages.room_id = o.room_id AND messages.seq = o.seq;
CREATE UNIQUE INDEX messages_by_search_id ON messages (search_id) WHERE search_id IS NOT NULL;

-- The words of messages, by `search_id`: tokens of ours with a space between them, and one for the room. They hold letters, digits and
-- marks alone, which this tokenizer leaves as they are. The text itself is in `messages` and nowhere else.
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
