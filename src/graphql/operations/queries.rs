//! The root of queries.

use crate::{
    domain::{refusal::Refusal, text, user::User},
    feed::sync::{self, Cursor},
    graphql::{
        app::app,
        bounds::{MAX_CURSORS, check_from, check_list},
        load::{
            reader::Reader,
            sources::{OwnMembership, OwnRooms},
        },
        operations::{
            membership_filter::MembershipFilter,
            search,
            sync::{LoginSync, RoomCursor, SyncPage, read_cursors},
        },
        scalars::DateTime,
        types::{
            announcement::{self, AnnouncementObject, find_announcement},
            attachment::find_attachment,
            connection::{Connection, CountedConnection, DEFAULT_PAGE, MAX_PAGE, PageArgs},
            invite::{InviteObject, find_invite, open_invites},
            list::{List, Nullable},
            message::MessageObject,
            node::Node,
            reaction::ReactionObject,
            room::{MembershipObject, RoomMemberObject, RoomObject},
            room_list,
            user::{NameKey, SettingsObject, UserObject, find_account, find_settings, user},
        },
        viewer::{reader, viewer},
    },
    ids::{Claimed, MessageId, NodeId, ReactionId, RoomId},
    store::{
        memberships::MembershipInRoom,
        rooms::{self, VisibleRoom},
        users,
    },
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::sync::Arc;

/// Everything that can be read. Any signed-in user may read it; what a single field demands beyond that, it says. Without a
/// session every field answers UNAUTHENTICATED.
///
/// A list with pages is read by `first` and `after`, or by `last` and `before`. A cursor is opaque unless its list says
/// otherwise: take it from `pageInfo` or from an edge of the same list. Wrong page arguments answer INVALID_INPUT.
#[derive(Description)]
pub struct Query;

#[Object(use_type_description)]
impl Query {
    /// Returns the user who is signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<UserObject> {
        user(ctx, viewer(ctx)?.session.user_id).await
    }

    /// Returns the viewer's own settings.
    async fn settings(&self, ctx: &Context<'_>) -> Result<SettingsObject> {
        Ok(find_settings(reader(ctx)?, viewer(ctx)?.session.user_id).await?)
    }

    /// Returns the object of an id, of whichever type. Null when it does not exist or the viewer may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of any object with the interface Node.")] id: ID,
    ) -> Nullable<Node> {
        find_node(ctx, &id).await.transpose()
    }

    /// Finds a user by username. Null when nobody has it.
    async fn user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The username, in any case; white space around it does not matter.")] username: String,
    ) -> Nullable<UserObject> {
        find_user(ctx, &username).await.transpose()
    }

    /// Lists the users whose username or display name begins with a text, in the order of their usernames. The text is
    /// compared without regard to case and width.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How the name begins. An empty text lists all users.")] search: String,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<UserObject>> {
        viewer(ctx)?;
        let args = PageArgs { first, after, last, before };
        let window = args.window::<NameKey>(false, MAX_PAGE, DEFAULT_PAGE)?.map(|key| key.0);
        let found = match text::sought(&search) {
            None => Vec::new(),
            Some(start) => {
                let (reader, window) = (reader(ctx)?, window.clone());
                reader
                    .read_roomless(move |conn| Box::pin(async move { users::search(conn, &start, window).await }))
                    .await?
            }
        };
        let page = window.page(found);
        Ok(Connection::new(page, |user| text::comparable(&user.username), |user| UserObject(Arc::new(user))))
    }

    /// Lists the PUBLIC rooms that can be joined, oldest first. Archived rooms are not among them.
    async fn public_rooms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A part of the name, in any case. Null or an empty text lists all.")] search: Option<String>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<RoomObject>> {
        viewer(ctx)?;
        let window = PageArgs { first, after, last, before }.by_seq(false)?;
        let found = match text::sought(&search.unwrap_or_default()) {
            None => Vec::new(),
            Some(part) => {
                let reader = reader(ctx)?;
                let user = reader.viewer();
                reader
                    .read_seen(move |conn| {
                        Box::pin(async move { rooms::search_public(conn, user, &part, window).await })
                    })
                    .await?
            }
        };
        let cursor = |found: &VisibleRoom| found.room.id.0.to_string();
        Ok(Connection::new(window.page(found), cursor, |found| RoomObject(Arc::new(found.room))))
    }

    /// Returns a room by its id. Null when it does not exist or the viewer may not see it: the two look the same.
    async fn room(&self, ctx: &Context<'_>, #[graphql(desc = "The id of the room.")] id: ID) -> Nullable<RoomObject> {
        find_room(ctx, &id).await.transpose()
    }

    /// Lists the rooms of the viewer, each with the viewer's own state in it. Pinned rooms come first; then the room with
    /// the newest `lastActivityAt` comes first. Hidden rooms are not in the list.
    ///
    /// The order may change while a client reads page after page. The pages together still hold every room that the
    /// viewer was in all the time, but may hold one twice: drop doubles by id. `totalCount` counts the rooms that the
    /// filter lets through.
    async fn memberships(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rooms to list. Null lists all.")] filter: Option<MembershipFilter>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<CountedConnection<MembershipObject>> {
        viewer(ctx)?;
        let reader = reader(ctx)?;
        let mut rooms = own_rooms(reader).await?;
        if let Some(filter) = filter {
            rooms = filter.among(reader, &rooms).await?;
        }
        Ok(room_list::page(&rooms, first, after, MAX_PAGE, DEFAULT_PAGE)?)
    }

    /// Lists the invites with which a room can be joined now, newest first, at most 200. Members who have INVITE may read
    /// it. An archived room has none.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, FORBIDDEN.
    async fn invites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the room.")] room_id: ID,
    ) -> Result<List<InviteObject>> {
        viewer(ctx)?;
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        Ok(List(open_invites(reader(ctx)?, room, app(ctx)?.clock.now()).await?))
    }

    /// Returns a message by its id. Null when it does not exist or the viewer may not see its room.
    async fn message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the message.")] id: ID,
    ) -> Nullable<MessageObject> {
        find_message(ctx, &id).await.transpose()
    }

    /// Finds messages by their words in the rooms of the viewer, newest first. A message is found that has every word of the
    /// query: whole words, in any order, case and width, with or without accents. In scripts that are written without spaces or
    /// with endings, as Chinese, Japanese, Korean and Thai, any part of a word is found. The first 32 words of a query count.
    ///
    /// There is no syntax, and no query is refused: what is no word in it does not matter, and a query without a word finds
    /// nothing. Deleted messages and SYSTEM messages are not found, and an edited one is found by its text of now. Beside its
    /// page a search costs as much as 400 nodes.
    async fn search_messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to find. Characters beyond the first 8,000 do not count.")] query: String,
        #[graphql(
            desc = "The id of the only room to search: any that the viewer may read. Of another nothing is found. Null \
                          searches all rooms of the viewer."
        )]
        room_id: Option<ID>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<MessageObject>> {
        viewer(ctx)?;
        Ok(search::page(reader(ctx)?, &query, room_id, PageArgs::forward(first, after)).await?)
    }

    /// Lists the published announcements that the viewer may read, those that expired or were retracted included. The newest
    /// `publishAt` comes first. The server's admins also see the scheduled ones.
    async fn announcements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<AnnouncementObject>> {
        announcement::page(reader(ctx)?, PageArgs { first, after, last, before }).await
    }

    /// Returns everything a client needs after it signed in or reconnected, from one snapshot of the database: the counts
    /// of missed messages, not the messages. Subscribe first and wait for StreamReady, then read this.
    async fn login_sync(&self, ctx: &Context<'_>) -> Result<LoginSync> {
        let user = viewer(ctx)?.session.user_id;
        let reader = reader(ctx)?;
        let account = find_account(reader, user).await?;
        let memberships = own_rooms(reader).await?;
        let viewer = Arc::new(account.user);
        reader.learn_user(&viewer);
        let server_time = DateTime(app(ctx)?.clock.now());
        Ok(LoginSync { viewer, settings: Arc::new(account.settings), memberships, server_time })
    }

    /// Returns the events of a room that a client missed: from `fromSeq` on, in order, without a hole. Members of the
    /// room may read it. The objects in the events are in the state of now.
    ///
    /// The page says `reset` when the log of the server is not the one that the client knows: `fromSeq` is above
    /// `latestSeq + 1`, or the event before it has another fingerprint than `previousFingerprint`.
    ///
    /// Codes: NOT_FOUND, NOT_A_MEMBER, INVALID_INPUT.
    async fn sync(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the room.")] room_id: ID,
        #[graphql(desc = "The `seq` of the first event that the client misses, 1 or more.")] from_seq: i64,
        #[graphql(desc = "The fingerprint of the event before `fromSeq`; null checks nothing.")]
        previous_fingerprint: Option<String>,
        #[graphql(desc = "How many events to return, 1 to 200; 50 by default.")] first: Option<i32>,
    ) -> Result<SyncPage> {
        let user = viewer(ctx)?.session.user_id;
        let first = page_size(first)?;
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        check_from(from_seq)?;
        let cursor = Cursor::new(room, from_seq, previous_fingerprint.as_deref());
        let page = reader(ctx)?
            .read_seen(move |conn| Box::pin(async move { sync::sync(conn, user, cursor, first).await }))
            .await??;
        Ok(SyncPage(page))
    }

    /// Returns what `sync` returns, for many rooms at once, after a reconnect. The pages come in the order of the
    /// cursors; a page is null where the viewer is not a member.
    ///
    /// Codes: INVALID_INPUT.
    async fn sync_rooms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where the client stands in each room; at most 1,000.")] cursors: Vec<RoomCursor>,
        #[graphql(desc = "How many events to return in all pages together, 1 to 200; 50 by default.")] first: Option<
            i32,
        >,
    ) -> Result<List<Option<SyncPage>>> {
        let user = viewer(ctx)?.session.user_id;
        let first = page_size(first)?;
        check_list(cursors.len(), MAX_CURSORS)?;
        let known = read_cursors(&cursors)?;
        let asked: Vec<_> = known.iter().flatten().copied().collect();
        let mut pages = reader(ctx)?
            .read_seen(move |conn| Box::pin(async move { sync::sync_rooms(conn, user, &asked, first).await }))
            .await?
            .into_iter();
        Ok(known.iter().map(|cursor| cursor.and_then(|_| pages.next().flatten()).map(SyncPage)).collect())
    }
}

