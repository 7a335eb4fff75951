//! Rooms, their members, and the viewer's own state in them.

use crate::{
    clock::Timestamp,
    domain::{
        access::{self, RoomPermission, permissions},
        event::Unread,
        refusal::Refusal,
        room::{Member, Membership, NotificationMode, Room, RoomKind, RoomRole},
    },
    graphql::{
        reader::{MemberPage, MessagePage, OwnMembership, Reader},
        scalars::DateTime,
        types::{
            Nullable,
            around::Around,
            connection::{Connection, CountedConnection, PageArgs},
            message::MessageObject,
            peer::Peer,
            reader,
            standing::OwnStanding,
            user::{UserObject, user},
        },
    },
    ids::{InviteId, MEMBERSHIP, MessageKey, ROOM_MEMBER, RoomId, Seq, StayId, UserId},
    store::{
        invites::{self, Invite},
        page::Page,
    },
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::sync::Arc;

/// Any signed-in user reads a PUBLIC room, its messages and its members; a PRIVATE or DIRECT one only its members.
/// Writing, subscribing and `sync` need membership. Members read the whole history.
#[derive(Clone, Description)]
pub struct RoomObject(pub Arc<Room>);

#[Object(name = "Room", use_type_description)]
impl RoomObject {
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn kind(&self) -> RoomKind {
        self.0.kind
    }

    /// Null in a DIRECT room.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    async fn topic(&self) -> Option<&str> {
        self.0.topic.as_deref()
    }

    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Sequence number of the room's newest event.
    async fn latest_seq(&self) -> Seq {
        self.0.latest_seq
    }

    /// The `fingerprint` of that event.
    async fn latest_fingerprint(&self) -> String {
        self.0.latest_fingerprint.to_string()
    }

    async fn member_count(&self) -> i64 {
        self.0.member_count
    }

    /// The newest message that is not SYSTEM and not a reply, also when deleted.
    async fn last_message(&self, ctx: &Context<'_>) -> Nullable<MessageObject> {
        find_message(ctx, self.0.last_message()?).await.transpose()
    }

    /// The sort key of room lists: the time of the newest message, or of the creation.
    async fn last_activity_at(&self) -> DateTime {
        DateTime(self.0.last_activity_at)
    }

    /// The members in the order of their joining.
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<CountedConnection<RoomMemberObject>> {
        let window = PageArgs { first, after, last, before }.by_seq(false)?;
        let page = reader(ctx)?.load(MemberPage(self.0.id, window)).await?;
        let page = page.map_or_else(Page::empty, |page| (*page).clone());
        let connection = Connection::new(page, |member| member.joined_seq.to_string(), RoomMemberObject);
        Ok(connection.counted(self.0.member_count))
    }

    /// All messages, SYSTEM, deleted ones and replies included, oldest first within a page; without arguments the newest
    /// page. A cursor is a `seq` in decimal. `around` is the page in the middle of which that number stands, with `first` for
    /// its size and no other argument: the half before it, and as many from it on; near an end of the room, or beyond it, more
    /// of the other side, so that the page is full wherever the room has as many. The number may be that of any event.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        around: Option<Seq>,
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

    /// What the viewer may do here, by membership or as the server's ADMIN (in PUBLIC rooms: REMOVE_MEMBERS, EDIT_ROOM,
    /// DELETE_ANY_MESSAGE, ARCHIVE, as a member or not). Nobody may do anything in an archived room.
    async fn viewer_permissions(&self, ctx: &Context<'_>) -> Result<Vec<RoomPermission>> {
        let standing = reader(ctx)?.load(OwnStanding(self.0.id)).await?;
        Ok(standing.map(|standing| standing.permissions(&self.0)).unwrap_or_default())
    }

    /// Null when that user is no member.
    async fn member(&self, ctx: &Context<'_>, user_id: ID) -> Nullable<RoomMemberObject> {
        let user = user_id.parse().ok()?;
        self.find_member(ctx, user).await.transpose()
    }

    /// In a DIRECT room, the other person; null in the others.
    async fn viewer_peer(&self, ctx: &Context<'_>) -> Nullable<UserObject> {
        if self.0.kind != RoomKind::Direct {
            return None;
        }
        self.find_peer(ctx).await.transpose()
    }

    /// Null when the viewer is not a member.
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

/// A message of a room that the viewer is known to see.
pub async fn find_message(ctx: &Context<'_>, key: MessageKey) -> Result<Option<MessageObject>> {
    Ok(reader(ctx)?.load(key).await?.map(MessageObject))
}

/// A member as the other members see it.
#[derive(Clone, Copy, Description)]
pub struct RoomMemberObject(pub Member);

#[Object(name = "RoomMember", use_type_description)]
impl RoomMemberObject {
    /// Opaque, unique over all types, never reused: who returns to a room gets a new one.
    pub async fn id(&self) -> ID {
        ID(self.0.stay().encode(ROOM_MEMBER))
    }

    async fn room_id(&self) -> ID {
        ID(self.0.room_id.to_string())
    }

    async fn user(&self, ctx: &Context<'_>) -> Result<UserObject> {
        user(ctx, self.0.user_id).await
    }

    async fn role(&self) -> RoomRole {
        self.0.role
    }

    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// Read receipt: everything up to here is read.
    async fn last_read_seq(&self) -> Seq {
        self.0.last_read_seq
    }
}

/// The viewer's own state in a room. Nobody else sees it.
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
    last_read_seq: Seq,
    as_of_seq: Seq,
}

