//! Rooms, their members, and the viewer's own state in them.

use crate::{
    domain::{
        access::{RoomPermission, permissions},
        event::Unread,
        refusal::Refusal,
        room::{Member, Membership, NotificationMode, Room, RoomKind, RoomRole},
    },
    graphql::{
        load::{
            around::Around,
            peer::Peer,
            sources::{MemberPage, MessagePage, OwnMembership},
            standing::OwnStanding,
        },
        scalars::DateTime,
        shown::shown_if_any,
        types::{
            connection::{Connection, CountedConnection, PageArgs},
            list::Nullable,
            message::MessageObject,
            user::{UserObject, user},
        },
        viewer::reader,
    },
    ids::{MEMBERSHIP, MessageKey, ROOM_MEMBER, Seq, StayId, UserId},
    store::page::Page,
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::sync::Arc;

/// A room: people, their messages, and a log of numbered events. Any signed-in user may read a PUBLIC room, its messages
/// and its members; only members may read a PRIVATE or DIRECT one. Writing, `roomEvents` and `sync` need membership.
/// Members read the whole history, also of before they joined.
#[derive(Clone, Description)]
pub struct RoomObject(pub Arc<Room>);

#[Object(name = "Room", use_type_description)]
impl RoomObject {
    /// Names this room: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Who may find, read and join the room.
    async fn kind(&self) -> RoomKind {
        self.0.kind
    }

    /// The name, 1 to 80 characters. Null in a DIRECT room: show `viewerPeer`.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// What the room is about, at most 500 characters. Null when it has no topic.
    async fn topic(&self, ctx: &Context<'_>) -> Nullable<&str> {
        shown_if_any(ctx, self.0.topic.as_deref())
    }

    /// When somebody created the room.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When somebody archived the room. Null while it is not archived.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// The `seq` of the newest event of the room.
    async fn latest_seq(&self) -> Seq {
        self.0.latest_seq
    }

    /// The `fingerprint` of the newest event. One that differs from the client's own for that `seq` means another log:
    /// call `sync`.
    async fn latest_fingerprint(&self) -> String {
        self.0.latest_fingerprint.to_string()
    }

    /// How many members the room has, the viewer included.
    async fn member_count(&self) -> i64 {
        self.0.member_count
    }

    /// The newest TEXT message that is not a reply, deleted or not. Null while nobody has written.
    async fn last_message(&self, ctx: &Context<'_>) -> Nullable<MessageObject> {
        find_message(ctx, self.0.last_message()?).await.transpose()
    }

    /// The time of the newest TEXT message, or of the creation. Lists of rooms are ordered by it.
    async fn last_activity_at(&self) -> DateTime {
        DateTime(self.0.last_activity_at)
    }

    /// Lists the members in the order in which they joined.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<CountedConnection<RoomMemberObject>> {
        let window = PageArgs { first, after, last, before }.by_seq(false)?;
        let page = reader(ctx)?.load(MemberPage(self.0.id, window)).await?;
        let page = page.map_or_else(Page::empty, |page| (*page).clone());
        let connection = Connection::new(page, |member| member.joined_seq.to_string(), RoomMemberObject);
        Ok(connection.counted(self.0.member_count))
    }

    /// Lists all messages of the room, SYSTEM and deleted ones included, in the order of `seq`. Without arguments it is
    /// the newest page. A cursor is the `seq` of a message in decimal.
    ///
    /// With `around` it is the page in the middle of which that number stands: half before it, and the rest from it on.
    /// Near an end of the room the other side has more, so that the page is full where the room has enough. Beside
    /// `around` there is only `first`.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the first on, 1 to 200; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items up to the last one, 1 to 200; not with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
        #[graphql(desc = "The `seq` of any event of the room, 1 or more.")] around: Option<Seq>,
    ) -> Result<Connection<MessageObject>> {
        let args = PageArgs { first, after, last, before };
        let reader = reader(ctx)?;
        let page = match around {
            Some(seq) => reader.load(Around::new(seq, args)?.of(self.0.id)).await?,
            None => reader.load(MessagePage(self.0.id, args.by_seq(true)?)).await?,
        };
        let page = page.map_or_else(Page::empty, |page| (*page).clone());
        Ok(Connection::new(page, |message| message.seq.to_string(), MessageObject))
    }

    /// What the viewer may do here, by their membership or as the server's ADMIN. An ADMIN has REMOVE_MEMBERS, EDIT_ROOM,
    /// DELETE_ANY_MESSAGE and ARCHIVE in every PUBLIC room. Empty in an archived room.
    async fn viewer_permissions(&self, ctx: &Context<'_>) -> Result<Vec<RoomPermission>> {
        let standing = reader(ctx)?.load(OwnStanding(self.0.id)).await?;
        Ok(standing.map(|standing| standing.permissions(&self.0)).unwrap_or_default())
    }

    /// Returns the member with this user id. Null when that user is not a member.
    async fn member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the user.")] user_id: ID,
    ) -> Nullable<RoomMemberObject> {
        let user = user_id.parse().ok()?;
        self.find_member(ctx, user).await.transpose()
    }

    /// The other person of a DIRECT room. Null in other rooms.
    async fn viewer_peer(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        if self.0.kind != RoomKind::Direct {
            return None;
        }
        self.find_peer(ctx).await.transpose()
    }

    /// The viewer's own state in the room. Null when the viewer is not a member.
    async fn viewer_membership(&self, ctx: &Context<'_>) -> Nullable<MembershipObject> {
        self.find_membership(ctx).await.transpose()
    }
}