fn page_size(first: Option<i32>) -> Result<usize, Refusal> {
    let first = first.unwrap_or(DEFAULT_PAGE);
    if (1..=MAX_PAGE).contains(&first) {
        return Ok(first.unsigned_abs() as usize);
    }
    Err(Refusal::bad_request(format!("A page has 1 to {MAX_PAGE} items.")))
}

async fn own_rooms(reader: &Reader) -> Result<Arc<Vec<MembershipInRoom>>, Refusal> {
    Ok(reader.load(OwnRooms).await?.unwrap_or_default())
}

async fn find_user(ctx: &Context<'_>, username: &str) -> Result<Option<UserObject>> {
    viewer(ctx)?;
    let Some(key) = text::sought(username) else { return Ok(None) };
    let found =
        reader(ctx)?.read_roomless(move |conn| Box::pin(async move { users::find_by_name(conn, &key).await })).await?;
    Ok(found.map(|user| UserObject(Arc::new(user))))
}

async fn find_room(ctx: &Context<'_>, id: &ID) -> Result<Option<RoomObject>> {
    viewer(ctx)?;
    let Ok(id) = id.parse::<RoomId>() else { return Ok(None) };
    Ok(reader(ctx)?.load(id).await?.map(RoomObject))
}

async fn find_message(ctx: &Context<'_>, id: &ID) -> Result<Option<MessageObject>> {
    viewer(ctx)?;
    let Ok(id) = id.parse::<Claimed<MessageId>>() else { return Ok(None) };
    message(reader(ctx)?, id).await
}

