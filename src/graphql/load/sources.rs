//! What can be read for many keys at once: people, rooms, messages, members, invites.

use crate::{
    clock::Timestamp,
    domain::{
        access::{RoomPermission, permissions},
        message::Message,
        refusal::Refusal,
        room::{Member, Membership, Room},
        user::User,
    },
    feed::sync::SyncPage,
    graphql::load::{
        sight::{Eyes, Finds, Of, Seen},
        source::Source,
    },
    ids::{InviteId, MessageKey, RoomId, Seq, UserId},
    store::{
        Conn, StoreError,
        invites::{self, Invite},
        memberships::{self, MembershipInRoom},
        messages,
        page::{Page, Window},
        rooms::VisibleRoom,
        users,
    },
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// All rooms of the viewer, in no order: read once, however many fields show them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnRooms;

/// The viewer's membership in a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnMembership(pub RoomId);

/// A page of a room's messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessagePage(pub RoomId, pub Window<Seq>);

/// A page of a room's members.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberPage(pub RoomId, pub Window<Seq>);

/// The invites with which a room can be joined at that time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpenInvites(pub RoomId, pub Timestamp);

impl Source for UserId {
    type Value = Arc<User>;

    fn of(self) -> Of {
        Of::NoRoom
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Arc<User>)>, StoreError> {
        Ok(users::find_many(conn, keys).await?.into_iter().map(|user| (user.id, Arc::new(user))).collect())
    }
}

/// Rooms that the viewer may see: whoever looks at one has read it.
impl Source for RoomId {
    type Value = Arc<Room>;

    fn of(self) -> Of {
        Of::Room(self)
    }

    async fn fetch(_: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Room>)>, StoreError> {
        Ok(keys.into_iter().filter_map(|room| Some((room, eyes.seen(room)?.room().clone()))).collect())
    }
}

impl Source for MessageKey {
    type Value = Arc<Message>;

    fn of(self) -> Of {
        Of::Room(self.room)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Arc<Message>)>, StoreError> {
        let found = messages::find_many(conn, &keys).await?;
        Ok(found.into_iter().map(|message| (message.key(), Arc::new(message))).collect())
    }
}

impl Source for (RoomId, UserId) {
    type Value = Member;

    fn of(self) -> Of {
        Of::Room(self.0)
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Member)>, StoreError> {
        let found = memberships::find_many(conn, &keys).await?;
        Ok(found.into_iter().map(|member| ((member.room_id, member.user_id), eyes.shows(member))).collect())
    }
}

impl Source for OwnMembership {
    type Value = Membership;

    fn of(self) -> Of {
        Of::Own
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Membership)>, StoreError> {
        let found = memberships::memberships_in(conn, eyes.viewer, keys.into_iter().map(|key| key.0)).await?;
        Ok(found.into_iter().map(|membership| (Self(membership.member.room_id), membership)).collect())
    }
}

impl Source for OwnRooms {
    type Value = Arc<Vec<MembershipInRoom>>;

    fn of(self) -> Of {
        Of::Own
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, _: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let found = memberships::list_of_user(conn, eyes.viewer).await?;
        eyes.note(found.iter().filter_map(|found| Seen::new(Arc::new(found.room.clone()), true)));
        Ok(vec![(Self, Arc::new(found))])
    }
}

impl Source for MessagePage {
    type Value = Arc<Page<Arc<Message>>>;

    fn of(self) -> Of {
        Of::Room(self.0)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, rooms) in by_window(keys.into_iter().map(|Self(room, window)| (room, window))) {
            let mut found = group(messages::pages(conn, &rooms, window).await?, |message| message.room_id);
            pages.extend(rooms.into_iter().map(|room| {
                let items = found.remove(&room).unwrap_or_default().into_iter().map(Arc::new).collect();
                (Self(room, window), Arc::new(window.page(items)))
            }));
        }
        Ok(pages)
    }
}

impl Source for MemberPage {
    type Value = Arc<Page<Member>>;

