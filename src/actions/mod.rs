//! What people do: a file or a folder a family of mutations. Each change is one transaction that locks, checks, writes and names
//! its events; the queue that commits it publishes them.
//!
//! To add an action: a `Job` in the file of its family (a `BatchJob` where many are done together), and a method of `Actions` that
//! checks what needs no database and runs it by `Actions::once`. CONTRIBUTING.md has every step.

pub mod accounts;
pub mod active;
pub mod announcements;
pub mod avatars;
pub mod filing;
mod hiding;
pub mod invites;
pub mod leftovers;
#[expect(missing_docs, reason = "each of its structs says what its fields are")]
pub mod members;
pub mod messages;
pub mod passwords;
pub mod profile;
pub mod rates;
pub mod reactions;
pub mod reading;
pub mod rooms;
pub mod sending;
pub mod sessions;
pub mod status;
mod storing;
pub mod uploads;
mod writing;

use crate::{
    actions::{
        filing::{FileLimits, Storing},
        passwords::Passwords,
        rates::Rates,
    },
    domain::refusal::Refusal,
    files::Files,
    ids::{SessionId, UserId},
    store::{Done, Job, Once, Request, Store},
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use tokio::sync::Notify;

/// Everything an action needs. Cloning shares it.
#[derive(Clone)]
pub struct Actions {
    store: Store,
    rates: Arc<Rates>,
    passwords: Passwords,
    /// Whether the demo's people may sign in.
    demo: bool,
    /// Rings when an announcement was scheduled, or the clock was set.
    schedule: Arc<Notify>,
    /// Where files go; none until it is said.
    storing: Option<Storing>,
}

/// Who acts, and by which call.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who it is.
    pub user: UserId,
    /// By which session.
    pub session: SessionId,
    /// The call's request, when it can be repeated.
    pub request: Option<Request>,
}

impl Actor {
    fn client_mutation_id(&self) -> Option<String> {
        self.request.as_ref().map(|request| request.client_mutation_id.clone())
    }
}

impl Actions {
    /// Actions on a store.
    pub fn new(store: Store, rates: Rates, passwords: Passwords) -> Self {
        Self { store, rates: Arc::new(rates), passwords, demo: false, schedule: Arc::default(), storing: None }
    }

    /// The same with the demo's people, or without them.
    #[must_use]
    pub fn with_demo(self, demo: bool) -> Self {
        Self { demo, ..self }
    }

    /// The same with a place for files.
    #[must_use]
    pub fn with_files(self, files: Files, limits: FileLimits) -> Self {
        Self { storing: Some(Storing::new(files, limits)), ..self }
    }

    /// An actor changes something. Where a mutation has no rate of its own, the door asks this before it does anything.
    pub fn changes(&self, actor: &Actor) -> Result<(), Refusal> {
        let id = actor.request.as_ref().map(|request| request.client_mutation_id.as_str());
        self.rates.change(actor.user, actor.session, id)
    }

    /// Whether a user might change something now. It is asked before what they send for it is read, and takes nothing.
    pub fn may_change(&self, user: UserId) -> Result<(), Refusal> {
        self.rates.may_change(user)
    }

    /// Runs a job at most once for the actor's request.
    async fn once<J>(&self, actor: &Actor, job: J) -> Result<Done<J::Answer>, Refusal>
    where
        J: Job + Sync,
        J::Answer: Serialize + DeserializeOwned + Sync,
    {
        self.store.write(Once { request: actor.request.clone(), job }).await
    }
}
