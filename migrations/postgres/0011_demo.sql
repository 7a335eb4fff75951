-- Whether an account is the demo's: everybody knows its password, so it is closed where there is no demo.
ALTER TABLE users ADD COLUMN is_demo BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX demo_users ON users (id) WHERE is_demo;
-- Those of before are known by what the demo had them say.
UPDATE users SET is_demo = TRUE WHERE username_key IN ('alice', 'bob', 'carol') AND id IN (
  SELECT actor_id FROM messages WHERE system IS NULL AND (client_mutation_id, body) IN (
    VALUES ('demo-0', 'Welcome to Spark! Every message here is a numbered event.'),
           ('demo-1', 'Hello! I leave my notebook closed and still miss nothing.'),
           ('demo-2', 'Because `sync` gives back what happened meanwhile.')));
