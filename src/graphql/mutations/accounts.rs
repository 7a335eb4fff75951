//! Accounts, profiles, settings.

use crate::ids::UserId;
use crate::{
    actions::{
        accounts::Register,
        profile::{ProfileChange, SettingsChange},
        sessions::SignedIn,
        status::StatusChange,
    },
    domain::outcome::Refusal,
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
    /// Makes an account and signs it in. Called again within the hour, with the same `clientMutationId`, name and password, it
    /// signs in as `login` would: so an answer that was lost costs nobody the name.
    async fn register(&self, ctx: &Context<'_>, input: RegisterInput) -> Result<RegisterPayload> {
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

    /// Begins a session.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let begun = Begun::new(ctx, &input, Caller::Named(input.username.clone()))?;
        let login = app(ctx)?.actions.login(ctx.data::<Peer>()?.address, &input.username, input.password);
        let outcome = begun.run(login).await;
        let fill = async |payload: &mut LoginPayload, signed_in| {
            payload.session = Some(session(ctx, signed_in).await);
        };
        outcome.payload(fill).await
    }

    /// Ends this session at once; its sockets are closed with 4403.
    async fn logout(&self, ctx: &Context<'_>, input: LogoutInput) -> Result<LogoutPayload> {
        let run = async |call: Call<'_>| {
            let done = call.actions.logout(&call.actor, input.everywhere).await?;
            // The mutations behind this one are nobody's.
            call.viewer.sign_out();
            Ok(done)
        };
        let outcome = Call::run(ctx, "logout", &input, run).await?;
        outcome.payload(async |_: &mut LogoutPayload, ()| ()).await
    }

    /// Changes the password and ends the user's other sessions.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<ChangePasswordPayload> {
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

    /// Changes name and picture; those who share a room hear of it.
    async fn update_profile(&self, ctx: &Context<'_>, input: UpdateProfileInput) -> Result<UpdateProfilePayload> {
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

    /// Chooses what others see while the viewer is connected; kept over reconnects.
    async fn set_status(&self, ctx: &Context<'_>, input: SetStatusInput) -> Result<SetStatusPayload> {
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

    /// Changes the viewer's settings; their other devices hear of it.
    async fn update_settings(&self, ctx: &Context<'_>, input: UpdateSettingsInput) -> Result<UpdateSettingsPayload> {
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
