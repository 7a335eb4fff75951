//! What one operation has read: every kind of thing in a batch of its own.

use crate::{
    graphql::load::{
        around::MessagesAround,
        batch::Batch,
        conversation::{OwnReactions, ReactorPage, ReactorsOf, ReplyPage},
        peer::Peer,
        sight::Sights,
        source::Source,
        sources::{MemberPage, MessagePage, OpenInvites, OwnMembership, OwnRooms},
        standing::OwnStanding,
    },
    ids::{AnnouncementId, InviteId, MessageKey, RoomId, UserId},
    store::Snapshot,
};

/// A source whose values a reading keeps.
pub trait Kept: Source {
    /// Where they are kept.
    fn batch(reading: &Reading) -> &Batch<Self>;
}

macro_rules! reading {
    ($($name:ident: $key:ty,)*) => {
        /// What was read from one snapshot.
        #[derive(Default)]
        pub struct Reading {
            /// A tokio mutex: the snapshot is one connection, and whoever reads holds it for the statement.
            pub(super) snapshot: tokio::sync::Mutex<Option<Snapshot>>,
            pub(super) sights: Sights,
            $(pub(super) $name: Batch<$key>,)*
        }

        $(impl Kept for $key {
            fn batch(reading: &Reading) -> &Batch<Self> {
                &reading.$name
            }
        })*
    };
}

reading! {
    users: UserId,
    rooms: RoomId,
    messages: MessageKey,
    members: (RoomId, UserId),
    memberships: OwnMembership,
    message_pages: MessagePage,
    member_pages: MemberPage,
    own_rooms: OwnRooms,
    invites: InviteId,
    open_invites: OpenInvites,
    announcements: AnnouncementId,
    peers: Peer,
    standings: OwnStanding,
    messages_around: MessagesAround,
    reply_pages: ReplyPage,
    reactor_pages: ReactorPage,
    own_reactions: OwnReactions,
    reactors: ReactorsOf,
}