/// With the counts of an event.
impl From<&Unread> for MembershipObject {
    fn from(unread: &Unread) -> Self {
        let Unread { stay, unread_count, last_read_seq, as_of_seq, .. } = *unread;
        Self { counts: Counts { stay, unread_count, last_read_seq, as_of_seq }, own: None, room: None }
    }
}

impl MembershipObject {
    /// A membership, with its room when that is at hand.
    pub fn new(membership: Membership, room: Option<Arc<Room>>) -> Self {
        let Membership { member, unread_count, as_of_seq, .. } = membership;
        let counts = Counts { stay: member.stay(), unread_count, last_read_seq: member.last_read_seq, as_of_seq };
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
    /// Opaque, unique over all types, never reused: who returns to a room gets a new one.
    pub async fn id(&self) -> ID {
        ID(self.counts.stay.encode(MEMBERSHIP))
    }

    async fn room_id(&self) -> ID {
        ID(self.counts.stay.room.to_string())
    }

    async fn room(&self, ctx: &Context<'_>) -> Result<RoomObject> {
        self.find_room(ctx).await.map(RoomObject)
    }

    async fn role(&self, ctx: &Context<'_>) -> Result<RoomRole> {
        Ok(self.find_member(ctx).await?.role)
    }

    /// What the viewer may do in the room by their role; the server checks by the same table. `Room.viewerPermissions` has what
    /// they may as the server's ADMIN as well.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<RoomPermission>> {
        let (room, member) = (self.find_room(ctx).await?, self.find_member(ctx).await?);
        Ok(permissions(room.kind, member.role, room.archived_at.is_some()).to_vec())
    }

    async fn joined_at(&self, ctx: &Context<'_>) -> Result<DateTime> {
        Ok(DateTime(self.find_member(ctx).await?.joined_at))
    }

    /// Starts at the number of one's own joining.
    async fn last_read_seq(&self) -> Seq {
        self.counts.last_read_seq
    }

    /// TEXT messages after `lastReadSeq`, deleted ones not counted. Exact at `asOfSeq`.
    async fn unread_count(&self) -> i64 {
        self.counts.unread_count
    }

    /// Those of the unread that mention the viewer, by name or with @all or @here; each counts once.
    async fn mention_count(&self) -> i64 {
        0
    }

    /// The room's number for which the counts hold: of two states keep the one with the larger `asOfSeq`, then
    /// `lastReadSeq`.
    async fn as_of_seq(&self) -> Seq {
        self.counts.as_of_seq
    }

    async fn notification_mode(&self, ctx: &Context<'_>) -> Result<NotificationMode> {
        Ok(self.find_member(ctx).await?.notification_mode)
    }

    async fn is_pinned(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_member(ctx).await?.is_pinned)
    }

    /// A DIRECT room put away: in no list and no total until its next message. For who did not open it, it begins hidden: its
    /// first message tells MembershipAdded. Putting it away also reads it.
    async fn is_hidden(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.find_own(ctx).await?.is_hidden)
    }
}

/// A code that opens a room. Seen by the members who may invite.
#[derive(Clone, Description)]
pub struct InviteObject {
    invite: Invite,
    room: Arc<Room>,
}

#[Object(name = "Invite", use_type_description)]
impl InviteObject {
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.invite.id.to_string())
    }

    async fn code(&self) -> &str {
        &self.invite.code
    }

    async fn room(&self) -> RoomObject {
        RoomObject(self.room.clone())
    }

    async fn expires_at(&self) -> Option<DateTime> {
        self.invite.expires_at.map(DateTime)
    }

    /// Null when there is no limit.
    async fn uses_left(&self) -> Option<i64> {
        self.invite.max_uses.map(|max| max - self.invite.uses)
    }
}

/// An invite, when the viewer is a member who may invite.
pub async fn find_invite(reader: &Reader, id: InviteId) -> Result<Option<InviteObject>> {
    let Some(invite) = reader.read(move |conn| Box::pin(invites::find(conn, id))).await? else { return Ok(None) };
    let Some(room) = reader.load(invite.room_id).await? else { return Ok(None) };
    let Some(own) = reader.load(OwnMembership(invite.room_id)).await? else { return Ok(None) };
    let may = permissions(room.kind, own.member.role, false).contains(&RoomPermission::Invite);
    Ok(may.then_some(InviteObject { invite, room }))
}

/// The open invites of a room, newest first, for a member who may invite; none opens an archived room.
pub async fn open_invites(reader: &Reader, id: RoomId, now: Timestamp) -> Result<Vec<InviteObject>, Refusal> {
    let (room, own) = (reader.load(id).await?, reader.load(OwnMembership(id)).await?);
    let (room, own) = access::inside(room, own)?;
    if room.archived_at.is_some() {
        return Ok(Vec::new());
    }
    access::permitted(&room, own.member.role, RoomPermission::Invite)?;
    let open = reader.read(move |conn| Box::pin(invites::list_open(conn, id, now))).await?;
    Ok(open.into_iter().map(|invite| InviteObject { invite, room: room.clone() }).collect())
}
