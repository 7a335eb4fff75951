//! The root of queries.

use crate::{
    domain::{refusal::Refusal, text, user::User},
    feed::sync::{self, Cursor},
    graphql::{
        reader::{OwnMembership, OwnRooms, Reader},
        scalars::DateTime,
        types::{
            List, Node, Nullable,
            announcement::{self, AnnouncementObject, find_announcement},
            app,
            connection::{Connection, CountedConnection, DEFAULT_PAGE, MAX_PAGE, PageArgs},
            membership_filter::MembershipFilter,
            message::MessageObject,
            reader,
            room::{InviteObject, MembershipObject, RoomMemberObject, RoomObject, find_invite, open_invites},
            room_list,
            sync::{LoginSync, RoomCursor, SyncPage},
            user::{NameKey, SettingsObject, UserObject, find_account, find_settings},
        },
        viewer,
    },
    ids::{Claimed, MessageId, NodeId, RoomId},
    store::{memberships::MembershipInRoom, rooms, users},
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::sync::Arc;

/// The most rooms that one `syncRooms` reads.
pub const MAX_CURSORS: usize = 1_000;

/// What can be asked.
#[derive(Description)]
pub struct Query;

#[Object(use_type_description)]
impl Query {
    /// The signed-in user.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<UserObject> {
        super::types::user::user(ctx, viewer(ctx)?.session.user_id).await
    }

    /// The viewer's own settings.
    async fn settings(&self, ctx: &Context<'_>) -> Result<SettingsObject> {
        Ok(find_settings(reader(ctx)?, viewer(ctx)?.session.user_id).await?)
    }

    /// Anything by its id; null when it does not exist or the viewer may not see it.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Nullable<Node> {
        find_node(ctx, &id).await.transpose()
    }

    /// A person by username, compared as people read it.
    async fn user(&self, ctx: &Context<'_>, username: String) -> Nullable<UserObject> {
        find_user(ctx, &username).await.transpose()
    }

    /// By the start of the username or display name, in the order of the usernames.
    async fn users(
        &self,
        ctx: &Context<'_>,
        search: String,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<UserObject>> {
        viewer(ctx)?;
        let args = PageArgs { first, after, last, before };
        let window = args.window::<NameKey>(false, MAX_PAGE, DEFAULT_PAGE)?.map(|key| key.0);
        let found = match text::sought(&search) {
            None => Vec::new(),
            Some(start) => {
                let (reader, window) = (reader(ctx)?, window.clone());
                reader.read(move |conn| Box::pin(async move { users::search(conn, &start, window).await })).await?
            }
        };
        let page = window.page(found);
        Ok(Connection::new(page, |user| text::comparable(&user.username), |user| UserObject(Arc::new(user))))
    }

    /// PUBLIC rooms, to find one to join, so no archived ones; oldest first. `search` is a part of the name.
    async fn public_rooms(
        &self,
        ctx: &Context<'_>,
        search: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<RoomObject>> {
        viewer(ctx)?;
        let window = PageArgs { first, after, last, before }.by_seq(false)?;
        let found = match text::sought(&search.unwrap_or_default()) {
            None => Vec::new(),
            Some(part) => {
                let reader = reader(ctx)?;
                reader
                    .read(move |conn| Box::pin(async move { rooms::search_public(conn, &part, window).await }))
                    .await?
            }
        };
        Ok(Connection::new(window.page(found), |room| room.id.0.to_string(), |room| RoomObject(Arc::new(room))))
    }

    /// Null when it does not exist or the viewer may not see it: the two look the same.
    async fn room(&self, ctx: &Context<'_>, id: ID) -> Nullable<RoomObject> {
        find_room(ctx, &id).await.transpose()
    }

    /// The viewer's rooms: pinned before the others, then by `lastActivityAt`, newest first. Pages read one after the other hold
    /// every room that the viewer was in throughout, also when the order moves meanwhile: drop doubles by id.
    /// `totalCount` counts what `filter` lets through.
    async fn memberships(
        &self,
        ctx: &Context<'_>,
        filter: Option<MembershipFilter>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<CountedConnection<MembershipObject>> {
        viewer(ctx)?;
        let reader = reader(ctx)?;
        let mut rooms = own_rooms(reader).await?;
        if let Some(filter) = filter {
            rooms = filter.among(reader, &rooms).await?;
        }
        Ok(room_list::page(&rooms, first, after, MAX_PAGE, DEFAULT_PAGE)?)
    }

    /// The open invites of a room, newest first; for those who may INVITE. At most the newest 200; none opens an archived room.
    async fn invites(&self, ctx: &Context<'_>, room_id: ID) -> Result<List<InviteObject>> {
        viewer(ctx)?;
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        Ok(List(open_invites(reader(ctx)?, room, app(ctx)?.clock.now()).await?))
    }

    /// A message by its id; null when it does not exist or the viewer may not see it.
    async fn message(&self, ctx: &Context<'_>, id: ID) -> Nullable<MessageObject> {
        find_message(ctx, &id).await.transpose()
    }

    /// Published ones for the viewer's role, newest first; for admins the scheduled ones as well.
    async fn announcements(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<AnnouncementObject>> {
        announcement::page(reader(ctx)?, PageArgs { first, after, last, before }).await
    }

    /// Everything a client needs after signing in or reconnecting, from one snapshot: counts, not the missed messages.
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

    /// The room's events from `fromSeq` (the first number the client misses) on, in order, without a hole, with the objects
    /// in their state of today. `fromSeq` below 1 is INVALID_INPUT; above `latestSeq + 1`, or with a `previousFingerprint`
    /// that is not the log's, it answers `reset`. At `fromSeq: 1` there is nothing before, and any is right.
    async fn sync(
        &self,
        ctx: &Context<'_>,
        room_id: ID,
        from_seq: i64,
        previous_fingerprint: Option<String>,
        first: Option<i32>,
    ) -> Result<SyncPage> {
        let user = viewer(ctx)?.session.user_id;
        let first = page_size(first)?;
        let room = room_id.parse().map_err(|_| Refusal::not_found("room"))?;
        check_from(from_seq)?;
        let cursor = Cursor::new(room, from_seq, previous_fingerprint.as_deref());
        let page = reader(ctx)?
            .read(move |conn| Box::pin(async move { sync::sync(conn, user, cursor, first).await }))
            .await??;
        Ok(SyncPage(page))
    }

    /// `sync` for up to 1,000 rooms at once, for a reconnect: in the order of the cursors, null where the viewer is no
    /// member. `first` counts over all.
    async fn sync_rooms(
        &self,
        ctx: &Context<'_>,
        cursors: Vec<RoomCursor>,
        first: Option<i32>,
    ) -> Result<List<Option<SyncPage>>> {
        let user = viewer(ctx)?.session.user_id;
        let first = page_size(first)?;
        check_list(cursors.len(), MAX_CURSORS)?;
        let known = read_cursors(&cursors)?;
        let asked: Vec<_> = known.iter().flatten().copied().collect();
        let mut pages = reader(ctx)?
            .read(move |conn| Box::pin(async move { sync::sync_rooms(conn, user, &asked, first).await }))
            .await?
            .into_iter();
        Ok(known.iter().map(|cursor| cursor.and_then(|_| pages.next().flatten()).map(SyncPage)).collect())
    }
}

/// Cursors as they came: none where the id is of no room.
pub fn read_cursors(cursors: &[RoomCursor]) -> Result<Vec<Option<Cursor>>, Refusal> {
    cursors
        .iter()
        .map(|cursor| {
            check_from(cursor.from_seq)?;
            let previous = cursor.previous_fingerprint.as_deref();
            Ok(cursor.room_id.parse().ok().map(|room| Cursor::new(room, cursor.from_seq, previous)))
        })
        .collect()
}

/// A number from which events are read.
pub fn check_from(from: i64) -> Result<(), Refusal> {
    if from >= 1 { Ok(()) } else { Err(Refusal::bad_request("Numbers begin with 1.")) }
}

/// How many rooms are named at once.
pub fn check_list(count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most { Ok(()) } else { Err(Refusal::bad_request(format!("At most {most} rooms at once."))) }
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
    let found = reader(ctx)?.read(move |conn| Box::pin(async move { users::find_by_name(conn, &key).await })).await?;
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
    node(reader(ctx)?, id).await
}

async fn message(reader: &Reader, id: Claimed<MessageId>) -> Result<Option<MessageObject>> {
    // What the viewer may not see does not exist.
    if reader.load(id.room()).await?.is_none() {
        return Ok(None);
    }
    Ok(id.find(|key| reader.load(key)).await?.map(MessageObject))
}

async fn node(reader: &Reader, id: NodeId) -> Result<Option<Node>> {
    Ok(match id {
        NodeId::User(id) => reader.load(id).await?.map(|user: Arc<User>| UserObject(user).into()),
        NodeId::Room(id) => reader.load(id).await?.map(|room| RoomObject(room).into()),
        NodeId::Message(id) => message(reader, id).await?.map(Node::from),
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
        NodeId::Announcement(id) => find_announcement(reader, id).await?.map(Node::from),
        NodeId::Membership(_) | NodeId::Settings(_) => None,
    })
}
