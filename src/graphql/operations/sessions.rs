//! Coming in and going out: accounts, sessions, passwords.

use crate::{
    actions::{accounts::Register, sessions::SignedIn},
    domain::refusal::Refusal,
    graphql::{
        app::app,
        audit::Principal,
        operations::{
            call::{BegunCall, Call},
            input::input,
            payload::payload,
        },
        scalars::DateTime,
        types::user::UserObject,
        viewer::{Client, Viewer},
    },
};
use async_graphql::{Context, Description, Object, Result, SimpleObject};
use std::sync::Arc;

input! {
    /// The account to make.
    RegisterInput {
        /// A name of 2 to 32 characters: letters and digits of any script, `_`, `.` and `-`. White space around it does
        /// not count. The server compares usernames after NFKC and case folding, so `Bob` and `bob` are one name.
        username: String,
        /// A password of 8 to 256 characters.
        password: String,
        /// The name to show, 1 to 80 characters, without hidden ones. Null takes the username.
        display_name: Option<String>,
    }
}

payload! {
    /// What `register` answers.
    RegisterPayload {
        /// The first session of the new account.
        session: Result<Session>,
    }
}

input! {
    /// Who signs in.
    LoginInput {
        /// The username, in any case. White space around it does not matter.
        username: String,
        /// The user's password.
        password: String,
    }
}

payload! {
    /// What `login` answers.
    LoginPayload {
        /// The session that has begun.
        session: Result<Session>,
    }
}

input! {
    /// Which sessions to end.
    LogoutInput {
        /// Whether all other sessions of the user end as well.
        #[graphql(default = false)]
        everywhere: bool,
    }
}

payload! {
    /// What `logout` answers.
    LogoutPayload {}
}

input! {
    /// The password to change, and the new one.
    ChangePasswordInput {
        /// The password of now. A wrong one answers UNAUTHENTICATED.
        current_password: String,
        /// The password from now on, 8 to 256 characters.
        new_password: String,
    }
}

payload! {
    /// What `changePassword` answers.
    ChangePasswordPayload {
        /// The session of this call, which goes on. The user's other sessions have ended.
        session: Result<Session>,
    }
}

/// A session that has just begun, or goes on. It ends when nobody uses it for 30 days.
#[derive(Description)]
pub struct Session {
    pub token: String,
    pub expires_at: DateTime,
    pub user: UserObject,
}

#[Object(use_type_description)]
impl Session {
    /// The secret that signs the user in. Send it as the header `Authorization: Bearer TOKEN`; over a WebSocket, send
    /// `{"authorization": "Bearer TOKEN"}` as the payload of `connection_init`. Keep it: no query returns it.
    async fn token(&self) -> &str {
        &self.token
    }

    /// When the session ends if nobody uses it. Using it moves this on, once an hour at most.
    async fn expires_at(&self) -> DateTime {
        self.expires_at
    }

    /// The user who is signed in.
    async fn user(&self) -> &UserObject {
        &self.user
    }
}

/// Mutations of sessions and accounts.
#[derive(Default)]
pub struct SessionMutations;

#[Object]
impl SessionMutations {
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
        let begun = BegunCall::new(ctx, &input, Principal::Named(input.username.clone()))?;
        let register = Register {
            username: input.username,
            password: input.password,
            display_name: input.display_name,
            client_mutation_id: input.client_mutation_id,
        };
        let outcome = begun.run(app(ctx)?.actions.register(ctx.data::<Client>()?.address, register)).await;
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
        let begun = BegunCall::new(ctx, &input, Principal::Named(input.username.clone()))?;
        let login = app(ctx)?.actions.login(ctx.data::<Client>()?.address, &input.username, input.password);
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
            let address = ctx.data::<Client>().map_err(|_| Refusal::internal())?.address;
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
}

async fn session(ctx: &Context<'_>, signed_in: SignedIn) -> Result<Session> {
    let user = app(ctx)?.find_user(signed_in.user).await?;
    Ok(Session { token: signed_in.token, expires_at: DateTime(signed_in.expires_at), user: UserObject(Arc::new(user)) })
}
