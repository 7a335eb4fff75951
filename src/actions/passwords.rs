//! Hashing passwords: off the async threads, on half of the cores, and with a queue that is short. An unknown username costs the same
//! time as a wrong password.

use crate::domain::{password::prepared, refusal::Refusal};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Semaphore, TryAcquireError};

/// Nobody waits longer for a core.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How many wait for one core: more than it hashes meanwhile on any machine, so that only a flood meets it.
const MAX_WAITING: usize = 128;
/// When to come back.
const RETRY_MS: u64 = 1_000;

/// Hashes passwords with argon2id at the parameters that OWASP recommends (the library's default: 19 MiB, 2 passes). Cloning
/// shares it.
#[derive(Clone)]
pub struct Passwords {
    /// One for each second core: each takes 19 MiB and a core for some 20 ms. The other half is for everything else.
    cores: Arc<Semaphore>,
    /// One for who hashes or waits.
    places: Arc<Semaphore>,
    /// What a log-in with an unknown username is checked against, so that it takes as long as one with a known name.
    nobody: Arc<str>,
}

/// A password that is the account's.
pub struct Matched {
    /// The password anew, when the hash is of the form in which it was typed: from before there was one form.
    pub renewed: Option<String>,
}

impl Passwords {
    /// Makes the hash of nobody's password; takes as long as hashing one does.
    pub fn new() -> Result<Self, argon2::password_hash::Error> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let half = (cores / 2).max(1);
        let places = half * (MAX_WAITING + 1);
        Ok(Self {
            cores: Arc::new(Semaphore::new(half)),
            places: Arc::new(Semaphore::new(places)),
            nobody: hash("nobody's password")?.into(),
        })
    }

    /// Hashes a password.
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || hash(&prepared(&password))).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Refusal::internal()
        })
    }

    /// Whether a password is the one that was hashed; nobody's never is. How long it takes depends on the password alone, unless
    /// it is the right one.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<Option<Matched>, Refusal> {
        let nobody = self.nobody.clone();
        self.run(move || {
            let matched = matches(&password, hash.as_deref().unwrap_or(&nobody));
            matched.filter(|_| hash.is_some())
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let busy = || Refusal::rate_limited(RETRY_MS);
        let place = self.places.clone().try_acquire_owned().map_err(|error| match error {
            TryAcquireError::NoPermits => busy(),
            TryAcquireError::Closed => Refusal::unavailable(),
        })?;
        let core = tokio::time::timeout(LONGEST_WAIT, self.cores.clone().acquire_owned()).await;
        let core = core.map_err(|_| busy())?.map_err(|_| Refusal::unavailable())?;
        // The permits go with the work: a caller who hangs up does not free the core that is still busy.
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, core);
            work()
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "hashing a password ended early");
            Refusal::internal()
        })
    }
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// By the one form of a password; else by the form in which it was typed, which a hash from before is of.
fn matches(password: &str, hash: &str) -> Option<Matched> {
    let prepared = prepared(password);
    if verify(&prepared, hash) {
        return Some(Matched { renewed: None });
    }
    (prepared != password && verify(password, hash)).then(|| Matched { renewed: self::hash(&prepared).ok() })
}

fn verify(password: &str, hash: &str) -> bool {
    argon2::PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::ErrorCode;
    use futures_util::future::join_all;

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_to_come_back() {
        let passwords = Passwords::new().unwrap();
        let cores = passwords.cores.available_permits();
        let held = passwords.cores.clone().acquire_many_owned(u32::try_from(cores).unwrap()).await.unwrap();
        let begun = tokio::time::Instant::now();
        let waiting = (0..2 * cores * MAX_WAITING).map(|_| passwords.run(|| ()));
        let refused: Vec<_> = join_all(waiting).await.into_iter().map(Result::unwrap_err).collect();
        assert!(begun.elapsed() < 10 * LONGEST_WAIT);
        for refusal in refused {
            assert_eq!((refusal.code, refusal.retry_after_ms), (ErrorCode::RateLimited, Some(RETRY_MS)));
        }
        // Of a flood only so many wait: who has no place hears it at once.
        let waiting: Vec<_> =
            (0..cores * (MAX_WAITING + 1)).map(|_| passwords.places.clone().try_acquire_owned()).collect();
        assert!(waiting.iter().all(Result::is_ok));
        let begun = tokio::time::Instant::now();
        assert!(passwords.run(|| ()).await.is_err());
        assert!(begun.elapsed() < LONGEST_WAIT);
        drop((held, waiting));
        assert!(passwords.run(|| ()).await.is_ok());
    }

    #[test]
    fn a_hash_of_before_opens_by_what_was_typed_and_is_renewed() {
        let decomposed = "Zoe\u{308} ist da";
        let of_before = hash(decomposed).unwrap();
        let renewed = matches(decomposed, &of_before).unwrap().renewed.unwrap();
        for typed in [decomposed, "Zo\u{eb} ist da", "Zo\u{eb}\u{3000}ist\u{a0}da"] {
            assert!(matches(typed, &renewed).unwrap().renewed.is_none(), "{typed}");
        }
        assert!(matches("Zoe ist da", &renewed).is_none());
        assert!(matches("Zo\u{eb} ist da", &of_before).is_none());
    }
}
