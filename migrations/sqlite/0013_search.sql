-- Full text. The file of the same number for the other engine makes the same columns; `search_words` is each engine's own.

-- Its place in the order of search, over all rooms: rises with every TEXT message, is never given twice, and stays with a tombstone.
ALTER TABLE messages ADD COLUMN search_id INTEGER;
CREATE UNIQUE INDEX messages_by_search_id ON messages (search_id) WHERE search_id IS NOT NULL;
-- What was written before, or by an older server since: none, once the place and the words were given, which is done when the
-- database is brought up to date.
CREATE INDEX messages_without_place ON messages (created_at, room_id, seq)
    WHERE search_id IS NULL AND system IS NULL AND deleted_at IS NULL;

-- The words of messages, by `search_id`: tokens of ours with a space between them, and one for the room. They hold letters, digits,
-- marks and `·` alone, which this tokenizer leaves as they are. The text itself is in `messages` and nowhere else.
CREATE VIRTUAL TABLE search_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