impl RoomObject {
    async fn find_membership(&self, ctx: &Context<'_>) -> Result<Option<MembershipObject>> {
        let membership = reader(ctx)?.load(OwnMembership(self.0.id)).await?;
        Ok(membership.map(|membership| MembershipObject::new(membership, Some(self.0.clone()))))
    }

    async fn find_member(&self, ctx: &Context<'_>, user: UserId) -> Result<Option<RoomMemberObject>> {
        Ok(reader(ctx)?.load((self.0.id, user)).await?.map(RoomMemberObject))
    }

    async fn find_peer(&self, ctx: &Context<'_>) -> Result<Option<UserObject>> {
        Ok(reader(ctx)?.load(Peer(self.0.id)).await?.map(UserObject))
    }
}

/// A message, as long as the viewer may see its room.
pub async fn find_message(ctx: &Context<'_>, key: MessageKey) -> Result<Option<MessageObject>> {
    Ok(reader(ctx)?.load(key).await?.map(MessageObject))
}

/// A member of a room, as everybody sees them who may read the room.
#[derive(Clone, Copy, Description)]
pub struct RoomMemberObject(pub Member);

#[Object(name = "RoomMember", use_type_description)]
impl RoomMemberObject {
    /// Names this stay of a user in a room: opaque, unique over all types, never reused. Whoever leaves a room and
    /// returns gets a new one.
    pub async fn id(&self) -> ID {
        ID(self.0.stay().encode(ROOM_MEMBER))
    }

    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.0.room_id.to_string())
    }

    /// The user who is the member.
    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        user(ctx, self.0.user_id).await
    }

    /// What the member may do in the room.
    async fn role(&self) -> RoomRole {
        self.0.role
    }

    /// When the member joined.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// The read receipt: the member has read everything up to this `seq`. It is for the members of the room. Others, anybody who
    /// reads a PUBLIC room, get the number of the joining.
    async fn last_read_seq(&self) -> Seq {
        self.0.last_read_seq
    }
}

/// The viewer's own state in a room: role, read position, counts and choices. Nobody else sees it.
#[derive(Clone, Description)]
pub struct MembershipObject {
    counts: Counts,
    /// The rest of it, when it was read along: what tells counts alone asks for nothing that nobody wants to see.
    own: Option<Membership>,
    /// The room, when it was read along.
    room: Option<Arc<Room>>,
}

/// What every event about a membership has at hand.
#[derive(Clone, Copy)]
struct Counts {
    stay: StayId,
    unread_count: i64,
    mention_count: i64,
    last_read_seq: Seq,
    as_of_seq: Seq,
}

/// With the counts of an event.
impl From<&Unread> for MembershipObject {
    fn from(unread: &Unread) -> Self {
        let Unread { stay, unread_count, mention_count, last_read_seq, as_of_seq, .. } = *unread;
        Self { counts: Counts { stay, unread_count, mention_count, last_read_seq, as_of_seq }, own: None, room: None }
    }
}

