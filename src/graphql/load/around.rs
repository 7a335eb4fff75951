//! The page of a room's messages in the middle of which a number stands: where somebody read last, what a search found.

use crate::{
    domain::{message::Message, refusal::Refusal},
    graphql::{
        bounds::check_from,
        load::{
            sight::{Eyes, Of},
            source::Source,
            sources::group,
        },
        types::connection::PageArgs,
    },
    ids::{RoomId, Seq},
    store::{
        Conn, StoreError, messages,
        page::{Page, Window},
    },
};
use std::{collections::HashMap, sync::Arc};

/// So many messages of a room around a number: half of them before it, and near an end what there is.
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

    /// What is before the number, and what begins with it: of each a whole page, for the other may be short.
    fn sides(self) -> [Window<Seq>; 2] {
        let before = Window { after: None, before: Some(self.seq), size: self.size, backward: true };
        let from = Window { after: Some(self.seq - 1), before: None, size: self.size, backward: false };
        [before, from]
    }

    /// The page out of both sides, each from the number on: half of it before the number, and what one side lacks from the other.
    fn page<T>(self, mut before: Vec<T>, mut from: Vec<T>) -> Page<T> {
        let later = from.len().min(self.size - before.len().min(self.size / 2));
        let earlier = before.len().min(self.size - later);
        let (has_previous, has_next) = (before.len() > earlier, from.len() > later);
        before.truncate(earlier);
        before.reverse();
        before.extend(from.drain(..later));
        Page { items: before, has_next, has_previous }
    }
}

impl Source for MessagesAround {
    type Value = Arc<Page<Arc<Message>>>;

    fn of(self) -> Of {
        Of::Room(self.room)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut asked: HashMap<Around, Vec<RoomId>> = HashMap::new();
        for key in keys {
            asked.entry(key.around).or_default().push(key.room);
        }
        let mut pages = Vec::new();
        for (around, rooms) in asked {
            let [before, from] = around.sides();
            let mut earlier = group(messages::pages(conn, &rooms, before).await?, |message| message.room_id);
            let mut later = group(messages::pages(conn, &rooms, from).await?, |message| message.room_id);
            for room in rooms {
                let side = |found: &mut HashMap<RoomId, Vec<Message>>| {
                    found.remove(&room).unwrap_or_default().into_iter().map(Arc::new).collect()
                };
                let page = around.page(side(&mut earlier), side(&mut later));
                pages.push((around.of(room), Arc::new(page)));
            }
        }
        Ok(pages)
    }
}
