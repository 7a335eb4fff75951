//! The drill: people write, a backup is taken beside the running server, it is killed or stopped, a backup is put back or none is,
//! and they go on. In the end every client shows exactly what the server has, whether it stayed, left, or came back; and what
//! was acknowledged is there. Three rounds; `make drill` makes ten, with another seed each time.

mod client;
mod device;
mod load;
mod server;

use crate::harness::{Engine, database::Database, eventually, on_their_own, process::succeeds};
use client::{Client, Shown, ShownRoom, Way};
use device::{Address, Device};
use load::Square;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;
use server::{Backup, Place};
use std::{collections::HashSet, sync::Arc};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

on_their_own! {
    every_client_shows_what_the_server_has;
}

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "dave"];

/// A client, and the task in which it follows while it is connected.
struct Playing {
    client: Arc<Client>,
    task: Option<JoinHandle<()>>,
    /// Whether it never leaves by itself.
    stays: bool,
}

impl Playing {
    fn comes(&mut self) {
        let client = self.client.clone();
        self.task.get_or_insert_with(|| tokio::spawn(async move { client.follows().await }));
    }

    async fn leaves(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled(), "{} broke", self.client.device.name);
        }
    }

    /// Shows what somebody does who came just now, before long.
    async fn shows(&self, expected: &Shown) {
        let what = format!("{} by {:?}: what the server has", self.client.device.name, self.client.way);
        eventually(&what, async || {
            assert!(self.task.as_ref().is_none_or(|task| !task.is_finished()), "{what}: it broke");
            let shown = self.client.shown();
            if shown == *expected { Ok(()) } else { Err(differences(&shown, expected)) }
        })
        .await;
    }
}

/// What is shown otherwise.
fn differences(shown: &Shown, expected: &Shown) -> Vec<String> {
    let rooms: HashSet<_> = shown.keys().chain(expected.keys()).collect();
    let none = ShownRoom::default();
    let compared = rooms.into_iter().map(|room| {
        let [is, should] = [shown, expected].map(|side| side.get(room).unwrap_or(&none));
        (room, is.differences(should))
    });
    compared.filter(|(_, found)| !found.is_empty()).map(|(room, found)| format!("{room}: {found:?}")).collect()
}

async fn every_client_shows_what_the_server_has() {
    let asked = |variable: &str| std::env::var(variable).ok().map(|value| value.parse::<u64>().unwrap());
    let (rounds, seed) = (asked("SPARK_DRILL_ROUNDS").unwrap_or(3), asked("SPARK_DRILL_SEED").unwrap_or(3));
    println!("SPARK_DRILL_ROUNDS={rounds} SPARK_DRILL_SEED={seed}");
    let mut drill = Drill::begins(StdRng::seed_from_u64(seed)).await;
    for round in 0..rounds {
        drill.goes_through(round).await;
    }
    drill.ends().await;
}

struct Drill {
    rng: StdRng,
    place: Place,
    address: Address,
    people: Arc<[Device]>,
    square: Arc<Square>,
    clients: Vec<Playing>,
    backups: Vec<Backup>,
}

impl Drill {
    async fn begins(mut rng: StdRng) -> Self {
        let (place, address) = Place::opens(Database::create(Engine::Sqlite).await).await;
        let people: Vec<_> = PEOPLE.iter().map(|name| Device::new(name, &address)).collect();
        let mut ids = Vec::new();
        for person in &people {
            ids.push(person.registers().await);
        }
        let mut rooms = Vec::new();
        for n in 0..3 {
            let input = json!({"kind": "PUBLIC", "name": format!("Room {n}"), "memberIds": ids[1..]});
            let made = people[0].calls("createRoom", input, "room { id }").await.unwrap();
            rooms.push(made["room"]["id"].as_str().unwrap().to_owned());
        }
        let mut clients = Vec::new();
        for name in PEOPLE {
            for (stays, way) in [(true, Way::Sync), (false, Way::Sync), (false, Way::SyncRooms), (false, Way::Resume)] {
                let client = Arc::new(Client::new(Device::new(name, &address), way));
                let mut playing = Playing { client, task: None, stays };
                if stays || rng.random() {
                    playing.comes();
                }
                clients.push(playing);
            }
        }
        let (people, square) = (people.into(), Arc::new(Square::new(rooms)));
        Self { rng, place, address, people, square, clients, backups: Vec::new() }
    }

    /// A load, in the midst of it a backup and the end of the server, and on with another one.
    async fn goes_through(&mut self, round: u64) {
        let (enough, told) = watch::channel(false);
        let mut load = JoinSet::new();
        for n in 0..2 * PEOPLE.len() {
            let (people, square, told) = (self.people.clone(), self.square.clone(), told.clone());
            let rng = StdRng::from_rng(&mut self.rng);
            load.spawn(async move {
                let n = n % people.len();
                square.lives(&people[n], n == 0, rng, told).await;
            });
        }
        let square = self.square.clone();
        self.meanwhile(round, &square).await;
        enough.send_replace(true);
        while let Some(done) = load.join_next().await {
            done.unwrap();
        }
        self.compares().await;
    }

    async fn meanwhile(&mut self, round: u64, square: &Square) {
        square.goes_on(40).await;
        self.some_come_and_go().await;
        if self.rng.random_bool(0.8) {
            self.backups.push(self.place.backs_up(round, square).await);
        }
        let more = self.rng.random_range(20..60);
        square.goes_on(more).await;
        self.some_come_and_go().await;
        if self.rng.random() {
            self.place.kills().await;
        } else {
            self.place.stops().await;
        }
        if !self.backups.is_empty() && self.rng.random_bool(0.7) {
            let which = self.rng.random_range(0..self.backups.len());
            self.place.restores(&self.backups[which], self.rng.random(), square).await;
        }
        self.some_come_and_go().await;
        self.place.serves().await;
        square.goes_on(40).await;
        self.some_come_and_go().await;
        let more = self.rng.random_range(10..60);
        square.goes_on(more).await;
    }

    async fn some_come_and_go(&mut self) {
        for playing in self.clients.iter_mut().filter(|playing| !playing.stays) {
            match self.rng.random_range(0..3) {
                0 => playing.comes(),
                1 => playing.leaves().await,
                _ => {}
            }
        }
    }

    /// Nobody writes any more: whoever is connected shows what the server has, and that is all that was acknowledged.
    async fn compares(&self) {
        for (n, person) in PEOPLE.iter().enumerate() {
            let fresh = Client::new(Device::new(person, &self.address), Way::Sync);
            fresh.reads(&HashSet::new()).await;
            let expected = fresh.shown();
            for playing in &self.clients[n * 4..n * 4 + 4] {
                if playing.task.is_some() {
                    playing.shows(&expected).await;
                }
            }
            if n == 0 {
                self.square.is_kept(&expected);
            }
        }
        succeeds(&["doctor", "--database-url", &self.place.database.url]).await;
    }

    /// All come back, and the server stops.
    async fn ends(mut self) {
        for playing in &mut self.clients {
            playing.comes();
        }
        self.compares().await;
        for playing in &mut self.clients {
            playing.leaves().await;
        }
        self.place.stops().await;
        succeeds(&["doctor", "--database-url", &self.place.database.url]).await;
    }
}