async fn find_node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    viewer(ctx)?;
    let Ok(id) = id.parse::<NodeId>() else { return Ok(None) };
    node(ctx, id).await
}

async fn message(reader: &Reader, id: Claimed<MessageId>) -> Result<Option<MessageObject>> {
    // What the viewer may not see does not exist.
    if reader.load(id.room()).await?.is_none() {
        return Ok(None);
    }
    Ok(id.find(|key| reader.load(key)).await?.map(MessageObject))
}

/// As long as somebody gives it.
async fn reaction(reader: &Reader, id: ReactionId<Claimed<MessageId>>) -> Result<Option<ReactionObject>> {
    let Some(MessageObject(message)) = message(reader, id.message).await? else { return Ok(None) };
    let given = message.reactions.0.iter().find(|(emoji, _)| emoji.as_str() == id.emoji);
    Ok(given.map(|&(emoji, count)| ReactionObject { message: message.id(), emoji, count }))
}

async fn node(ctx: &Context<'_>, id: NodeId) -> Result<Option<Node>> {
    let reader = reader(ctx)?;
    Ok(match id {
        NodeId::User(id) => reader.load(id).await?.map(|user: Arc<User>| UserObject(user).into()),
        NodeId::Room(id) => reader.load(id).await?.map(|room| RoomObject(room).into()),
        NodeId::Message(id) => message(reader, id).await?.map(Node::from),
        NodeId::Reaction(id) => reaction(reader, id).await?.map(Node::from),
        NodeId::Membership(stay) if stay.user() == reader.viewer() => {
            let found = stay.find(|(room, _)| reader.load(OwnMembership(room))).await?;
            found.map(|membership| MembershipObject::new(membership, None).into())
        }
        NodeId::RoomMember(stay) => {
            if reader.load(stay.room()).await?.is_none() {
                return Ok(None);
            }
            stay.find(|place| reader.load(place)).await?.map(|member| RoomMemberObject(member).into())
        }
        NodeId::Invite(id) => find_invite(reader, id).await?.map(Node::from),
        NodeId::Settings(id) if id.0 == reader.viewer().0 => Some(find_settings(reader, reader.viewer()).await?.into()),
        NodeId::Attachment(id) => find_attachment(ctx, id).await?.map(Node::from),
        NodeId::Announcement(id) => find_announcement(reader, id).await?.map(Node::from),
        NodeId::Membership(_) | NodeId::Settings(_) => None,
    })
}
