//! People and settings.

use crate::{
    domain::{
        account,
        refusal::Refusal,
        user::{Settings, User, UserRole, UserStatus},
    },
    graphql::{
        reader::Reader,
        scalars::{DateTime, WebAddress},
        types::reader,
    },
    ids::{SettingsId, UserId},
    store::users,
};
use async_graphql::{Context, Description, ID, Object, Result};
use std::{str::FromStr, sync::Arc};

/// A person.
#[derive(Clone, Description)]
pub struct UserObject(pub Arc<User>);

#[Object(name = "User", use_type_description)]
impl UserObject {
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn username(&self) -> &str {
        &self.0.username
    }

    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    async fn avatar_url(&self) -> Option<WebAddress> {
        self.0.avatar_url.clone().map(WebAddress)
    }

    async fn role(&self) -> UserRole {
        self.0.role
    }

    /// What the server knows from live connections: OFFLINE without one, else what the user chose (ONLINE by default).
    /// Any signed-in user may ask.
    async fn status(&self) -> UserStatus {
        self.0.status()
    }

    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// When the last connection ended; null while online or never connected.
    async fn last_seen_at(&self) -> Option<DateTime> {
        self.0.last_seen().map(DateTime)
    }
}

/// The viewer's own account settings, changed on one device and pushed to the others.
#[derive(Clone, Description)]
pub struct SettingsObject(pub Arc<Settings>);

#[Object(name = "Settings", use_type_description)]
impl SettingsObject {
    /// Opaque, unique over all types, never reused.
    pub async fn id(&self) -> ID {
        ID(SettingsId(self.0.user_id.0).to_string())
    }

    async fn locale(&self) -> &str {
        &self.0.locale
    }

    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    async fn do_not_disturb(&self) -> bool {
        self.0.do_not_disturb
    }
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
    let account = reader.read(move |conn| Box::pin(users::find_account(conn, user))).await?;
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
