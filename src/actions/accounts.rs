//! Accounts: registering, signing in, changing the password.

use crate::{
    actions::{Actions, Actor, passwords::Matched, sessions::SignedIn},
    clock::Timestamp,
    domain::{
        account,
        event::{Event, SessionEndReason, SessionsEnded},
        password,
        refusal::Refusal,
        text,
        user::{User, UserRole, UserStatus},
    },
    ids::{UserId, new_key},
    store::{Done, Failure, Job, QueueKey, Request, StoreError, Tx, requests, users, users::Credentials},
};
use std::{net::IpAddr, sync::Arc};

/// An account to make.
pub struct Register {
    /// As it was typed; white space around it does not count.
    pub username: String,
    /// 8 to 256 characters.
    pub password: String,
    /// 1 to 80 characters; none takes the username.
    pub display_name: Option<String>,
    /// Under this the call may come again, when its answer was lost.
    pub client_mutation_id: Option<String>,
}

/// How often a password is looked at again that was changed meanwhile.
const ROUNDS: usize = 3;

/// What came of it.
enum Registered {
    SignedIn(SignedIn),
    /// The name is somebody's; of whoever made the account by this very call a while ago, how they sign in.
    Taken(Option<Credentials>),
}

impl Actions {
    /// Makes an account and its first session. Whose answer was lost and who calls again, with the same id, name and password,
    /// signs in: that counts as a log-in.
    pub async fn register(&self, address: IpAddr, input: Register) -> Result<Done<SignedIn>, Refusal> {
        self.rates.register(address)?;
        let (password, is_repeatable) = (input.password.clone(), input.client_mutation_id.is_some());
        let username_key = text::comparable(text::typed(&input.username));
        let done = self.open_account(input, false).await?;
        let own = match done.answer {
            Registered::SignedIn(answer) => {
                self.rates.signed_in(&username_key, address);
                return Ok(Done { answer, events: done.events });
            }
            Registered::Taken(own) => own,
        };
        if own.is_some() {
            self.rates.login(&username_key, address)?;
        } else if !is_repeatable {
            return Err(taken());
        }
        // With an id it takes as long whether or not the account was made by this call.
        self.sign_in(own, &username_key, address, password).await?.ok_or_else(taken)
    }

    /// Makes one of the demo's accounts.
    pub async fn make_demo_account(&self, input: Register) -> Result<Done<SignedIn>, Refusal> {
        let done = self.open_account(input, true).await?;
        match done.answer {
            Registered::SignedIn(answer) => Ok(Done { answer, events: done.events }),
            Registered::Taken(_) => Err(taken()),
        }
    }

    async fn open_account(&self, input: Register, is_demo: bool) -> Result<Done<Registered>, Refusal> {
        let username = text::typed(&input.username).to_owned();
        account::check_username(&username)?;
        password::check("password", &input.password, &username)?;
        let display_name = account::display_name(input.display_name.as_deref(), &username)?;
        let password_hash = self.passwords.hash(input.password).await?;
        let client_mutation_id = input.client_mutation_id;
        self.store.write(Registering { username, display_name, password_hash, client_mutation_id, is_demo }).await
    }

    /// Begins a session. Nothing tells whether the username exists.
    pub async fn login(&self, address: IpAddr, username: &str, password: String) -> Result<Done<SignedIn>, Refusal> {
        // What can't be a username counts as one that nobody has.
        let username_key = text::sought(username).unwrap_or_default();
        self.rates.login(&username_key, address)?;
        let found = self.find_credentials(&username_key).await?;
        let signed_in = self.sign_in(found, &username_key, address, password).await?;
        signed_in.ok_or_else(|| Refusal::unauthenticated("The username or the password is wrong."))
    }

    async fn find_credentials(&self, username_key: &str) -> Result<Option<Credentials>, Refusal> {
        let mut snapshot = self.store.snapshot().await?;
        let found = users::find_credentials(snapshot.conn()?, username_key).await?;
        // Where there is no demo, its accounts are closed.
        Ok(found.filter(|found| self.demo || !found.is_demo))
    }

    /// Begins a session by a password; none when it is not the account's, or there is none.
    async fn sign_in(
        &self,
        mut found: Option<Credentials>,
        username_key: &str,
        address: IpAddr,
        password: String,
    ) -> Result<Option<Done<SignedIn>>, Refusal> {
        for _ in 0..ROUNDS {
            let hash = found.as_ref().map(|found| found.password_hash.clone());
            let matched = self.passwords.verify(password.clone(), hash).await?;
            let (Some(own), Some(Matched { renewed })) = (found, matched) else { return Ok(None) };
            let done = self.store.write(SigningIn { own, renewed }).await?;
            if let Some(answer) = done.answer {
                self.rates.signed_in(username_key, address);
                return Ok(Some(Done { answer, events: done.events }));
            }
            // It was changed, or written anew, while it was looked at.
            found = self.find_credentials(username_key).await?;
        }
        Err(Refusal::unavailable())
    }

