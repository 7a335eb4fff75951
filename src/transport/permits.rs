//! How much of something each may have at once: connections of an address, sockets of a user, large answers on their way. What
//! comes on top is refused.

use crate::{
    ids::UserId,
    sync::{Mutex, MutexGuard},
};
use std::{collections::HashMap, hash::Hash, net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// How many large answers may be on their way to each at once.
pub(super) const MAX_LARGE: usize = 16;
/// How many requests with files of one user are read at once. More wait for their turn.
pub(super) const MAX_UPLOADS: usize = 4;

/// Whose answer it is: a user's, or that of whoever is behind an address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Recipient {
    User(UserId),
    Stranger(IpAddr),
}

/// So many permits for each. Cloning shares them.
#[derive(Clone)]
pub(super) struct Permits<K> {
    /// None where there is no bound.
    most: Option<usize>,
    given: Arc<PermitCounts<K>>,
}

/// The permits that are given out.
struct PermitCounts<K> {
    /// A mutex: held for a look and a sum.
    counts: Mutex<HashMap<K, usize>>,
    /// One was given back.
    returned: Notify,
}

impl<K> PermitCounts<K> {
    fn lock(&self) -> MutexGuard<'_, HashMap<K, usize>> {
        self.counts.lock()
    }
}

/// The right to one more; given back when it is dropped.
pub(super) struct Permit<K: Hash + Eq>(Option<(K, Arc<PermitCounts<K>>)>);

impl<K: Hash + Eq + Copy> Permits<K> {
    /// So many for each; 0 is no bound.
    pub fn new(most: usize) -> Self {
        let given = Arc::new(PermitCounts { counts: Mutex::default(), returned: Notify::new() });
        Self { most: Some(most).filter(|most| *most > 0), given }
    }

    /// Waits until there is a permit left, which anybody may take. Whether there was one within so long.
    pub async fn wait(&self, key: K, within: Duration) -> bool {
        self.look_until(within, || self.is_left(key).then_some(())).await.is_some()
    }

    /// A permit, if there is one left within so long.
    pub async fn acquire(&self, key: K, within: Duration) -> Option<Permit<K>> {
        self.look_until(within, || self.try_acquire(key)).await
    }

    /// Looks whenever one was given back.
    async fn look_until<T>(&self, within: Duration, look: impl Fn() -> Option<T>) -> Option<T> {
        let found = async {
            loop {
                // Before the look: what is given back after it is heard of.
                let returned = self.given.returned.notified();
                if let Some(found) = look() {
                    return found;
                }
                returned.await;
            }
        };
        timeout(within, found).await.ok()
    }

    fn is_left(&self, key: K) -> bool {
        let count = self.given.lock().get(&key).copied().unwrap_or_default();
        self.most.is_none_or(|most| count < most)
    }

    /// A permit, if there is one left.
    pub fn try_acquire(&self, key: K) -> Option<Permit<K>> {
        let Some(most) = self.most else { return Some(Permit::uncounted()) };
        let mut counts = self.given.lock();
        let count = counts.entry(key).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Permit(Some((key, self.given.clone()))))
    }
}

impl<K: Hash + Eq> Permit<K> {
    /// One that nobody counts.
    pub fn uncounted() -> Self {
        Self(None)
    }
}

impl<K: Hash + Eq> Drop for Permit<K> {
    fn drop(&mut self) {
        let Some((key, given)) = self.0.take() else { return };
        let mut counts = given.lock();
        if let Some(count) = counts.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&key);
            }
        }
        drop(counts);
        given.returned.notify_waiters();
    }
}

/// How much each has of something that comes in portions.
#[derive(Clone)]
pub(super) struct Sums<K>(Arc<Mutex<HashMap<K, u64>>>);

/// A portion of it; taken off again when it is dropped.
pub(super) struct Portion<K: Hash + Eq> {
    of: K,
    amount: u64,
    sums: Sums<K>,
}

impl<K> Default for Sums<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Hash + Eq + Copy> Sums<K> {
    /// One more portion, if all of them together are then not more than this.
    pub fn try_add(&self, of: K, amount: u64, most: u64) -> Option<Portion<K>> {
        let mut sums = self.0.lock();
        let sum = sums.get(&of).copied().unwrap_or_default().checked_add(amount).filter(|sum| *sum <= most)?;
        sums.insert(of, sum);
        Some(Portion { of, amount, sums: self.clone() })
    }
}

impl<K: Hash + Eq> Drop for Portion<K> {
    fn drop(&mut self) {
        let mut sums = self.sums.0.lock();
        if let Some(sum) = sums.get_mut(&self.of) {
            *sum -= self.amount;
            if *sum == 0 {
                sums.remove(&self.of);
            }
        }
    }
}

/// What is said once a minute at most, however often there is reason to.
#[derive(Default)]
pub(super) struct Throttle(Mutex<Option<Instant>>);

impl Throttle {
    /// Whether it is to be said now. It then counts as said.
    pub fn is_due(&self) -> bool {
        const EVERY: Duration = Duration::from_secs(60);
        let mut said = self.0.lock();
        let is_due = said.is_none_or(|at| at.elapsed() >= EVERY);
        if is_due {
            *said = Some(Instant::now());
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_permits_and_a_dropped_one_is_free_again() {
        let quota = Permits::new(2);
        let (first, second) = (quota.try_acquire("a"), quota.try_acquire("a"));
        assert!(first.is_some() && second.is_some() && quota.try_acquire("a").is_none());
        assert!(quota.try_acquire("b").is_some(), "another one's");
        drop(first);
        let third = quota.try_acquire("a");
        assert!(third.is_some() && quota.try_acquire("a").is_none());
        drop((second, third));
        assert!(quota.given.lock().is_empty(), "nothing is kept of who has none");
        let unbounded = Permits::new(0);
        let many: Vec<_> = (0..1_000).map(|_| unbounded.try_acquire("a")).collect();
        assert!(many.iter().all(Option::is_some) && unbounded.given.lock().is_empty());
    }

    #[test]
    fn portions_of_each_have_a_bound_together() {
        let sums = Sums::default();
        let (first, second) = (sums.try_add("a", 6, 10), sums.try_add("a", 4, 10));
        assert!(first.is_some() && second.is_some() && sums.try_add("a", 1, 10).is_none());
        assert!(sums.try_add("a", u64::MAX, u64::MAX).is_none() && sums.try_add("b", 10, 10).is_some());
        drop(first);
        let third = sums.try_add("a", 6, 10);
        assert!(third.is_some() && sums.try_add("a", 1, 10).is_none());
        drop((second, third));
        assert!(sums.0.lock().is_empty(), "nothing is kept of who has none");
    }

    #[tokio::test]
    async fn a_permit_is_waited_for_and_not_for_ever() {
        const SOON: Duration = Duration::from_millis(20);
        let quota = Permits::new(1);
        assert!(quota.wait("a", Duration::ZERO).await);
        let first = quota.try_acquire("a");
        assert!(quota.wait("b", Duration::ZERO).await && !quota.wait("a", SOON).await);
        let (waited, ()) = tokio::join!(quota.wait("a", SOON), async { drop(first) });
        assert!(waited, "it was given back");
        assert!(Permits::new(0).wait("a", Duration::ZERO).await, "there is no bound");
    }
}
