//! One history: each step is done by Spark and by the model, their outcomes are equal, and so is what people hear of it.

use super::{
    Step, Told,
    device::Device,
    model::{Action, World},
};
use crate::harness::{
    Person, Spark,
    person::{Room, fresh},
    sockets,
};
use proptest::prop_assert_eq;
use serde_json::{Value, json};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// How many devices somebody has at most.
const DEVICES: usize = 2;
/// Runs the server, owns the rooms and rings the bell; without a device, and in a room with each of the others.
pub const HOST: usize = 3;

static HISTORIES: AtomicU32 = AtomicU32::new(0);

pub struct Telling<'a> {
    pub(super) spark: &'a Spark,
    pub(super) people: Vec<Person>,
    pub(super) rooms: Vec<Room>,
    /// Of the host with each of the others.
    pub(super) bells: Vec<Room>,
    pub(super) world: World,
    /// The ids of the announcements.
    pub(super) announcements: Vec<String>,
    /// What was called, under which id, and the answer when it was a COMMIT.
    calls: Vec<(Action, String, Option<Value>)>,
    pub(super) devices: Vec<Following>,
    /// Who is about to connect another device.
    pub(super) coming: Option<usize>,
    pub(super) rung: usize,
}

/// A device, and what the model says of the time since when it follows.
pub struct Following {
    pub(super) device: Device,
    /// How many announcements there were when it began to come, and which of them were pending.
    pub(super) began: usize,
    pub(super) pending: Vec<usize>,
    /// How many there were when it first heard the bell: it hears of all later ones when they are published.
    pub(super) live: Option<usize>,
}

impl<'a> Telling<'a> {
    /// Alice, who also runs the server, Bob and Carol: one is in both rooms, the others are strangers. One device each.
    pub async fn begins(spark: &'a Spark) -> Self {
        sockets(spark, 0).await;
        let n = HISTORIES.fetch_add(1, Ordering::Relaxed);
        let [alice, bob, carol, host] = ["alice", "bob", "carol", "host"].map(|name| format!("{name}-{n}"));
        let (alice, bob, carol, host) =
            tokio::join!(spark.admin(&alice), spark.user(&bob), spark.user(&carol), spark.admin(&host));
        let rooms = vec![
            host.creates_room("PUBLIC", "One", &[&alice, &bob]).await,
            host.creates_room("PUBLIC", "Two", &[&bob, &carol]).await,
        ];
        let mut bells = Vec::new();
        for person in [&alice, &bob, &carol] {
            bells.push(host.creates_room("PRIVATE", "Bell", &[person]).await);
        }
        let members: [&[usize]; 5] = [&[0, 1, HOST], &[1, 2, HOST], &[0, HOST], &[1, HOST], &[2, HOST]];
        let world = World::new(4, &[0, HOST], &members);
        let people = vec![alice, bob, carol, host];
        let (announcements, calls, devices) = (Vec::new(), Vec::new(), Vec::new());
        let mut telling =
            Self { spark, people, rooms, bells, world, announcements, calls, devices, coming: None, rung: 0 };
        for who in 0..HOST {
            telling.comes(who).await;
        }
        telling
    }

    pub async fn goes_on(&mut self, step: &Step) -> Told {
        match step {
            Step::Connect { who } => {
                let devices = self.devices.iter().filter(|following| following.device.who == *who).count();
                self.coming = Some(*who).filter(|_| devices < DEVICES).or(self.coming);
            }
            Step::Drop { device } if !self.devices.is_empty() => self.goes(device % self.devices.len()).await,
            Step::Drop { .. } => {}
            Step::Wait { seconds } => self.waits(Duration::from_secs(*seconds)).await,
            Step::Compare => return self.compares().await,
            Step::Repeat { back } => {
                let Some(n) = self.calls.len().checked_sub(back + 1) else { return Ok(()) };
                if let (action, call, Some(answer)) = self.calls[n].clone() {
                    // Nothing happens again: the model is not asked.
                    prop_assert_eq!(self.call(&action, &call).await, answer, "repeated: {:?}", action);
                }
            }
            step => {
                if let Some(action) = self.action(step) {
                    self.acts(action).await?;
                }
            }
        }
        Ok(())
    }

