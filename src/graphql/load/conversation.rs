//! What can be read for many messages at once: their threads, and who gave them which emoji.

use crate::{
    domain::{emoji::Emoji, message::Message, reactions::Reactors},
    graphql::load::{
        sight::{Eyes, Of},
        source::Source,
        sources::by_window,
    },
    ids::{MessageKey, Seq},
    store::{
        Conn, StoreError, messages,
        page::{Page, Window},
        reactions::{self, Reactor},
    },
};
use std::{collections::HashMap, sync::Arc};

/// A page of the answers to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplyPage(pub MessageKey, pub Window<Seq>);

/// A page of those who gave an emoji to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReactorPage(pub MessageKey, pub Emoji, pub Window<Seq>);

/// The emoji that the viewer gave to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnReactions(pub MessageKey);

/// Everybody's emoji for a message: read once for all readers of an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReactorsOf(pub MessageKey);

impl Source for ReplyPage {
    type Value = Arc<Page<Arc<Message>>>;

    fn of(self) -> Of {
        Of::Room(self.0.room)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, parents) in by_window(keys.into_iter().map(|Self(parent, window)| (parent, window))) {
            let found = messages::replies(conn, &parents, window).await?;
            let lists = lists(found.into_iter().map(|(n, reply)| (n, Arc::new(reply))), parents.len());
            let paged = parents.into_iter().zip(lists);
            pages.extend(paged.map(|(parent, items)| (Self(parent, window), Arc::new(window.page(items)))));
        }
        Ok(pages)
    }
}

impl Source for ReactorPage {
    type Value = Arc<Page<Reactor>>;

    fn of(self) -> Of {
        Of::Room(self.0.room)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, asked) in by_window(keys.into_iter().map(|Self(message, emoji, of)| ((message, emoji), of))) {
            let lists = lists(reactions::pages(conn, &asked, window).await?.into_iter(), asked.len());
            let paged = asked.into_iter().zip(lists);
            pages.extend(
                paged.map(|((message, emoji), items)| (Self(message, emoji, window), Arc::new(window.page(items)))),
            );
        }
        Ok(pages)
    }
}

impl Source for OwnReactions {
    type Value = Vec<Emoji>;

    const PERSONAL: bool = true;

    fn of(self) -> Of {
        Of::Room(self.0.room)
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let messages: Vec<_> = keys.into_iter().map(|Self(message)| message).collect();
        let mut own: HashMap<MessageKey, Vec<Emoji>> = HashMap::new();
        for given in reactions::list_own(conn, eyes.viewer, &messages).await? {
            own.entry(given.message()).or_default().push(given.emoji);
        }
        Ok(own.into_iter().map(|(message, given)| (Self(message), given)).collect())
    }
}

impl Source for ReactorsOf {
    type Value = Arc<Reactors>;

    fn of(self) -> Of {
        Of::Room(self.0.room)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let messages: Vec<_> = keys.into_iter().map(|Self(message)| message).collect();
        let mut found: HashMap<MessageKey, Reactors> = HashMap::new();
        for given in reactions::list(conn, &messages).await? {
            found.entry(given.message()).or_default().note(given.user_id, given.emoji);
        }
        Ok(messages.into_iter().map(|key| (Self(key), Arc::new(found.remove(&key).unwrap_or_default()))).collect())
    }
}

/// What was read of several lists, by their place among those asked for.
fn lists<T>(found: impl Iterator<Item = (usize, T)>, count: usize) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = (0..count).map(|_| Vec::new()).collect();
    for (n, item) in found {
        if let Some(list) = lists.get_mut(n) {
            list.push(item);
        }
    }
    lists
}
