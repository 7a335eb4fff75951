//! Accounts: registering, signing in, changing the password. Passwords are hashed off the async threads and a few at a
//! time; an unknown username costs the same time as a wrong password.

use crate::{
    actions::{Actions, Actor, sessions::SignedIn},
    clock::Timestamp,
    domain::{
        account,
        event::{Event, SessionEndReason, UserEvent, UserEventKind},
        refusal::Refusal,
        text,
        user::{User, UserRole, UserStatus},
    },
    ids::{UserId, new_key},
    store::{Done, Failure, Job, QueueKey, Request, StoreError, Tx, requests, users, users::Credentials},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use std::{net::IpAddr, sync::Arc};
use tokio::sync::Semaphore;

/// Hashes passwords with argon2id at the parameters that OWASP recommends (the library's default: 19 MiB, 2 passes).
#[derive(Clone)]
pub struct Passwords {
    /// One a core: each takes 19 MiB and a core for some 20 ms. Who waits is bounded by the rates and open requests.
    slots: Arc<Semaphore>,
    /// What a log-in with an unknown username is checked against, so that it takes as long as one with a known name.
    nobody: Arc<str>,
}

impl Passwords {
    /// Makes the hash of nobody's password; takes as long as hashing one does.
    pub fn new() -> Result<Self, argon2::password_hash::Error> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self { slots: Arc::new(Semaphore::new(cores)), nobody: hash("nobody's password")?.into() })
    }

    /// Hashes a password.
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || hash(&password)).await?.map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Refusal::internal()
        })
    }

    /// Whether a password is the one that was hashed; nobody's never is.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Refusal> {
        let nobody = self.nobody.clone();
        self.run(move || {
            let matches = verify(&password, hash.as_deref().unwrap_or(&nobody));
            matches && hash.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        // The permit goes with the work: a caller who hangs up does not free the core that is still busy.
        let permit = self.slots.clone().acquire_owned().await.map_err(|_| Refusal::unavailable())?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "hashing a password ended early");
            Refusal::internal()
        })
    }
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    argon2::PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// An account to make.
pub struct Register {
    pub username: String,
    pub password: String,
    pub display_name: Option<String>,
    /// Under this the call may come again, when its answer was lost.
    pub client_mutation_id: Option<String>,
}

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
        let done = self.open_account(input).await?;
        let own = match done.answer {
            Registered::SignedIn(answer) => return Ok(Done { answer, events: done.events }),
            Registered::Taken(own) => own,
        };
        if own.is_some() {
            self.rates.login(username_key, address)?;
        } else if !is_repeatable {
            return Err(taken());
        }
        // With an id it takes as long whether or not the account was made by this call.
        let (user, hash) = own.map_or((None, None), |own| (Some(own.id), Some(own.password_hash)));
        let matches = self.passwords.verify(password, hash).await?;
        match user {
            Some(user) if matches => self.store.write(SigningIn { user }).await,
            _ => Err(taken()),
        }
    }

    /// The same without a rate, for the server itself.
    pub async fn make_account(&self, input: Register) -> Result<Done<SignedIn>, Refusal> {
        let done = self.open_account(input).await?;
        match done.answer {
            Registered::SignedIn(answer) => Ok(Done { answer, events: done.events }),
            Registered::Taken(_) => Err(taken()),
        }
    }

    async fn open_account(&self, input: Register) -> Result<Done<Registered>, Refusal> {
        let username = text::typed(&input.username).to_owned();
        account::check_username(&username)?;
        account::check_password("password", &input.password)?;
        let display_name = account::display_name(input.display_name.as_deref(), &username)?;
        let password_hash = self.passwords.hash(input.password).await?;
        let client_mutation_id = input.client_mutation_id;
        self.store.write(Registering { username, display_name, password_hash, client_mutation_id }).await
    }

    /// Begins a session. Nothing tells whether the username exists.
    pub async fn login(&self, address: IpAddr, username: &str, password: String) -> Result<Done<SignedIn>, Refusal> {
        // What can't be a username counts as one that nobody has.
        let username_key = text::sought(username).unwrap_or_default();
        self.rates.login(username_key.clone(), address)?;
        let credentials = match self.store.snapshot().await {
            Ok(mut snapshot) => users::find_credentials(snapshot.conn()?, &username_key).await?,
            Err(error) => return Err(error.into()),
        };
        let (user, hash) = credentials.map_or((None, None), |found| (Some(found.id), Some(found.password_hash)));
        let matches = self.passwords.verify(password, hash).await?;
        match user {
            Some(user) if matches => self.store.write(SigningIn { user }).await,
            _ => Err(Refusal::unauthenticated("The username or the password is wrong.")),
        }
    }

    /// Changes the password and ends the user's other sessions. What is kept of the call says nothing of the passwords:
    /// whether a repetition has the same input is seen by whether its new password is the account's.
    pub async fn change_password(&self, actor: &Actor, current: String, new: String) -> Result<Done<()>, Refusal> {
        account::check_password("newPassword", &new)?;
        let (hash, repeated) = {
            let mut snapshot = self.store.snapshot().await?;
            let conn = snapshot.conn()?;
            let repeated = match &actor.request {
                Some(request) => requests::is_kept(conn, request).await?,
                None => false,
            };
            (users::find_password(conn, actor.user).await?, repeated)
        };
        if repeated {
            if !self.passwords.verify(new, hash).await? {
                return Err(Refusal::conflict());
            }
            return Ok(Done::quiet(()));
        }
        if !self.passwords.verify(current, hash.clone()).await? {
            let message = "The current password is wrong.";
            return Err(Refusal::unauthenticated(message).at("currentPassword"));
        }
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
        let user = new_user(tx.now, UserId(new_key(tx.now, &mut tx.rng)), &self.username, &self.display_name);
        let id = user.id;
        let request = self.request(id, &username_key);
        users::insert(tx, &users::NewUser { user, username_key, password_hash: self.password_hash.clone() }).await?;
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
        role: UserRole::Member,
        created_at: now,
        chosen_status: UserStatus::Online,
        status_text: None,
        is_online: false,
        last_seen_at: None,
    }
}

struct SigningIn {
    user: UserId,
}

impl Job for SigningIn {
    type Answer = SignedIn;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.user)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<SignedIn>, Failure> {
        Ok(Done::quiet(SignedIn::begin(tx, self.user).await?))
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
        let kind = UserEventKind::SessionsEnded { sessions, reason: SessionEndReason::Revoked };
        let event = Event::User(Arc::new(UserEvent { user: self.actor.user, at: tx.now, kind }));
        Ok(Done { answer: (), events: vec![event] })
    }
}

/// Makes a user an admin, by username; their name as it is kept, when there is such a user. For the command line.
pub struct GrantAdmin {
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