    fn of(self) -> Of {
        Of::Room(self.0)
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut pages = Vec::with_capacity(keys.len());
        for (window, rooms) in by_window(keys.into_iter().map(|Self(room, window)| (room, window))) {
            let mut found = group(memberships::pages(conn, &rooms, window).await?, |member| member.room_id);
            pages.extend(rooms.into_iter().map(|room| {
                let items = found.remove(&room).unwrap_or_default().into_iter().map(|member| eyes.shows(member));
                (Self(room, window), Arc::new(window.page(items.collect())))
            }));
        }
        Ok(pages)
    }
}

/// Invites that the viewer may see: by their role in the room.
impl Source for InviteId {
    type Value = (Invite, Arc<Room>);

    fn of(self) -> Of {
        Of::Own
    }

    async fn fetch(conn: &mut Conn, eyes: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut invites = Vec::with_capacity(keys.len());
        for id in keys {
            invites.extend(invites::find(conn, id).await?);
        }
        if invites.is_empty() {
            return Ok(Vec::new());
        }
        let rooms: HashSet<RoomId> = invites.iter().map(|invite| invite.room_id).collect();
        eyes.look(conn, &rooms).await?;
        let own = memberships::memberships_in(conn, eyes.viewer, rooms).await?;
        let roles: HashMap<_, _> = own.into_iter().map(|own| (own.member.room_id, own.member.role)).collect();
        let shown = invites.into_iter().filter_map(|invite| {
            let (seen, role) = (eyes.seen(invite.room_id)?, roles.get(&invite.room_id)?);
            let may = permissions(seen.room().kind, *role, false).contains(&RoomPermission::Invite);
            may.then(|| (invite.id, (invite, seen.room().clone())))
        });
        Ok(shown.collect())
    }
}

impl Source for OpenInvites {
    type Value = Arc<Vec<Invite>>;

    fn of(self) -> Of {
        Of::Room(self.0)
    }

    async fn fetch(conn: &mut Conn, _: &Eyes<'_>, keys: Vec<Self>) -> Result<Vec<(Self, Self::Value)>, StoreError> {
        let mut lists = Vec::with_capacity(keys.len());
        for Self(room, now) in keys {
            lists.push((Self(room, now), Arc::new(invites::list_open(conn, room, now).await?)));
        }
        Ok(lists)
    }
}

/// PUBLIC rooms that somebody looked for.
impl Finds for Vec<VisibleRoom> {
    fn seen(&self) -> Vec<Seen> {
        self.iter().filter_map(|found| Seen::new(Arc::new(found.room.clone()), found.is_member)).collect()
    }
}

/// Logs are the members'.
impl Finds for Vec<Option<SyncPage>> {
    fn seen(&self) -> Vec<Seen> {
        let rooms = self.iter().flatten().filter_map(|page| page.events.first());
        rooms.filter_map(|event| Seen::new(event.room.clone(), true)).collect()
    }
}

impl Finds for Result<SyncPage, Refusal> {
    fn seen(&self) -> Vec<Seen> {
        let first = self.iter().filter_map(|page| page.events.first());
        first.filter_map(|event| Seen::new(event.room.clone(), true)).collect()
    }
}

/// The things of which the same window is asked: one statement each window.
pub fn by_window<K>(keys: impl Iterator<Item = (K, Window<Seq>)>) -> HashMap<Window<Seq>, Vec<K>> {
    let mut windows: HashMap<_, Vec<K>> = HashMap::new();
    for (key, window) in keys {
        windows.entry(window).or_default().push(key);
    }
    windows
}

/// What was read of several rooms, by room.
pub fn group<T>(items: Vec<T>, room: impl Fn(&T) -> RoomId) -> HashMap<RoomId, Vec<T>> {
    let mut groups: HashMap<RoomId, Vec<T>> = HashMap::new();
    for item in items {
        groups.entry(room(&item)).or_default().push(item);
    }
    groups
}