    /// Changes the password and ends the user's other sessions. What is kept of the call says nothing of the passwords:
    /// whether a repetition has the same input is seen by whether its new password is the account's.
    /// Each try counts as a log-in, a repetition too: it could be a guess as well.
    pub async fn change_password(
        &self,
        actor: &Actor,
        address: IpAddr,
        current: String,
        new: String,
    ) -> Result<Done<()>, Refusal> {
        let (user, hash, repeated) = {
            let mut snapshot = self.store.snapshot().await?;
            let conn = snapshot.conn()?;
            let repeated = match &actor.request {
                Some(request) => requests::is_kept(conn, request).await?,
                None => false,
            };
            (users::find(conn, actor.user).await?, users::find_password(conn, actor.user).await?, repeated)
        };
        let user = user.ok_or_else(Refusal::internal)?;
        password::check("newPassword", &new, &user.username)?;
        let username_key = text::comparable(&user.username);
        self.rates.login(&username_key, address)?;
        if repeated {
            if self.passwords.verify(new, hash).await?.is_none() {
                return Err(Refusal::conflict());
            }
            return Ok(Done::quiet(()));
        }
        if self.passwords.verify(current, hash.clone()).await?.is_none() {
            let message = "The current password is wrong.";
            return Err(Refusal::unauthenticated(message).at("currentPassword"));
        }
        self.rates.signed_in(&username_key, address);
        let new_hash = self.passwords.hash(new).await?;
        let old_hash = hash.unwrap_or_default();
        self.once(actor, ChangePassword { actor: actor.clone(), old_hash, new_hash }).await
    }
}

fn taken() -> Refusal {
    Refusal::already_exists("username", "This username is taken.")
}

struct Registering {
    username: String,
    display_name: String,
    password_hash: String,
    client_mutation_id: Option<String>,
    is_demo: bool,
}

impl Registering {
    /// What is kept of the call: nothing of the password, which the account has in its own way.
    fn request(&self, user: UserId, username_key: &str) -> Option<Request> {
        let id = self.client_mutation_id.as_ref()?;
        // Nobody was signed in yet: what the new user calls under this id is another call. An account is made once, so the call
        // is kept under the id that no call can have, and its own is part of what is compared. No name has a line's end in it.
        Some(Request::new(user, String::new(), "register", &format!("{username_key}\n{id}")))
    }
}

impl Job for Registering {
    type Answer = Registered;

    fn queue(&self) -> QueueKey {
        QueueKey::Accounts
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Registered>, Failure> {
        let username_key = text::comparable(&self.username);
        if let Some(found) = users::find_credentials(tx, &username_key).await? {
            let since = tx.now - account::REGISTERING_AGAIN;
            let is_own = match self.request(found.id, &username_key) {
                Some(request) => requests::is_kept_since(tx, &request, since).await?,
                None => false,
            };
            return Ok(Done::quiet(Registered::Taken(is_own.then_some(found))));
        }
        if let Some(name) = account::reads_as(&username_key)
            && users::find_credentials(tx, &name).await?.is_some()
        {
            return Ok(Done::quiet(Registered::Taken(None)));
        }
        let user = new_user(tx.now, UserId(new_key(tx.now, &mut tx.rng)), &self.username, &self.display_name);
        let id = user.id;
        let request = self.request(id, &username_key);
        users::insert(tx, &users::NewUser { user, username_key, password_hash: self.password_hash.clone() }).await?;
        if self.is_demo {
            users::set_demo(tx, id).await?;
        }
        if let Some(request) = request {
            requests::insert(tx, &request, "null").await?;
        }
        Ok(Done::quiet(Registered::SignedIn(SignedIn::begin(tx, id).await?)))
    }
}

fn new_user(now: Timestamp, id: UserId, username: &str, display_name: &str) -> User {
    User {
        id,
        username: username.to_owned(),
        display_name: display_name.to_owned(),
        avatar_url: None,
        avatar_address: None,
        role: UserRole::Member,
        created_at: now,
        chosen_status: UserStatus::Online,
        status_text: None,
        is_online: false,
        last_seen_at: None,
    }
}

struct SigningIn {
    /// With the hash that was looked at.
    own: Credentials,
    /// The password anew.
    renewed: Option<String>,
}

impl Job for SigningIn {
    /// None when the password is not the one any more that was looked at: who changed it has ended all sessions.
    type Answer = Option<SignedIn>;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.own.id)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Option<SignedIn>>, Failure> {
        // Who changes the password does it in the same queue, and so before this or after it.
        if users::find_password(tx, self.own.id).await?.as_ref() != Some(&self.own.password_hash) {
            return Ok(Done::quiet(None));
        }
        if let Some(renewed) = &self.renewed {
            users::update_password(tx, self.own.id, renewed).await?;
        }
        Ok(Done::quiet(Some(SignedIn::begin(tx, self.own.id).await?)))
    }
}

struct ChangePassword {
    actor: Actor,
    old_hash: String,
    new_hash: String,
}

impl Job for ChangePassword {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.actor.user)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        // The password was checked before the transaction; it must still be the one that was checked.
        if users::find_password(tx, self.actor.user).await?.as_ref() != Some(&self.old_hash) {
            return Err(StoreError::Conflict("the password changed meanwhile").into());
        }
        users::update_password(tx, self.actor.user, &self.new_hash).await?;
        let sessions = users::delete_sessions_but(tx, self.actor.user, Some(self.actor.session)).await?;
        let ended = SessionsEnded { user: self.actor.user, sessions, reason: SessionEndReason::Revoked };
        Ok(Done { answer: (), events: vec![Event::Sessions(Arc::new(ended))] })
    }
}

/// Makes a user an admin, by username; their name as it is kept, when there is such a user. For the command line.
pub struct GrantAdmin {
    /// Whose account becomes an admin.
    pub username: String,
}

impl Job for GrantAdmin {
    type Answer = Option<String>;

    fn queue(&self) -> QueueKey {
        QueueKey::Accounts
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<Option<String>>, Failure> {
        let key = text::sought(&self.username).unwrap_or_default();
        Ok(Done::quiet(users::update_role(tx, &key, UserRole::Admin).await?))
    }
}

/// Ends the sessions of the demo's people, who do not sign in where there is no demo; how many.
pub struct CloseDemo;

impl Job for CloseDemo {
    type Answer = u64;

    fn queue(&self) -> QueueKey {
        QueueKey::Maintenance
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, Failure> {
        Ok(Done::quiet(users::delete_demo_sessions(tx).await?))
    }
}
