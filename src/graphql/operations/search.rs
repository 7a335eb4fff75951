//! Finding messages by their words.

use crate::{
    domain::{refusal::Refusal, words},
    graphql::{
        load::{
            reader::Reader,
            sight::{Finds, SeenRoom},
        },
        types::{
            connection::{Connection, PageArgs},
            message::MessageObject,
        },
    },
    ids::RoomId,
    store::{
        memberships,
        page::Page,
        search::{self, Hit},
    },
};
use async_graphql::ID;
use futures_util::future::try_join_all;

/// Only of rooms that the viewer is in, or has looked at; of each it is asked once more when its messages are read.
impl Finds for Vec<Hit> {
    fn seen(&self) -> Vec<SeenRoom> {
        Vec::new()
    }
}

/// The page that the arguments ask for.
pub async fn page(
    reader: &Reader,
    query: &str,
    room: Option<ID>,
    args: PageArgs,
) -> Result<Connection<MessageObject>, Refusal> {
    let window = args.by_seq(false)?;
    let room = match room {
        None => None,
        Some(id) => match visible(reader, &id).await? {
            Some(room) => Some(room),
            None => return Ok(show(window.page(Vec::new()))),
        },
    };
    let terms = words::terms(query);
    if terms.is_empty() {
        return Ok(show(window.page(Vec::new())));
    }
    let user = reader.viewer();
    let hits = reader
        .read_seen(move |conn| {
            Box::pin(async move {
                let rooms = match room {
                    Some(room) => vec![room],
                    None => memberships::rooms_of_user(conn, user).await?,
                };
                search::find(conn, &terms, &rooms, window).await
            })
        })
        .await?;
    let Page { items, has_next, has_previous } = window.page(hits);
    let found = try_join_all(items.into_iter().map(async |hit| {
        let message = reader.load(hit.key()).await?;
        Ok::<_, Refusal>(message.map(|message| (hit, MessageObject(message))))
    }));
    let items = found.await?.into_iter().flatten().collect();
    Ok(show(Page { items, has_next, has_previous }))
}

fn show(page: Page<(Hit, MessageObject)>) -> Connection<MessageObject> {
    Connection::new(page, |(hit, _)| hit.place().to_string(), |(_, message)| message)
}

async fn visible(reader: &Reader, id: &ID) -> Result<Option<RoomId>, Refusal> {
    let Ok(id) = id.parse::<RoomId>() else { return Ok(None) };
    Ok(reader.load(id).await?.map(|_| id))
}
