//! A store by itself, beside which nobody listens.

use crate::{
    clock::Clock,
    domain::event::Event,
    metrics::Metrics,
    store::{Address, Committed, Publisher, Store},
};
use std::path::Path;

struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &Committed) {}
    fn commit_unknown(&self, _: &[Event]) {}
}

/// The address of a new database in a folder.
pub async fn new_database(folder: &Path, name: &str) -> Address {
    let address: Address = format!("sqlite://{}", folder.join(name).display()).parse().expect("an address");
    address.migrate().await.expect("a database");
    address
}

/// Opens what is there; nobody hears what is committed.
pub fn open(address: &Address) -> Store {
    Store::open(address, Clock::system(), crate::seed(), Nobody, Metrics::new())
}
