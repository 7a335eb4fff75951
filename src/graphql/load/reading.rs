//! What one operation has read: every kind of thing in a loader of its own.

use crate::{
    graphql::load::{
        around::MessagesAround,
        conversation::{OwnReactions, ReactorPage, ReactorsOf, ReplyPage},
        loader::Loader,
        peer::Peer,
        sight::Sights,
        source::Source,
        sources::{MemberPage, MessagePage, OpenInvites, OwnMembership, OwnRooms},
        standing::OwnStanding,
    },
    ids::{AnnouncementId, AttachmentId, InviteId, MessageKey, RoomId, UserId},
    store::Snapshot,
};

/// A source whose values a reading keeps.
pub trait KeptSource: Source {
    /// Where they are kept.
    fn loader(reading: &Reading) -> &Loader<Self>;
}

macro_rules! reading {
    ($($name:ident: $key:ty,)*) => {
        /// What was read from one snapshot.
        #[derive(Default)]
        pub struct Reading {
            /// A tokio mutex: the snapshot is one connection, and whoever reads holds it for the statement.
            pub(super) snapshot: tokio::sync::Mutex<Option<Snapshot>>,
            pub(super) sights: Sights,
            $(pub(super) $name: Loader<$key>,)*
        }

        $(impl KeptSource for $key {
            fn loader(reading: &Reading) -> &Loader<Self> {
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
    attachments: AttachmentId,
    peers: Peer,
    standings: OwnStanding,
    messages_around: MessagesAround,
    reply_pages: ReplyPage,
    reactor_pages: ReactorPage,
    own_reactions: OwnReactions,
    reactors: ReactorsOf,
}
