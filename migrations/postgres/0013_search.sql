-- Full text. The file of the same number for the other engine makes the same columns; `search_words` is each engine's own.

-- Its place in the order of search, over all rooms: rises with every TEXT message, is never given twice, and stays with a tombstone.
ALTER TABLE messages ADD COLUMN search_id BIGINT;
CREATE UNIQUE INDEX messages_by_search_id ON messages (search_id) WHERE search_id IS NOT NULL;
-- What was written before, or by an older server since: none, once the place and the words were given, which is done when the
-- database is brought up to date.
CREATE INDEX messages_without_place ON messages (created_at, room_id, seq)
    WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL;
CREATE SEQUENCE search_ids;

-- The words of messages, by `search_id`: tokens of ours. The text itself is in `messages` and nowhere else.
CREATE TABLE search_words (
    id      BIGINT   PRIMARY KEY,
    room_id BIGINT   NOT NULL,
    words   TSVECTOR NOT NULL
);
CREATE INDEX search_words_by_room ON search_words (room_id, id);
-- New words wait in a list that a send now and then works off: a short one, so that no send waits long.
CREATE INDEX search_words_by_word ON search_words USING gin (words) WITH (gin_pending_list_limit = 512);
