//! The live operations of a socket, each with the id that its client gave it.

use crate::transport::{
    operation::{Answer, Running},
    protocol,
};
use futures_util::StreamExt;
use std::task::{Context, Poll};

/// A short list: a socket has a few, and at most as many as the limit says. Whenever one of them wakes the socket all are
/// asked; that costs less than to know which it was.
#[derive(Default)]
pub(super) struct Operations {
    list: Vec<Listed>,
    /// Who is asked first: the one after whoever had something last, so that a busy one does not starve the others.
    first: usize,
}

struct Listed {
    id: String,
    /// What its results begin with.
    head: String,
    running: Running,
    /// What it has ready while the socket has no room: one answer, or its end. Without it an execution that reads, or an event
    /// that others wait for, would stand still with its connection to the database for as long as this client does not read.
    ready: Poll<Option<Answer>>,
}

impl Listed {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        match std::mem::replace(&mut self.ready, Poll::Pending) {
            Poll::Pending => self.running.poll_next_unpin(context),
            ready @ Poll::Ready(_) => ready,
        }
    }
}

impl Operations {
    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn contains(&self, id: &str) -> bool {
        self.list.iter().any(|known| known.id == id)
    }

    pub fn add(&mut self, id: String, running: Running) {
        self.list.push(Listed { head: protocol::next_head(&id), id, running, ready: Poll::Pending });
    }

    /// Ends an operation; one that is over already is none.
    pub fn remove(&mut self, id: &str) {
        self.list.retain(|known| known.id != id);
    }

    /// The next frame that is to be written. The id of an operation is free again with its last one.
    pub fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<String> {
        let count = self.list.len();
        for turn in 0..count {
            let at = (self.first + turn) % count;
            let listed = &mut self.list[at];
            let Poll::Ready(answer) = listed.poll(context) else { continue };
            let Listed { id, head, .. } = listed;
            let frame = match &answer {
                Some(Answer::Next(payload)) => protocol::next(head, payload),
                // One `error`, and no `complete`.
                Some(Answer::Refused(refused)) => protocol::error(id, refused),
                None => protocol::complete(id),
            };
            if let Some(Answer::Next(_)) = answer {
                self.first = at + 1;
            } else {
                self.list.remove(at);
                self.first = at;
            }
            return Poll::Ready(frame);
        }
        Poll::Pending
    }

    /// Goes on with what is under way, although there is no room for what comes of it.
    pub fn work(&mut self, context: &mut Context<'_>) {
        for listed in self.list.iter_mut().filter(|listed| listed.ready.is_pending()) {
            listed.ready = listed.running.poll_next_unpin(context);
        }
    }

    /// Whether something is under way that ends by itself.
    pub fn is_busy(&self) -> bool {
        self.list.iter().any(|listed| listed.ready.is_ready() || listed.running.is_busy())
    }
}