impl MembershipObject {
    /// A membership, with its room when that is at hand.
    pub fn new(membership: Membership, room: Option<Arc<Room>>) -> Self {
        let Membership { member, unread_count, mention_count, as_of_seq, .. } = membership;
        let (stay, last_read_seq) = (member.stay(), member.last_read_seq);
        let counts = Counts { stay, unread_count, mention_count, last_read_seq, as_of_seq };
        Self { counts, own: Some(membership), room }
    }

    async fn find_room(&self, ctx: &Context<'_>) -> Result<Arc<Room>> {
        if let Some(room) = &self.room {
            return Ok(room.clone());
        }
        let room = reader(ctx)?.load(self.counts.stay.room).await?;
        Ok(room.ok_or_else(|| Refusal::not_found("room"))?)
    }

    /// Of the same stay: what somebody who came back keeps about the room is another matter.
    async fn find_own(&self, ctx: &Context<'_>) -> Result<Membership> {
        if let Some(own) = self.own {
            return Ok(own);
        }
        let own = reader(ctx)?.load(OwnMembership(self.counts.stay.room)).await?;
        let own = own.filter(|own| own.member.stay() == self.counts.stay);
        Ok(own.ok_or_else(|| Refusal::not_found("membership"))?)
    }

    async fn find_member(&self, ctx: &Context<'_>) -> Result<Member> {
        Ok(self.find_own(ctx).await?.member)
    }
}

#[Object(name = "Membership", use_type_description)]
impl MembershipObject {
    /// Names the viewer's stay in the room: opaque, unique over all types, never reused. Whoever leaves a room and
    /// returns gets a new one.
    pub async fn id(&self) -> ID {
        ID(self.counts.stay.encode(MEMBERSHIP))
    }

    /// The id of the room.
    async fn room_id(&self) -> ID {
        ID(self.counts.stay.room.to_string())
    }

    /// The room that the viewer is a member of.
    async fn room(&self, ctx: &Context<'_>) -> Result<RoomObject> {
        self.find_room(ctx).await.map(RoomObject)
    }

    /// The role of the viewer in the room.
    async fn role(&self, ctx: &Context<'_>) -> Result<RoomRole> {
        Ok(self.find_member(ctx).await?.role)
    }

    /// What the viewer may do in the room by their role. The server checks by the same table. `Room.viewerPermissions`
    /// also has what the viewer may do as the server's ADMIN.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<RoomPermission>> {
        let (room, member) = (self.find_room(ctx).await?, self.find_member(ctx).await?);
        Ok(permissions(room.kind, member.role, room.archived_at.is_some()).to_vec())
    }

    /// When the viewer joined.
    async fn joined_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.find_member(ctx).await?.joined_at))
    }

    /// The viewer has read everything up to this `seq`. It begins with the number of their own joining and never moves back.
    async fn last_read_seq(&self) -> Seq {
        self.counts.last_read_seq
    }

    /// How many TEXT messages after `lastReadSeq` are not deleted. Exact for `asOfSeq`.
    async fn unread_count(&self) -> i64 {
        self.counts.unread_count
    }

    /// How many of the unread messages mention the viewer, by name, @all or @here; each counts once.
    async fn mention_count(&self) -> i64 {
        self.counts.mention_count
    }

    /// The `seq` for which the counts are exact. Of two copies keep the one with the larger `asOfSeq`, then the larger
    /// `lastReadSeq`.
    async fn as_of_seq(&self) -> Seq {
        self.counts.as_of_seq
    }

    /// Which messages of the room should call for the viewer's attention.
    async fn notification_mode(&self, ctx: &Context<'_>) -> Result<NotificationMode> {
        Ok(self.find_member(ctx).await?.notification_mode)
    }

    /// Whether the room stands before the others in the viewer's list.
    async fn is_pinned(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_member(ctx).await?.is_pinned)
    }

    /// Whether a DIRECT room is in no list and no total of the viewer until its next message. The viewer hides it with
    /// `updateMembership`, which also reads it. For the person who did not open the room it begins hidden: its first
    /// message brings MembershipAdded.
    async fn is_hidden(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_own(ctx).await?.is_hidden)
    }
}
