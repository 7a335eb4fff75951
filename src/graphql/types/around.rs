//! The page of a room's messages in the middle of which a number stands: where somebody read last, what a search found.

use crate::{
    domain::{message::Message, outcome::Refusal},
    graphql::{
        queries::check_from,
        reader::{Batch, Reading, Source, group},
        types::connection::PageArgs,
    },
    ids::{RoomId, Seq, UserId},
    store::{
        Conn, StoreError, messages,
        page::{Page, Window},
    },
};
use std::{collections::HashMap, sync::Arc};

/// So many messages of a room around a number: half of them before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessagesAround {
    pub room: RoomId,
    around: Around,
}

/// Around which number, and how many.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Around {
    seq: Seq,
    size: usize,
}

impl Around {
    /// What the arguments ask for: `first` says how many, and there are no others.
    pub fn new(seq: Seq, args: PageArgs) -> Result<Self, Refusal> {
        if args.after.is_some() || args.last.is_some() || args.before.is_some() {
            return Err(Refusal::bad_request("Beside around there is only first, for the size."));
        }
        check_from(seq)?;
        Ok(Self { seq, size: args.by_seq(false)?.size })
    }

    /// The page in a room.
    pub fn of(self, room: RoomId) -> MessagesAround {
        MessagesAround { room, around: self }
    }

    /// The half before the number, and the one that begins with it.
    fn halves(self) -> [Window<Seq>; 2] {
        let before = Window { after: None, before: Some(self.seq), size: self.size / 2, backward: true };
        let from = Window { after: Some(self.seq - 1), before: None, size: self.size - before.size, backward: false };
        [before, from]
    }
}

impl Source for MessagesAround {
    type Value = Arc<Page<Arc<Message>>>;

    fn batch(reading: &Reading) -> &Batch<Self> {
        &reading.messages_around
    }

    async fn fetch(conn: &mut Conn, _: UserId, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut asked: HashMap<Around, Vec<RoomId>> = HashMap::new();
        for key in keys {
            asked.entry(key.around).or_default().push(key.room);
        }
        let mut pages = Vec::new();
        for (around, rooms) in asked {
            let [before, from] = around.halves();
            let mut earlier = group(messages::pages(conn, &rooms, before).await?, |message| message.room_id);
            let mut later = group(messages::pages(conn, &rooms, from).await?, |message| message.room_id);
            for room in rooms {
                let earlier = before.page(earlier.remove(&room).unwrap_or_default());
                let later = from.page(later.remove(&room).unwrap_or_default());
                let items = earlier.items.into_iter().chain(later.items).map(Arc::new).collect();
                let page = Page { items, has_next: later.has_next, has_previous: earlier.has_previous };
                pages.push((around.of(room), Arc::new(page)));
            }
        }
        Ok(pages)
    }
}
