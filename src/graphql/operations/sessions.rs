//! Accounts, profiles, settings.

use crate::ids::UserId;
use crate::{
    actions::{
        accounts::Register,
        profile::{ProfileChange, SettingsChange},
        sessions::SignedIn,
        status::StatusChange,
    },
    domain::refusal::Refusal,
    graphql::{
        Peer, Viewer,
        audit::Caller,
        call::{Begun, Call, required},
        inputs::{
            ChangePasswordInput, LoginInput, LogoutInput, RegisterInput, SetStatusInput, UpdateProfileInput,
            UpdateSettingsInput,
        },
        scalars::DateTime,
        types::{
            app,
            payload::{
                ChangePasswordPayload, LoginPayload, LogoutPayload, RegisterPayload, Session, SetStatusPayload,
                UpdateProfilePayload, UpdateSettingsPayload,
            },
            reader,
            user::{SettingsObject, UserObject, find_settings, user},
        },
    },
};
use async_graphql::{Context, MaybeUndefined, Object, Result};
use std::sync::Arc;

#[derive(Default)]
pub struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Creates an account and signs it in. Anybody may call it.
    ///
    /// After an answer that was lost, call it again within an hour with the same `clientMutationId`, username and
    /// password: it then signs in, as `login` would.
    ///
    /// Codes: ALREADY_EXISTS (the username is taken), INVALID_INPUT, RATE_LIMITED (20 calls a minute from one address by
    /// default).
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account to make.")] input: RegisterInput,
    ) -> Result<RegisterPayload> {
        let begun = Begun::new(ctx, &input, Caller::Named(input.username.clone()))?;
        let register = Register {
            username: input.username,
            password: input.password,
            display_name: input.display_name,
            client_mutation_id: input.client_mutation_id,
        };
        let outcome = begun.run(app(ctx)?.actions.register(ctx.data::<Peer>()?.address, register)).await;
        let fill = async |payload: &mut RegisterPayload, signed_in| {
            payload.session = Some(session(ctx, signed_in).await);
        };
        outcome.payload(fill).await
    }

    /// Signs in: begins a session. Anybody may call it.
    ///
    /// Codes: UNAUTHENTICATED (the username or the password is wrong; nothing tells which), RATE_LIMITED (5 calls a
    /// minute of one username from one address by default, 60 from one address, 30 of one username).
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: LoginInput,
    ) -> Result<LoginPayload> {
        let begun = Begun::new(ctx, &input, Caller::Named(input.username.clone()))?;
        let login = app(ctx)?.actions.login(ctx.data::<Peer>()?.address, &input.username, input.password);
        let outcome = begun.run(login).await;
        let fill = async |payload: &mut LoginPayload, signed_in| {
            payload.session = Some(session(ctx, signed_in).await);
        };
        outcome.payload(fill).await
    }

    /// Ends the session of this call at once. Its `userEvents` get SessionEnded, and its sockets are closed with 4403. Any
    /// signed-in user may call it. Mutations after it in the same request answer UNAUTHENTICATED.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions to end.")] input: LogoutInput,
    ) -> Result<LogoutPayload> {
        let run = async |call: Call<'_>| {
            let done = call.actions.logout(&call.actor, input.everywhere).await?;
            // The mutations behind this one are nobody's.
            call.viewer.sign_out();
            Ok(done)
        };
        let outcome = Call::run(ctx, "logout", &input, run).await?;
        outcome.payload(async |_: &mut LogoutPayload, ()| ()).await
    }

    /// Changes the viewer's password and ends their other sessions. Any signed-in user may call it.
    ///
    /// Codes: UNAUTHENTICATED (with `path`: the current password is wrong), INVALID_INPUT.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password to change, and the new one.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let run = async |call: Call<'_>| {
            let (current, new) = (input.current_password.clone(), input.new_password.clone());
            let address = ctx.data::<Peer>().map_err(|_| Refusal::internal())?.address;
            let done = call.actions.change_password(&call.actor, address, current, new).await?;
            Ok(done.map(|()| call.viewer.clone()))
        };
        let outcome = Call::run_by_its_own_rate(ctx, "changePassword", &input, run).await?;
        let fill = async |payload: &mut ChangePasswordPayload, viewer: Viewer| {
            let signed_in = SignedIn {
                user: viewer.session.user_id,
                token: viewer.token.to_string(),
                expires_at: viewer.session.ends_at(),
            };
            payload.session = Some(session(ctx, signed_in).await);
        };
        outcome.payload(fill).await
    }

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

async fn session(ctx: &Context<'_>, signed_in: SignedIn) -> Result<Session> {
    let user = app(ctx)?.find_user(signed_in.user).await?;
    Ok(Session { token: signed_in.token, expires_at: DateTime(signed_in.expires_at), user: UserObject(Arc::new(user)) })
}
