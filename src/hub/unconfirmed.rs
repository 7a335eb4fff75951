//! People of whom something may have been committed that was not published. Each is there once, whatever happens to them meanwhile,
//! until somebody has read and published how they look: one who was looked up in vain comes again, and none is dropped.

use crate::{
    ids::UserId,
    sync::{Mutex, MutexGuard},
};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};

/// Somebody of whom something may have been committed that was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Of whom.
    pub user: UserId,
    /// Whether it was the name or the picture; else what they say, or whether they are there.
    pub is_profile: bool,
}

/// The people who wait, and those who are looked up just now.
#[derive(Default, Debug)]
pub(super) struct UnconfirmedPeople {
    /// A mutex: held to note or to take some, never across an await.
    people: Mutex<HashMap<UserId, InDoubt>>,
    /// Rings when somebody comes.
    noted: Notify,
}

#[derive(Debug)]
struct InDoubt {
    since: Instant,
    /// Whether it was also their profile.
    is_profile: bool,
    /// Whether somebody looks them up; and what became unconfirmed since that began, if anything: whether also their profile.
    is_under_way: bool,
    again: Option<bool>,
}

impl UnconfirmedPeople {
    fn people(&self) -> MutexGuard<'_, HashMap<UserId, InDoubt>> {
        self.people.lock()
    }

    /// Of these it is unknown what was committed.
    pub fn note(&self, people: impl IntoIterator<Item = Unconfirmed>) {
        let (mut known, since) = (self.people(), Instant::now());
        for Unconfirmed { user, is_profile } in people {
            match known.entry(user) {
                Entry::Vacant(place) => {
                    place.insert(InDoubt { since, is_profile, is_under_way: false, again: None });
                }
                Entry::Occupied(mut wait) => wait.get_mut().add(is_profile),
            }
        }
        drop(known);
        self.noted.notify_one();
    }

    /// How many there are, and how long one has waited at most.
    pub fn count(&self) -> (usize, Duration) {
        let people = self.people();
        let oldest = people.values().map(|wait| wait.since.elapsed()).max();
        (people.len(), oldest.unwrap_or_default())
    }

    /// Waits until there is somebody whom nobody looks up; up to so many of them.
    pub async fn next(self: &Arc<Self>, most: usize) -> Lookup {
        loop {
            let people = self.take(most);
            if !people.is_empty() {
                return Lookup { all: self.clone(), people };
            }
            self.noted.notified().await;
        }
    }

    fn take(&self, most: usize) -> Vec<Unconfirmed> {
        let mut people = self.people();
        let waiting = people.iter_mut().filter(|(_, wait)| !wait.is_under_way).take(most);
        let taken = waiting.map(|(user, wait)| {
            wait.is_under_way = true;
            Unconfirmed { user: *user, is_profile: wait.is_profile }
        });
        taken.collect()
    }

    /// Somebody was looked up. What became unconfirmed meanwhile is looked up again.
    fn give_back(&self, user: UserId, is_done: bool) {
        let mut people = self.people();
        let Entry::Occupied(mut wait) = people.entry(user) else { return };
        match wait.get().again {
            None if is_done => {
                wait.remove();
            }
            again => {
                let wait = wait.get_mut();
                let is_profile = again == Some(true) || !is_done && wait.is_profile;
                *wait = InDoubt { since: wait.since, is_profile, is_under_way: false, again: None };
                drop(people);
                self.noted.notify_one();
            }
        }
    }
}

impl InDoubt {
    fn add(&mut self, is_profile: bool) {
        if self.is_under_way {
            self.again = Some(is_profile || self.again == Some(true));
        } else {
            self.is_profile |= is_profile;
        }
    }
}

/// People whom somebody looks up. Who is not done when this is dropped comes again.
#[derive(Debug)]
pub struct Lookup {
    all: Arc<UnconfirmedPeople>,
    people: Vec<Unconfirmed>,
}

impl Lookup {
    /// Those who are not done.
    pub fn people(&self) -> Vec<Unconfirmed> {
        self.people.clone()
    }

    /// How this one looks is published.
    pub fn done(&mut self, user: UserId) {
        if let Some(at) = self.people.iter().position(|person| person.user == user) {
            self.people.swap_remove(at);
            self.all.give_back(user, true);
        }
    }

    /// How all of them look is published.
    pub fn all_done(mut self) {
        for person in std::mem::take(&mut self.people) {
            self.all.give_back(person.user, true);
        }
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        for person in &self.people {
            self.all.give_back(person.user, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANN, BOB, CLEO};
    use futures_util::FutureExt;

    fn status(user: UserId) -> Unconfirmed {
        Unconfirmed { user, is_profile: false }
    }

    fn profile(user: UserId) -> Unconfirmed {
        Unconfirmed { user, is_profile: true }
    }

    fn of(people: impl IntoIterator<Item = Unconfirmed>) -> Arc<UnconfirmedPeople> {
        let all = Arc::<UnconfirmedPeople>::default();
        all.note(people);
        all
    }

    fn taken(all: &Arc<UnconfirmedPeople>) -> Option<Lookup> {
        all.next(100).now_or_never()
    }

    #[test]
    fn who_is_looked_up_is_in_doubt_until_it_is_done() {
        let all = of([status(ANN), status(BOB), profile(BOB)]);
        let mut lookup = taken(&all).unwrap();
        let mut people = lookup.people();
        people.sort_by_key(|person| person.user);
        assert_eq!(people, [status(ANN), profile(BOB)], "each once");
        assert_eq!(all.count().0, 2, "nobody knows yet");
        assert!(taken(&all).is_none(), "somebody is at it");
        lookup.done(ANN);
        assert_eq!(all.count().0, 1);
        lookup.all_done();
        assert_eq!(all.count(), (0, Duration::ZERO));
        assert!(taken(&all).is_none());
    }

    #[test]
    fn who_was_looked_up_in_vain_comes_again() {
        let all = of([status(ANN), profile(BOB)]);
        let mut lookup = taken(&all).unwrap();
        all.note([status(BOB)]);
        lookup.done(ANN);
        drop(lookup);
        assert_eq!((all.count().0, taken(&all).unwrap().people()), (1, vec![profile(BOB)]));
        // Also when nothing came meanwhile.
        assert_eq!((all.count().0, taken(&all).unwrap().people()), (1, vec![profile(BOB)]));
    }

    #[test]
    fn what_becomes_unconfirmed_meanwhile_is_looked_up_again() {
        let all = of([profile(ANN), status(BOB), status(CLEO)]);
        let lookup = taken(&all).unwrap();
        all.note([status(ANN), status(BOB), profile(BOB)]);
        lookup.all_done();
        let mut again = taken(&all).unwrap().people();
        again.sort_by_key(|person| person.user);
        assert_eq!(again, [status(ANN), profile(BOB)], "of each what came meanwhile");
    }

    #[test]
    fn so_many_are_taken_at_once() {
        let all = of([status(ANN), status(BOB), status(CLEO)]);
        let two = all.next(2).now_or_never().unwrap();
        let one = all.next(2).now_or_never().unwrap();
        assert_eq!((two.people().len(), one.people().len(), all.count().0), (2, 1, 3));
    }
}
