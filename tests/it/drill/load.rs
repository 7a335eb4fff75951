//! People who write, come and go, and call again until they know what became of it.

use super::{client::Shown, device::Device};
use crate::harness::PATIENCE;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use serde_json::json;
use spark::sync::Mutex;
use tokio::{sync::watch, time::timeout};

/// What was acknowledged to people, of the log that the server has.
#[derive(Clone, Default)]
pub struct Ledger {
    /// How often a backup was put back.
    pub restores: u32,
    /// Messages: room and id.
    pub messages: Vec<(String, String)>,
}

/// What they have in common.
pub struct Square {
    /// Std mutexes: held for a line.
    ledger: Mutex<Ledger>,
    rooms: Mutex<Vec<String>>,
    /// How many messages were acknowledged in all.
    pub acknowledged: watch::Sender<usize>,
}

/// Refusals that are in order: rooms, messages and numbers go with a restore, people leave rooms and delete messages.
const IN_ORDER: [&str; 4] = ["NOT_FOUND", "NOT_A_MEMBER", "INVALID_INPUT", "GONE"];

/// A message of one's own.
struct Sent {
    id: String,
    room: String,
    seq: i64,
}

impl Square {
    pub fn new(rooms: Vec<String>) -> Self {
        let (acknowledged, _) = watch::channel(0);
        Self { ledger: Mutex::default(), rooms: Mutex::new(rooms), acknowledged }
    }

    pub fn ledger(&self) -> Ledger {
        self.ledger.lock().clone()
    }

    /// A backup is put back: what was acknowledged later is lost, and what is on its way counts for nothing.
    pub fn falls_back_to(&self, earlier: &Ledger) {
        let mut ledger = self.ledger.lock();
        let restores = ledger.restores + 1;
        *ledger = Ledger { restores, ..earlier.clone() };
    }

    /// All that was acknowledged is there, each once.
    pub fn is_kept(&self, shown: &Shown) {
        for (room, id) in &self.ledger.lock().messages {
            let there = shown.get(room).is_some_and(|shown| shown.has(id));
            assert!(there, "{id} of {room} was acknowledged and is lost");
        }
        *self.rooms.lock() = shown.keys().cloned().collect();
    }

    /// Waits until so many more were acknowledged.
    pub async fn goes_on(&self, more: usize) {
        let enough = *self.acknowledged.borrow() + more;
        let mut acknowledged = self.acknowledged.subscribe();
        timeout(2 * PATIENCE, acknowledged.wait_for(|count| *count >= enough)).await.expect("nobody writes").unwrap();
    }

    /// Does this and that until it is told that it is enough.
    pub async fn lives(&self, device: &Device, founds: bool, mut rng: StdRng, enough: watch::Receiver<bool>) {
        let mut own = Vec::new();
        while !*enough.borrow() {
            let room = self.rooms.lock().choose(&mut rng).cloned().unwrap();
            let refused = match rng.random_range(0..100) {
                0..60 => self.sends(device, &room, &mut own).await,
                60..70 => {
                    let Some(message) = own.choose(&mut rng) else { continue };
                    let input = json!({"messageId": message.id, "body": "other words"});
                    device.calls("editMessage", input, "seq").await.err()
                }
                70..75 => {
                    let Some(message) = own.choose(&mut rng) else { continue };
                    device.calls("deleteMessage", json!({"messageId": message.id}), "seq").await.err()
                }
                75..88 => {
                    let Some(message) = own.choose(&mut rng) else { continue };
                    device.calls("markRead", json!({"roomId": message.room, "seq": message.seq}), "").await.err()
                }
                // The founder stays in all rooms, and sees whether everything is there.
                88..90 if founds => self.founds(device).await,
                88..93 if !founds => device.calls("leaveRoom", json!({"roomId": room}), "seq").await.err(),
                _ => device.calls("joinRoom", json!({"roomId": room}), "seq").await.err(),
            };
            let in_order = refused.as_deref().is_none_or(|code| IN_ORDER.contains(&code));
            assert!(in_order, "{}: {refused:?}", device.name);
        }
    }

    async fn sends(&self, device: &Device, room: &str, own: &mut Vec<Sent>) -> Option<String> {
        let restores = self.ledger.lock().restores;
        let input = json!({"roomId": room, "body": "on and on"});
        let sent = match device.calls("sendMessage", input, "seq message { id }").await {
            Ok(sent) => sent,
            Err(code) => return Some(code),
        };
        let id = sent["message"]["id"].as_str().unwrap().to_owned();
        own.push(Sent { id: id.clone(), room: room.to_owned(), seq: sent["seq"].as_i64().unwrap() });
        let mut ledger = self.ledger.lock();
        if ledger.restores == restores {
            ledger.messages.push((room.to_owned(), id));
        }
        drop(ledger);
        self.acknowledged.send_modify(|count| *count += 1);
        None
    }

    async fn founds(&self, device: &Device) -> Option<String> {
        let input = json!({"kind": "PUBLIC", "name": "Another", "memberIds": []});
        match device.calls("createRoom", input, "room { id }").await {
            Ok(made) => self.rooms.lock().push(made["room"]["id"].as_str().unwrap().to_owned()),
            Err(code) => return Some(code),
        }
        None
    }
}
