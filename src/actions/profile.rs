//! What people change about themselves.

use crate::{
    actions::{Actions, Actor, writing::lock_user},
    domain::{
        account,
        event::{ContactEvent, Event, UserEvent, UserEventKind},
        refusal::Refusal,
        text,
        user::{Settings, User},
    },
    ids::{FileId, UserId},
    store::{Done, Failure, Job, QueueKey, StoreError, Tx, files, memberships, users},
};
use std::sync::Arc;

/// What is to change about a profile; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// 1 to 80 characters.
    pub display_name: Option<String>,
    /// `Some(None)` clears it.
    pub avatar_url: Option<Option<String>>,
}

impl ProfileChange {
    fn apply(&self, before: &User) -> User {
        let display_name = self.display_name.clone().unwrap_or_else(|| before.display_name.clone());
        // Whoever says what is shown means that it stays.
        let is_shown =
            |url: &str| before.avatar_address.as_ref().is_some_and(|shown| url.ends_with(&format!("/{shown}")));
        match &self.avatar_url {
            Some(url) if !url.as_deref().is_some_and(is_shown) => {
                User { display_name, avatar_url: url.clone(), avatar_address: None, ..before.clone() }
            }
            _ => User { display_name, ..before.clone() },
        }
    }
}

/// What is to change about the settings; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// A language tag by BCP 47, at most 35 characters.
    pub locale: Option<String>,
    /// A name of the IANA time zone database.
    pub time_zone: Option<String>,
    /// Whether clients should show no notifications.
    pub do_not_disturb: Option<bool>,
}

impl Actions {
    /// Changes name and picture, and tells the user's devices and those who share a room.
    pub async fn update_profile(&self, actor: &Actor, change: ProfileChange) -> Result<Done<UserId>, Refusal> {
        let display_name = change.display_name.map(|name| text::name("displayName", &name)).transpose()?;
        text::web_address("avatarUrl", change.avatar_url.as_ref().and_then(Option::as_deref))?;
        let change = ProfileChange { display_name, ..change };
        self.once(actor, ChangeLooks { user: actor.user, looks: NewLooks::Profile(change) }).await
    }

    /// Changes the settings, and tells the user's devices.
    pub async fn update_settings(&self, actor: &Actor, change: SettingsChange) -> Result<Done<UserId>, Refusal> {
        if let Some(locale) = &change.locale {
            account::check_locale(locale)?;
        }
        if let Some(zone) = &change.time_zone {
            account::check_time_zone(zone)?;
        }
        self.once(actor, UpdateSettings { user: actor.user, change }).await
    }
}

/// How somebody is to look.
pub(super) enum NewLooks {
    /// What they say of themselves.
    Profile(ProfileChange),
    /// A picture whose bytes are there, and what it is called; or none.
    Avatar(Option<(FileId, String)>),
}

impl NewLooks {
    fn apply(&self, before: &User) -> User {
        match self {
            Self::Profile(change) => change.apply(before),
            Self::Avatar(uploaded) => {
                let avatar_address = uploaded.as_ref().map(|(_, address)| address.clone());
                User { avatar_url: None, avatar_address, ..before.clone() }
            }
        }
    }

    fn file(&self) -> Option<FileId> {
        match self {
            Self::Avatar(Some((file, _))) => Some(*file),
            Self::Avatar(None) | Self::Profile(_) => None,
        }
    }
}

/// Writes how somebody looks from now on, and tells those who see them.
pub(super) struct ChangeLooks {
    pub user: UserId,
    pub looks: NewLooks,
}

impl Job for ChangeLooks {
    type Answer = UserId;

    fn queue(&self) -> QueueKey {
        QueueKey::People
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<UserId>, Failure> {
        let user = self.user;
        let before = lock_user(tx, user).await?;
        let after = self.looks.apply(&before);
        if after == *before {
            return Ok(Done::quiet(user));
        }
        let avatar = self.looks.file();
        if let Some(file) = avatar
            && !files::keep(tx, file).await?
        {
            return Err(Refusal::unavailable().into());
        }
        users::update_profile(tx, &after).await?;
        if after.avatar_address != before.avatar_address {
            let shown = users::find_avatar_file(tx, user).await?;
            users::update_avatar(tx, user, avatar, after.avatar_address.as_deref()).await?;
            files::release(tx, shown.as_slice()).await?;
        }
        let rooms = memberships::rooms_of_user(tx, user).await?;
        let kind = UserEventKind::ProfileChanged(Arc::new(after));
        let event = ContactEvent { about: user, rooms, large_rooms: Vec::new(), at: tx.now, kind };
        Ok(Done { answer: user, events: vec![Event::Contact(Arc::new(event))] })
    }
}

struct UpdateSettings {
    user: UserId,
    change: SettingsChange,
}

impl Job for UpdateSettings {
    type Answer = UserId;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.user)
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<UserId>, Failure> {
        users::lock(tx, self.user).await?;
        let before = users::find_account(tx, self.user).await?;
        let before = before.ok_or_else(|| StoreError::Unexpected("a session without an account".into()))?.settings;
        let after = Settings {
            user_id: self.user,
            locale: self.change.locale.clone().unwrap_or_else(|| before.locale.clone()),
            time_zone: self.change.time_zone.clone().unwrap_or_else(|| before.time_zone.clone()),
            do_not_disturb: self.change.do_not_disturb.unwrap_or(before.do_not_disturb),
        };
        if after == before {
            return Ok(Done::quiet(self.user));
        }
        users::update_settings(tx, &after).await?;
        let kind = UserEventKind::SettingsChanged(Arc::new(after));
        let event = UserEvent { user: self.user, at: tx.now, kind };
        Ok(Done { answer: self.user, events: vec![Event::User(Arc::new(event))] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_stays_only_when_what_is_shown_is_said_again() {
        let shown = User { avatar_address: Some("a1/key".to_owned()), ..User::gone(UserId(1)) };
        let with = |avatar_url: Option<&str>| {
            let change = ProfileChange { display_name: None, avatar_url: Some(avatar_url.map(str::to_owned)) };
            let after = change.apply(&shown);
            (after.avatar_url, after.avatar_address)
        };
        assert_eq!(with(Some("https://spark.example/files/a1/key")), (None, shown.avatar_address.clone()));
        let other = "https://example.org/cat.png";
        assert_eq!(with(Some(other)), (Some(other.to_owned()), None));
        assert_eq!(with(Some("https://spark.example/files/ba1/key")).1, None, "only the whole address");
        assert_eq!(with(None), (None, None));
        let renamed = ProfileChange { display_name: Some("Ann".to_owned()), avatar_url: None }.apply(&shown);
        assert_eq!((renamed.display_name.as_str(), renamed.avatar_address), ("Ann", shown.avatar_address));
    }
}
