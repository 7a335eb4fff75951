-- Whether an account is the demo's: everybody knows its password, so it is closed where there is no demo.
ALTER TABLE users ADD COLUMN is_demo BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX demo_users ON users (id) WHERE is_demo;
-- Those of before are known by what the demo had them say, as far as it still stands there. It is among
-- the first that was said in a room: only there is it looked for, by the primary key.
UPDATE users SET is_demo = TRUE WHERE username_key IN ('alice', 'bob', 'carol') AND id IN (
  SELECT actor_id FROM rooms JOIN messages ON room_id = rooms.id AND seq <= 50
  WHERE system IS NULL AND client_mutation_id IN ('demo-0', 'demo-1', 'demo-2')
    AND (edited_at IS NOT NULL OR deleted_at IS NOT NULL OR body IN (
      'Welcome to Spark! Every message here is a numbered event.',
      'Hello! I leave my notebook closed and still miss nothing.',
      'Because `sync` gives back what happened meanwhile.')));