    /// Another device of somebody comes.
    pub(super) async fn comes(&mut self, who: usize) {
        let (began, pending) = (self.world.announced(), self.world.pending(who));
        self.world.comes(who);
        let device = Device::connects(who, &self.people[who]).await;
        self.devices.push(Following { device, began, pending, live: None });
    }

    /// A device goes without a word; the server knows when this is over.
    pub(super) async fn goes(&mut self, n: usize) {
        let who = self.devices.remove(n).device.who;
        self.world.goes(who, self.spark.clock.now());
        sockets(self.spark, self.devices.len()).await;
    }

    /// What a step means here and now; nothing when there is no announcement to do it to.
    fn action(&self, step: &Step) -> Option<Action> {
        let which = |back: usize| self.announcements.len().checked_sub(back + 1);
        Some(match *step {
            // No two texts are the same: whoever hears one, hears of that moment.
            Step::SetStatus { who, status, text } => {
                let text = text.map(|some| json!(some.then(|| format!("text {}", self.calls.len()))));
                Action::SetStatus { who, status, text }
            }
            Step::Join { who, room } => Action::Join { who, room },
            Step::Leave { who, room } => Action::Leave { who, room },
            Step::Publish { who, audience } => Action::Publish { who, audience },
            Step::Retract { who, back } => Action::Retract { who, which: which(back)? },
            Step::Acknowledge { who, back } => Action::Acknowledge { who, which: which(back)? },
            _ => return None,
        })
    }

    /// Spark and the model do the same; whoever is coming comes meanwhile.
    pub(super) async fn acts(&mut self, action: Action) -> Told {
        let call = fresh();
        let payload = match self.coming.take() {
            Some(who) => {
                let (began, pending) = (self.world.announced(), self.world.pending(who));
                self.world.comes(who);
                let (device, payload) =
                    tokio::join!(Device::connects(who, &self.people[who]), self.call(&action, &call));
                self.devices.push(Following { device, began, pending, live: None });
                payload
            }
            None => self.call(&action, &call).await,
        };
        let code = payload["error"]["code"].as_str();
        let outcome = if payload["action"] == "COMMIT" { Ok(()) } else { Err(code.unwrap_or("?")) };
        let expected = self.world.does(&action);
        prop_assert_eq!(outcome, expected, "{:?}: {}", action, payload);
        if let (Action::Publish { .. }, Ok(())) = (&action, expected) {
            self.announcements.push(payload["announcement"]["id"].as_str().unwrap().to_owned());
        }
        self.calls.push((action, call, expected.is_ok().then_some(payload)));
        Ok(())
    }

    async fn call(&self, action: &Action, call: &str) -> Value {
        let announced = "announcement { id }";
        let (mutation, mut input, shows) = match action {
            Action::SetStatus { status, text: None, .. } => ("setStatus", json!({"status": status}), "user { id }"),
            Action::SetStatus { status, text: Some(text), .. } => {
                ("setStatus", json!({"status": status, "text": text}), "user { id }")
            }
            Action::Join { room, .. } => ("joinRoom", json!({"roomId": self.rooms[*room]}), "seq"),
            Action::Leave { room, .. } => ("leaveRoom", json!({"roomId": self.rooms[*room]}), "seq"),
            Action::Publish { audience, .. } => {
                ("publishAnnouncement", json!({"title": "Hear", "body": "hear", "audience": audience}), announced)
            }
            Action::Retract { which, .. } => {
                ("retractAnnouncement", json!({"announcementId": self.announcements[*which]}), announced)
            }
            Action::Acknowledge { which, .. } => {
                ("acknowledgeAnnouncement", json!({"announcementId": self.announcements[*which]}), announced)
            }
        };
        input["clientMutationId"] = json!(call);
        self.people[action.who()].calls(mutation, input, shows).await
    }
}
