//! What is to be published of who is there, pure: who came and is not published yet, who went and whose grace is not over.

use crate::{
    clock::{Moment, Now},
    domain::presence::GRACE,
    ids::UserId,
};
use std::collections::{HashMap, VecDeque, hash_map::Entry};

/// The most users in one transaction: each is locked until it commits.
const BATCH: usize = 500;

/// The users with leases, or in their grace.
#[derive(Default, Debug)]
pub(super) struct Changes {
    users: HashMap<UserId, Here>,
    /// Those who are not published yet, in order; some may be gone again.
    arrivals: VecDeque<UserId>,
    /// Those whose last lease ended, in order; some may be back.
    departures: VecDeque<(UserId, Now)>,
}

#[derive(Default, Debug)]
struct Here {
    leases: usize,
    /// Since when there is no lease.
    left_at: Option<Now>,
    /// Whether the database knows, or is being written to.
    flushed: bool,
}

/// What one transaction publishes.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub(super) struct Transitions {
    pub came: Vec<UserId>,
    /// With the moment when the last connection ended.
    pub went: Vec<(UserId, Now)>,
}

impl Transitions {
    pub fn is_empty(&self) -> bool {
        self.came.is_empty() && self.went.is_empty()
    }

    /// Whether there may be more.
    pub fn is_full(&self) -> bool {
        self.came.len() + self.went.len() >= BATCH
    }
}

impl Changes {
    pub fn lease(&mut self, user: UserId) {
        let here = self.users.entry(user).or_insert_with(|| {
            self.arrivals.push_back(user);
            Here::default()
        });
        here.leases += 1;
        here.left_at = None;
    }

    pub fn release(&mut self, user: UserId, now: Now) {
        let Some(here) = self.users.get_mut(&user) else { return };
        here.leases -= 1;
        if here.leases == 0 {
            here.left_at = Some(now);
            self.departures.push_back((user, now));
        }
    }

    pub fn has_leases(&self) -> bool {
        self.users.values().any(|here| here.leases > 0)
    }

    /// When the next grace is over.
    pub fn next_departure(&self) -> Option<Moment> {
        self.departures.front().map(|(_, left_at)| left_at.moment + GRACE)
    }

    /// Takes what is to be published now. Whoever comes back meanwhile comes anew.
    pub fn take(&mut self, now: Moment) -> Transitions {
        let mut transitions = Transitions::default();
        while !transitions.is_full()
            && let Some(&(user, left_at)) = self.departures.front()
            && left_at.moment + GRACE <= now
        {
            self.departures.pop_front();
            if let Entry::Occupied(here) = self.users.entry(user)
                && here.get().left_at == Some(left_at)
            {
                here.remove();
                transitions.went.push((user, left_at));
            }
        }
        while !transitions.is_full()
            && let Some(user) = self.arrivals.pop_front()
        {
            if let Some(here) = self.users.get_mut(&user).filter(|here| !here.flushed) {
                here.flushed = true;
                transitions.came.push(user);
            }
        }
        transitions
    }

    /// Transitions could not be written: what of them still holds comes again.
    pub fn give_back(&mut self, transitions: Transitions) {
        for user in transitions.came.into_iter().rev() {
            if let Some(here) = self.users.get_mut(&user) {
                here.flushed = false;
                self.arrivals.push_front(user);
            }
        }
        for (user, left_at) in transitions.went.into_iter().rev() {
            if let Entry::Vacant(gone) = self.users.entry(user) {
                gone.insert(Here { leases: 0, left_at: Some(left_at), flushed: true });
                self.departures.push_front((user, left_at));
            }
        }
    }

    /// Others have written that all are gone: those with leases come again.
    pub fn flush_all_again(&mut self) {
        self.users.retain(|_, here| here.leases > 0);
        self.departures.clear();
        self.arrivals = self.users.keys().copied().collect();
        for here in self.users.values_mut() {
            here.flushed = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    const BOB: UserId = UserId(2);

    fn moment(seconds: i64) -> Moment {
        Moment(seconds * 1_000_000)
    }

    /// The machine's clock goes back meanwhile.
    fn at(seconds: i64) -> Now {
        Now { time: Timestamp(-seconds), moment: moment(seconds) }
    }

    #[test]
    fn a_short_reconnect_is_no_news_and_a_departure_is_told_after_its_grace() {
        let mut changes = Changes::default();
        changes.lease(BOB);
        changes.lease(BOB);
        assert_eq!(changes.take(moment(0)).came, [BOB]);
        changes.release(BOB, at(1));
        assert!(changes.take(moment(9)).is_empty(), "another device is there");
        assert!(changes.has_leases());
        changes.release(BOB, at(10));
        assert!(!changes.has_leases(), "only a grace");
        changes.lease(BOB);
        assert!(changes.take(moment(20)).is_empty(), "back in time");
        changes.release(BOB, at(21));
        assert_eq!(changes.next_departure(), Some(moment(26)));
        assert!(changes.take(moment(25)).is_empty());
        assert_eq!(changes.take(moment(26)).went, [(BOB, at(21))]);
        assert!(changes.users.is_empty() && changes.departures.is_empty() && changes.arrivals.is_empty());
    }

    #[test]
    fn what_could_not_be_told_is_told_later_as_it_is_then() {
        let mut changes = Changes::default();
        changes.lease(BOB);
        let transitions = changes.take(moment(0));
        changes.give_back(transitions);
        let transitions = changes.take(moment(0));
        assert_eq!(transitions.came, [BOB]);
        changes.release(BOB, at(1));
        let transitions = changes.take(moment(6));
        changes.lease(BOB);
        changes.give_back(transitions);
        assert_eq!(
            changes.take(moment(7)),
            Transitions { came: vec![BOB], went: vec![] },
            "back while it was being told"
        );
        changes.release(BOB, at(8));
        let transitions = changes.take(moment(13));
        changes.give_back(transitions.clone());
        assert_eq!(changes.take(moment(13)), transitions);
    }

    #[test]
    fn a_batch_is_bounded() {
        let mut changes = Changes::default();
        for user in 0..1_100 {
            changes.lease(UserId(user));
        }
        let sizes: Vec<_> = (0..4).map(|_| changes.take(moment(0)).came.len()).collect();
        assert_eq!(sizes, [500, 500, 100, 0]);
    }
}
