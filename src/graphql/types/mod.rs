//! The contract's object types: what of the domain is shown, and how it is found.

/// Makes an object type of an event that holds what it shows. `SimpleObject` would make one as well, but it cuts the path of
/// an error further down off at its own field.
macro_rules! event {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, async_graphql::Description)]
        pub struct $name {
            pub occurred_at: DateTime,
            $(pub $field: $type,)*
        }

        #[async_graphql::Object(use_type_description)]
        impl $name {
            pub async fn occurred_at(&self) -> DateTime {
                self.occurred_at
            }

            $(async fn $field(&self) -> &$type {
                &self.$field
            })*
        }
    };
}

pub mod active;
pub mod announcement;
pub mod around;
pub mod connection;
pub mod event;
mod list;
pub mod membership_filter;
pub mod message;
pub mod payload;
pub mod peer;
pub mod room;
pub mod room_event;
pub mod room_list;
pub mod standing;
pub mod sync;
pub mod user;

pub use list::{List, Nullable};

use crate::graphql::{
    App,
    reader::Reader,
    types::{
        announcement::AnnouncementObject,
        message::MessageObject,
        room::{InviteObject, MembershipObject, RoomMemberObject, RoomObject},
        user::{SettingsObject, UserObject},
    },
    unauthenticated,
};
use async_graphql::{Context, ID, Interface};

/// What can be fetched by its id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque, unique over all types, never reused."))]
pub enum Node {
    User(UserObject),
    Room(RoomObject),
    RoomMember(RoomMemberObject),
    Membership(MembershipObject),
    Invite(InviteObject),
    Message(MessageObject),
    Announcement(AnnouncementObject),
    Settings(SettingsObject),
}

/// The reads of this operation, with the viewer's eyes; who is not signed in reads nothing.
pub fn reader<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a Reader> {
    Ok(ctx.data_opt::<Reader>().ok_or_else(unauthenticated)?)
}

/// What the schema stands on.
pub fn app<'a>(ctx: &Context<'a>) -> async_graphql::Result<&'a App> {
    ctx.data::<App>()
}
