//! Data and rules, which ask nobody: no database, no clock, no network. What a role may do is decided in `access`.
//!
//! How a type is written in a row and in the schema stands with the type, as derives: written elsewhere, each would be there twice.

pub mod access;
pub mod account;
pub mod announcement;
pub mod attachment;
pub mod change;
pub mod emoji;
pub mod event;
pub mod file_name;
pub mod hiding;
pub mod household;
pub mod mentioned;
pub mod mentions;
pub mod message;
pub mod password;
pub mod posting;
pub mod presence;
pub mod problem;
pub mod reactions;
pub mod refusal;
pub mod room;
pub mod scripts;
pub mod stored;
pub mod text;
pub mod threads;
pub mod unseen;
pub mod user;
pub mod words;

/// Enums that are stored as their name in the API, so that the database can be read by a person.
/// `sqlx`'s own derive would make PostgreSQL look for an enum type of that name.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize, async_graphql::Enum)]
        pub enum $name { $($(#[$vdoc])* #[graphql(name = $text)] #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// The name in the API and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text { $($text => Ok(Self::$variant),)* other => Err(format!("unknown {}: {other}", stringify!($name))) }
            }
        }

        impl<DB: sqlx::Database> sqlx::Type<DB> for $name where String: sqlx::Type<DB> {
            fn type_info() -> DB::TypeInfo { <String as sqlx::Type<DB>>::type_info() }
            fn compatible(ty: &DB::TypeInfo) -> bool { <String as sqlx::Type<DB>>::compatible(ty) }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name where &'r str: sqlx::Decode<'r, DB> {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                Ok(<&str as sqlx::Decode<'r, DB>>::decode(value)?.parse()?)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name where String: sqlx::Encode<'q, DB> {
            fn encode_by_ref(
                &self,
                buf: &mut <DB as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <String as sqlx::Encode<'q, DB>>::encode(self.as_str().to_owned(), buf)
            }
        }
    };
}
pub(crate) use named_enum;
