//! The object types of the schema: what of the domain is shown, and how it is found.

/// Makes an object type of an event that holds what it shows. `SimpleObject` would make one as well, but it cuts the path of
/// an error further down off at its own field.
macro_rules! event {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, async_graphql::Description)]
        pub struct $name {
            pub occurred_at: DateTime,
            $(pub $field: $type,)*
        }

        #[async_graphql::Object(use_type_description)]
        impl $name {
            /// When it happened, by the clock of the server.
            pub async fn occurred_at(&self) -> DateTime {
                self.occurred_at
            }

            $($(#[$field_doc])* async fn $field(&self) -> &$type {
                &self.$field
            })*
        }
    };
}

pub mod active;
pub mod announcement;
pub mod attachment;
pub mod connection;
pub mod event;
pub mod invite;
pub mod list;
pub mod message;
pub mod node;
pub mod reaction;
pub mod room;
pub mod room_event;
pub mod room_list;
pub mod user;
