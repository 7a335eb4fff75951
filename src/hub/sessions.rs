//! Which sessions live connections use, so that a connection hears at once when its session ends.

use crate::{
    domain::event::SessionEndReason,
    ids::{SessionId, UserId},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

#[derive(Default)]
pub(super) struct Sessions {
    used: Mutex<HashMap<SessionId, Used>>,
}

struct Used {
    user: UserId,
    connections: usize,
    end: watch::Sender<Option<SessionEndReason>>,
}

/// Says that a connection uses a session. Dropping it says that the connection is gone.
pub struct SessionGuard {
    sessions: Arc<Sessions>,
    session: SessionId,
    end: watch::Receiver<Option<SessionEndReason>>,
}

impl SessionGuard {
    /// Waits until the session ends.
    pub async fn ended(&mut self) {
        // The sender is gone: nobody could tell of the end any more, so the session counts as ended.
        let _ = self.end.wait_for(Option::is_some).await;
    }
}

impl Drop for SessionGuard {
    fn drop(&mut self) {
        let mut used = self.sessions.lock();
        if let Some(entry) = used.get_mut(&self.session) {
            entry.connections -= 1;
            if entry.connections == 0 {
                used.remove(&self.session);
            }
        }
    }
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Used>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(self: &Arc<Self>, user: UserId, session: SessionId) -> SessionGuard {
        let mut sessions = self.lock();
        let entry =
            sessions.entry(session).or_insert_with(|| Used { user, connections: 0, end: watch::channel(None).0 });
        entry.connections += 1;
        SessionGuard { sessions: self.clone(), session, end: entry.end.subscribe() }
    }

    pub fn end(&self, session: SessionId, reason: SessionEndReason) {
        if let Some(used) = self.lock().get(&session) {
            used.end.send_if_modified(|end| {
                let first = end.is_none();
                end.get_or_insert(reason);
                first
            });
        }
    }

    pub fn list(&self) -> Vec<(SessionId, UserId)> {
        self.lock().iter().map(|(session, used)| (*session, used.user)).collect()
    }
}

#[cfg(test)]
mod tests;
