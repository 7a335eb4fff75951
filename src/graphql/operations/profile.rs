//! How people look to others, and how they want to be served.

use crate::{
    actions::{
        profile::{ProfileChange, SettingsChange},
        status::StatusChange,
    },
    domain::user::UserStatus,
    graphql::{
        operations::{
            call::{Call, required},
            input::input,
            payload::payload,
        },
        scalars::WebAddress,
        types::user::{SettingsObject, UserObject, find_settings, user},
        viewer::reader,
    },
    ids::UserId,
};
use async_graphql::{Context, MaybeUndefined, Object, Result, SimpleObject};

input! {
    /// What to change about the viewer's profile. An absent field keeps its value.
    UpdateProfileInput {
        /// The name to show, 1 to 80 characters, without hidden ones. Null is INVALID_INPUT.
        display_name: MaybeUndefined<String>,
        /// The address of a picture elsewhere, which takes the place of one that was uploaded. Null takes either away; the address
        /// that `User.avatarUrl` shows changes nothing.
        avatar_url: MaybeUndefined<WebAddress>,
    }
}

payload! {
    /// What `updateProfile` answers.
    UpdateProfilePayload {
        /// The viewer with the new profile.
        user: Result<UserObject>,
    }
}

input! {
    /// What the viewer says of themselves.
    SetStatusInput {
        /// ONLINE, AWAY or BUSY. OFFLINE is INVALID_INPUT: the server knows it from the connections.
        status: UserStatus,
        /// A text beside the status, at most 140 characters. Absent keeps the text; null or an empty text takes it away.
        text: MaybeUndefined<String>,
    }
}

payload! {
    /// What `setStatus` answers.
    SetStatusPayload {
        /// The viewer with the new status. Without a live connection its `status` is still OFFLINE.
        user: Result<UserObject>,
    }
}

input! {
    /// What to change about the viewer's settings. An absent field keeps its value; null is INVALID_INPUT.
    UpdateSettingsInput {
        /// A language tag by BCP 47, such as `de-CH`, at most 35 characters.
        locale: MaybeUndefined<String>,
        /// A name of the IANA time zone database, such as `Europe/Zurich`.
        time_zone: MaybeUndefined<String>,
        /// Whether clients should show no notifications.
        do_not_disturb: MaybeUndefined<bool>,
    }
}

payload! {
    /// What `updateSettings` answers.
    UpdateSettingsPayload {
        /// The new settings.
        settings: Result<SettingsObject>,
    }
}

/// Mutations of the viewer's profile and settings.
#[derive(Default)]
pub struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Changes the viewer's display name and picture. Any signed-in user may call it. Those who share a room with the
    /// viewer, and the viewer's devices, get ProfileChanged.
    ///
    /// Codes: INVALID_INPUT.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change about the profile.")] input: UpdateProfileInput,
    ) -> Result<UpdateProfilePayload> {
        let run = async |call: Call<'_>| {
            let avatar_url = match &input.avatar_url {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(url) => Some(Some(url.0.clone())),
            };
            let change = ProfileChange { display_name: required("displayName", &input.display_name)?, avatar_url };
            call.actions.update_profile(&call.actor, change).await
        };
        let fill = async |payload: &mut UpdateProfilePayload, id| {
            payload.user = Some(user(ctx, id).await);
        };
        Call::run(ctx, "updateProfile", &input, run).await?.payload(fill).await
    }

    /// Chooses what others see while the viewer is connected. The server keeps the choice when the viewer disconnects.
    /// Any signed-in user may call it. Those who share a room with the viewer, and the viewer's devices, get
    /// UserStatusChanged.
    ///
    /// Codes: INVALID_INPUT.
    async fn set_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the viewer says of themselves.")] input: SetStatusInput,
    ) -> Result<SetStatusPayload> {
        let run = async |call: Call<'_>| {
            let text = match &input.text {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(text) => Some(Some(text.clone())),
            };
            call.actions.set_status(&call.actor, StatusChange { status: input.status, text }).await
        };
        let fill = async |payload: &mut SetStatusPayload, id| {
            payload.user = Some(user(ctx, id).await);
        };
        Call::run(ctx, "setStatus", &input, run).await?.payload(fill).await
    }

    /// Changes the viewer's settings. Any signed-in user may call it. The viewer's devices get SettingsChanged.
    ///
    /// Codes: INVALID_INPUT.
    async fn update_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change about the settings.")] input: UpdateSettingsInput,
    ) -> Result<UpdateSettingsPayload> {
        let run = async |call: Call<'_>| {
            let change = SettingsChange {
                locale: required("locale", &input.locale)?,
                time_zone: required("timeZone", &input.time_zone)?,
                do_not_disturb: required("doNotDisturb", &input.do_not_disturb)?,
            };
            call.actions.update_settings(&call.actor, change).await
        };
        let fill = async |payload: &mut UpdateSettingsPayload, id| {
            payload.settings = Some(settings(ctx, id).await);
        };
        Call::run(ctx, "updateSettings", &input, run).await?.payload(fill).await
    }
}

async fn settings(ctx: &Context<'_>, id: UserId) -> Result<SettingsObject> {
    Ok(find_settings(reader(ctx)?, id).await?)
}
