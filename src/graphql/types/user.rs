//! People and settings.

use crate::{
    domain::{
        account,
        refusal::Refusal,
        user::{Settings, User, UserRole, UserStatus},
    },
    graphql::{
        app::app,
        load::reader::Reader,
        scalars::{DateTime, WebAddress},
        shown::shown_address,
        types::list::Nullable,
        viewer::reader,
    },
    ids::{SettingsId, UserId},
    store::users,
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::{str::FromStr, sync::Arc};

/// A person with an account, as every signed-in user sees them.
#[derive(Clone, Description)]
pub struct UserObject(pub Arc<User>);

#[Object(name = "User", use_type_description)]
impl UserObject {
    /// Names this user: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The name to sign in with, 2 to 32 characters. Nobody else has it, in any case or width.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The name to show, 1 to 80 characters. Others may have the same.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The address of the user's picture: of the one that they uploaded with `updateAvatar`, which is 256 pixels wide and high, never
    /// changes and needs no signature, or of one elsewhere. Null when there is none.
    async fn avatar_url(&self, ctx: &Context<'_>) -> Nullable<WebAddress> {
        match &self.0.avatar_address {
            Some(address) => avatar(ctx, address).transpose(),
            None => shown_address(ctx, self.0.avatar_url.as_deref()),
        }
    }

    /// What the user may do on the whole server.
    async fn role(&self) -> UserRole {
        self.0.role
    }

    /// OFFLINE without a live connection, else what the user chose; ONLINE when they chose nothing.
    async fn status(&self) -> UserStatus {
        self.0.status()
    }

    /// What the user says beside the status, at most 140 characters. Null when they say nothing.
    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// When their last connection ended. Null while they are connected, and when they never were.
    async fn last_seen_at(&self) -> Option<DateTime> {
        self.0.last_seen().map(DateTime)
    }
}

/// The viewer's own settings. The server stores them and tells all devices of the viewer of a change; clients follow them.
#[derive(Clone, Description)]
pub struct SettingsObject(pub Arc<Settings>);

#[Object(name = "Settings", use_type_description)]
impl SettingsObject {
    /// Names the viewer's settings: opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(SettingsId(self.0.user_id.0).to_string())
    }

    /// The language of the user interface, as a tag by BCP 47 such as `de-CH`.
    async fn locale(&self) -> &str {
        &self.0.locale
    }

    /// The time zone to show times in, as a name of the IANA database such as `Europe/Zurich`.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Whether clients should show no notifications.
    async fn do_not_disturb(&self) -> bool {
        self.0.do_not_disturb
    }
}

fn avatar(ctx: &Context<'_>, address: &str) -> Result<Option<WebAddress>> {
    shown_address(ctx, Some(&app(ctx)?.links.avatar(address))).transpose()
}

/// A place in the list of people: a username as it is compared.
#[derive(Clone)]
pub struct NameKey(pub String);

impl FromStr for NameKey {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        account::well_formed(text).map(|()| Self(text.to_owned()))
    }
}

/// The viewer's account.
pub async fn find_account(reader: &Reader, user: UserId) -> Result<users::Account, Refusal> {
    let account = reader.read_roomless(move |conn| Box::pin(users::find_account(conn, user))).await?;
    account.ok_or_else(|| {
        tracing::error!(%user, "a session without an account");
        Refusal::internal()
    })
}

/// The settings of an account, for its owner.
pub async fn find_settings(reader: &Reader, user: UserId) -> Result<SettingsObject, Refusal> {
    Ok(SettingsObject(Arc::new(find_account(reader, user).await?.settings)))
}

/// A person, where there must be one. Whose account somebody has taken out of the database is shown as gone: what is left
/// of the others can still be read.
pub async fn user(ctx: &Context<'_>, id: UserId) -> Result<UserObject> {
    Ok(person(ctx, id).await?.unwrap_or_else(|| {
        tracing::warn!(user = %id, "something refers to a user who is not there");
        UserObject(Arc::new(User::gone(id)))
    }))
}

/// A person, where there need be none.
pub async fn person(ctx: &Context<'_>, id: UserId) -> Result<Option<UserObject>> {
    Ok(reader(ctx)?.load(id).await?.map(UserObject))
}
