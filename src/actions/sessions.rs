//! Sessions: random tokens that are stored hashed, ended at once, and live on while they are used; for half a year at most. Whether
//! one is over is asked by a time that can be trusted: who signs in does not do it again because a clock was set.

use crate::{
    actions::{Actions, Actor},
    clock::Timestamp,
    domain::{
        account,
        event::{Event, SessionEndReason, SessionsEnded},
        refusal::Refusal,
        user::User,
    },
    ids::{SessionId, UserId, new_key},
    store::{Done, Failure, Job, QueueKey, Snapshot, Tx, requests, sessions, users},
};
use data_encoding::BASE64URL_NOPAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};

/// Random bytes of a token: 256 bits can't be guessed.
const TOKEN_BYTES: usize = 32;

/// A session that has just begun. The token is shown once; only its hash is kept.
#[derive(Clone)]
pub struct SignedIn {
    /// Whose session it is.
    pub user: UserId,
    /// The secret that proves it. The server keeps its hash alone.
    pub token: String,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

impl SignedIn {
    pub(super) async fn begin(tx: &mut Tx, user: UserId) -> Result<Self, Failure> {
        let mut bytes = [0; TOKEN_BYTES];
        tx.rng.fill_bytes(&mut bytes);
        let token = BASE64URL_NOPAD.encode(&bytes);
        let id = SessionId(new_key(tx.now, &mut tx.rng));
        let (created_at, expires_at) = (tx.now, account::session_end(tx.now, tx.now));
        let session = users::Session { id, user_id: user, created_at, expires_at };
        users::insert_session(tx, &session, &token_hash(&token)).await?;
        Ok(Self { user, token, expires_at })
    }
}

/// Whether Spark may have given it out: what looks different needs no question to the database.
fn is_token(text: &str) -> bool {
    text.len() == BASE64URL_NOPAD.encode_len(TOKEN_BYTES)
}

/// What is stored of a token. It is random, so a fast hash without salt is enough.
pub fn token_hash(token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(token))
}

impl Actions {
    /// Ends the actor's session, or all sessions of the user.
    pub async fn logout(&self, actor: &Actor, everywhere: bool) -> Result<Done<()>, Refusal> {
        self.store.write(Logout { actor: actor.clone(), everywhere }).await
    }

    /// The live session of a token.
    pub async fn find_session(&self, token: &str, now: Timestamp) -> Result<Option<users::Session>, Refusal> {
        if !is_token(token) {
            return Ok(None);
        }
        Ok(users::find_session(&mut self.store.reader().await?, &token_hash(token), now).await?)
    }

    /// The same for a query, which goes on in the snapshot in which its session and viewer were read: that is one connection and
    /// one statement for all three.
    pub async fn find_session_in_snapshot(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(users::Session, User, Snapshot)>, Refusal> {
        if !is_token(token) {
            return Ok(None);
        }
        let mut snapshot = self.store.snapshot().await?;
        let found = users::find_session_with_user(snapshot.conn()?, &token_hash(token), now).await?;
        Ok(found.map(|(session, user)| (session, user, snapshot)))
    }

    /// Moves the end of a session on that is in use, at most hourly. Nobody waits for it.
    pub fn slide_session(&self, session: &users::Session, now: Timestamp) {
        if slides(session, now) {
            self.slide(vec![session.id], now);
        }
    }

    fn slide(&self, sessions: Vec<SessionId>, now: Timestamp) {
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(refusal) = store.write(Slide { sessions, now }).await {
                tracing::warn!(refusal.message, "the ends of sessions could not be moved on");
            }
        });
    }

    /// Moves the ends of sessions on that live connections use; which of them are over, by whatever way.
    pub async fn keep_sessions(
        &self,
        sessions: Vec<SessionId>,
        now: Timestamp,
    ) -> Result<Vec<(SessionId, SessionEndReason)>, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = users::find_sessions(snapshot.conn()?, sessions.iter().copied()).await?;
        drop(snapshot);
        let found: HashMap<_, _> = found.into_iter().map(|session| (session.id, session)).collect();
        let (mut ended, mut due) = (Vec::new(), Vec::new());
        for id in sessions {
            match found.get(&id) {
                None => ended.push((id, SessionEndReason::Revoked)),
                Some(session) if session.ends_at() <= now => ended.push((id, SessionEndReason::Expired)),
                Some(session) if slides(session, now) => due.push(id),
                Some(_) => {}
            }
        }
        // All of them with one statement: after a deploy thousands are due at once.
        if !due.is_empty() {
            self.slide(due, now);
        }
        Ok(ended)
    }

    /// Forgets who was quiet for long enough to have their whole allowance back.
    pub fn forget_the_quiet(&self) {
        self.rates.forget_the_quiet();
    }

    /// Sessions that began in the future, by a clock that was ahead, begin now: else they would last for as much longer.
    pub async fn bring_back_sessions(&self, now: Timestamp) -> Result<(), Refusal> {
        self.store.write(BringBack { now }).await.map(drop)
    }

    /// Forgets calls that need not be repeatable any more, and sessions that expired.
    pub async fn forget_the_old(&self, now: Timestamp) -> Result<(), Refusal> {
        while self.store.write(Forget { now }).await?.answer {}
        Ok(())
    }
}

/// Whether a session's end is to move on.
fn slides(session: &users::Session, now: Timestamp) -> bool {
    account::session_end(session.created_at, now) > session.ends_at() + account::SESSION_SLIDE
}

struct BringBack {
    now: Timestamp,
}

impl Job for BringBack {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        let end = account::session_end(self.now, self.now);
        sessions::bring_back_sessions(tx, self.now, account::CLOCKS_DIFFER, end).await?;
        Ok(Done::quiet(()))
    }
}

struct Forget {
    now: Timestamp,
}

impl Job for Forget {
    /// Whether there is more.
    type Answer = bool;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<bool>, Failure> {
        sessions::delete_expired_sessions(tx, self.now).await?;
        let forgotten = requests::delete_before(tx, self.now - requests::KEPT).await?;
        Ok(Done::quiet(forgotten > 0))
    }
}

struct Logout {
    actor: Actor,
    everywhere: bool,
}

impl Job for Logout {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.actor.user)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        users::delete_session(tx, self.actor.session).await?;
        let ended =
            |sessions, reason| Event::Sessions(Arc::new(SessionsEnded { user: self.actor.user, sessions, reason }));
        let mut events = vec![ended(vec![self.actor.session], SessionEndReason::SignedOut)];
        if self.everywhere {
            let others = users::delete_sessions_but(tx, self.actor.user, None).await?;
            events.push(ended(others, SessionEndReason::Revoked));
        }
        Ok(Done { answer: (), events })
    }
}

struct Slide {
    sessions: Vec<SessionId>,
    now: Timestamp,
}

impl Job for Slide {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        let until = self.now + account::SESSION_LIFETIME;
        sessions::extend_sessions(tx, &self.sessions, until, account::LONGEST_SESSION).await?;
        Ok(Done::quiet(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_as_long_as_a_token_is_asked_for() {
        // 32 bytes in base64.
        assert_eq!([42, 43, 44].map(|length| is_token(&"a".repeat(length))), [false, true, false]);
    }
}
