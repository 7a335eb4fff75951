//! Shares of the readers: how many of them one user has at once, whatever they ask for. Who has as many as they may waits for
//! their own turn, and holds no reader meanwhile; nobody else notices.

use crate::{ids::UserId, store::StoreError};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Shares of each user, so many at most. Cloning shares them.
#[derive(Clone)]
pub(in crate::store) struct Shares {
    most: usize,
    /// A std mutex: held for a look and a sum.
    claims: Arc<Mutex<HashMap<UserId, Claims>>>,
}

/// What one user has and waits for. Forgotten with the last of it.
struct Claims {
    count: usize,
    /// Gives turns in order.
    turns: Arc<Semaphore>,
}

/// A claim of one user: to a turn that they wait for, or have.
struct Claim {
    user: UserId,
    shares: Shares,
}

/// A turn of one user; the next one's when it is dropped.
pub(in crate::store) struct Share {
    // In this order: a claim is forgotten when its turn is given back.
    _turn: OwnedSemaphorePermit,
    _claim: Claim,
}

impl Shares {
    pub fn new(most: usize) -> Self {
        Self { most, claims: Arc::default() }
    }

    /// The user's next turn, which comes within so long or not at all.
    pub async fn wait(&self, user: UserId, within: Duration) -> Result<Share, StoreError> {
        let (claim, turns) = self.claim(user);
        match timeout(within, turns.acquire_owned()).await {
            Ok(Ok(turn)) => Ok(Share { _turn: turn, _claim: claim }),
            _ => Err(StoreError::TooSlow("a user reads as much at once as they may")),
        }
    }

    /// A turn, if there is one at once.
    pub fn take(&self, user: UserId) -> Option<Share> {
        let (claim, turns) = self.claim(user);
        let turn = turns.try_acquire_owned().ok()?;
        Some(Share { _turn: turn, _claim: claim })
    }

    fn claim(&self, user: UserId) -> (Claim, Arc<Semaphore>) {
        let mut all = self.lock();
        let new = || Claims { count: 0, turns: Arc::new(Semaphore::new(self.most)) };
        let claims = all.entry(user).or_insert_with(new);
        claims.count += 1;
        (Claim { user, shares: self.clone() }, claims.turns.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UserId, Claims>> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut all = self.shares.lock();
        if let Some(claims) = all.get_mut(&self.user) {
            claims.count -= 1;
            if claims.count == 0 {
                all.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn each_has_a_share_and_waits_for_their_own_alone() {
        let (shares, alice, bob) = (Shares::new(2), UserId(1), UserId(2));
        let (first, second) = (shares.take(alice), shares.take(alice));
        assert!(first.is_some() && second.is_some() && shares.take(alice).is_none());
        assert!(shares.take(bob).is_some(), "another one's");
        assert!(shares.wait(alice, SOON).await.is_err());
        let (waited, ()) = tokio::join!(shares.wait(alice, SOON), async { drop(first) });
        assert!(waited.is_ok() && shares.take(alice).is_none());
        drop((second, waited));
        assert!(shares.lock().is_empty(), "nothing is kept of who has none");
    }
}
