//! The tables `users` and `sessions`.

use crate::{
    clock::Timestamp,
    domain::{
        account,
        text::comparable,
        user::{Settings, User, UserRole},
    },
    ids::{FileId, RoomId, SessionId, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Engine, Text, by_keys, execute, keys, row, rows, scalar},
    },
};

/// The columns of `User`, of a table or row `u`.
macro_rules! user_columns {
    () => {
        "u.id, u.username, u.display_name, u.avatar_url, u.avatar_address, u.role, u.created_at, u.chosen_status,
         u.status_text, u.is_online, u.last_seen_at"
    };
}
pub(in crate::store) use user_columns;

/// A user whose password is to be checked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Credentials {
    /// Whose password it is.
    pub id: UserId,
    /// The hash by Argon2id, with its salt.
    pub password_hash: String,
    /// Whether it is the demo's: everybody knows the password.
    pub is_demo: bool,
}

/// An account to make. The caller has checked the texts.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// How everybody sees them.
    pub user: User,
    /// The username as it is compared: after NFKC and case folding.
    pub username_key: String,
    /// The hash by Argon2id, with its salt.
    pub password_hash: String,
}

/// Up to where nothing of an audience is pending for an account made at `$9`: what was announced before is none of its affair,
/// but for what is still ahead.
macro_rules! settled {
    ($audience:literal) => {
        concat!(
            "COALESCE((SELECT min(a.number) - 1 FROM announcements a WHERE a.audience = '",
            $audience,
            "' AND a.number IS NOT NULL AND a.retracted_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > $9)
               AND (a.ends_at > $9 OR a.expires_at > $9)), last_number)"
        )
    };
}

/// Makes an account.
pub async fn insert(tx: &mut Tx, new: &NewUser) -> Result<(), StoreError> {
    execute!(
        tx,
        concat!(
            "INSERT INTO users (id, username, username_key, display_name, avatar_url, role, password_hash, locale, time_zone,
               do_not_disturb, created_at, display_key, first_announcement, settled_everyone, settled_admins)
             SELECT $1, $2, $3, $4, $5, $6, $7, 'en', 'UTC', $8, $9, $10, last_number, ",
            settled!("EVERYONE"),
            ", ",
            settled!("ADMINS"),
            " FROM announcement_counter"
        ),
        new.user.id,
        &new.user.username,
        &new.username_key,
        &new.user.display_name,
        &new.user.avatar_url,
        new.user.role,
        &new.password_hash,
        false,
        new.user.created_at,
        comparable(&new.user.display_name)
    )
    .map(drop)
}

/// Users by id, those that exist.
pub async fn find_many(conn: &mut Conn, users: impl IntoIterator<Item = UserId>) -> Result<Vec<User>, StoreError> {
    rows!(
        conn,
        User,
        by_keys!(concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id IN"), ""),
        keys(users.into_iter().map(|user| user.0))
    )
}

/// Users by id, those that exist, as they look until the transaction ends: who comes into a room meanwhile is told of as they are,
/// and whoever changes how they look afterwards finds them in it.
pub async fn find_still(tx: &mut Tx, users: impl IntoIterator<Item = UserId>) -> Result<Vec<User>, StoreError> {
    const STILL: Text = {
        let text: Text =
            by_keys!(concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id IN"), "ORDER BY u.id FOR SHARE");
        let plain: Text = by_keys!(concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id IN"), "");
        // SQLite's single writer has the lock already.
        Text::each(plain.sqlite, text.postgres)
    };
    rows!(tx, User, STILL, keys(users.into_iter().map(|user| user.0)))
}

/// Holds the looks of those who are in these rooms until the transaction ends, as above. For rooms of two.
pub async fn hold_members(tx: &mut Tx, rooms: impl IntoIterator<Item = RoomId>) -> Result<(), StoreError> {
    if matches!(tx.engine, Engine::Sqlite(_)) {
        return Ok(());
    }
    let text = by_keys!(
        "SELECT u.id FROM users u WHERE u.id IN (SELECT m.user_id FROM memberships m WHERE m.room_id IN",
        ") ORDER BY u.id FOR SHARE"
    );
    rows!(tx, (UserId,), text, keys(rooms.into_iter().map(|room| room.0))).map(drop)
}

/// One user.
pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<User>, StoreError> {
    row!(conn, User, concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id = $1"), user)
}

/// The user of a username, as names are compared.
pub async fn find_by_name(conn: &mut Conn, username_key: &str) -> Result<Option<User>, StoreError> {
    row!(conn, User, concat!("SELECT ", user_columns!(), " FROM users u WHERE u.username_key = $1"), username_key)
}

/// What a log-in is checked against.
pub async fn find_credentials(conn: &mut Conn, username_key: &str) -> Result<Option<Credentials>, StoreError> {
    row!(conn, Credentials, "SELECT id, password_hash, is_demo FROM users WHERE username_key = $1", username_key)
}

/// The stored password of a user.
pub async fn find_password(conn: &mut Conn, user: UserId) -> Result<Option<String>, StoreError> {
    scalar!(conn, String, "SELECT password_hash FROM users WHERE id = $1", user)
}

/// Sets a password.
pub async fn update_password(tx: &mut Tx, user: UserId, password_hash: &str) -> Result<(), StoreError> {
    execute!(tx, "UPDATE users SET password_hash = $2 WHERE id = $1", user, password_hash).map(drop)
}

/// Sets a role by username; whether there is such a user.
pub async fn update_role(tx: &mut Tx, username_key: &str, role: UserRole) -> Result<Option<String>, StoreError> {
    let text = "UPDATE users SET role = $2 WHERE username_key = $1 RETURNING username";
    scalar!(tx, String, text, username_key, role)
}

/// Whether there is anybody, and whether the demo's people are among them.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Anybody {
    /// Whether there is an account.
    pub anybody: bool,
    /// Whether the demo's people are there.
    pub demo: bool,
}

/// Whether there is anybody.
pub async fn find_anybody(conn: &mut Conn) -> Result<Anybody, StoreError> {
    let text = "SELECT EXISTS (SELECT 1 FROM users) AS anybody, EXISTS (SELECT 1 FROM users WHERE is_demo) AS demo";
    let found = row!(conn, Anybody, text)?;
    found.ok_or_else(|| StoreError::Unexpected("a question without an answer".into()))
}

/// Makes an account one of the demo's, for good.
pub async fn set_demo(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, "UPDATE users SET is_demo = $2 WHERE id = $1", user, true).map(drop)
}

/// Ends the sessions of the demo's people; how many.
pub async fn delete_demo_sessions(tx: &mut Tx) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE is_demo)")
}

/// A user with their settings.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    /// How everybody sees them.
    #[sqlx(flatten)]
    pub user: User,
    /// What they alone see.
    #[sqlx(flatten)]
    pub settings: Settings,
}

/// One account.
pub async fn find_account(conn: &mut Conn, user: UserId) -> Result<Option<Account>, StoreError> {
    row!(
        conn,
        Account,
        concat!(
            "SELECT ",
            user_columns!(),
            ", u.id AS user_id, u.locale, u.time_zone, u.do_not_disturb FROM users u WHERE u.id = $1"
        ),
        user
    )
}

/// Locks an account for the rest of the transaction; what is to change is read after it.
pub async fn lock(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    const LOCK: Text =
        Text::each("SELECT id FROM users WHERE id = $1", "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE");
    scalar!(tx, UserId, LOCK, user).map(drop)
}

/// Writes name and picture.
pub async fn update_profile(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE users SET display_name = $2, display_key = $3, avatar_url = $4 WHERE id = $1",
        user.id,
        &user.display_name,
        comparable(&user.display_name),
        &user.avatar_url
    )
    .map(drop)
}

/// The file of a user's picture, if they uploaded one.
pub async fn find_avatar_file(conn: &mut Conn, user: UserId) -> Result<Option<FileId>, StoreError> {
    Ok(scalar!(conn, Option<FileId>, "SELECT avatar_file FROM users WHERE id = $1", user)?.flatten())
}

/// Writes which file is a user's picture, and what it is called.
pub async fn update_avatar(
    tx: &mut Tx,
    user: UserId,
    file: Option<FileId>,
    address: Option<&str>,
) -> Result<(), StoreError> {
    let text = "UPDATE users SET avatar_file = $2, avatar_address = $3 WHERE id = $1";
    execute!(tx, text, user, file, address).map(drop)
}

/// Writes settings.
pub async fn update_settings(tx: &mut Tx, settings: &Settings) -> Result<(), StoreError> {
    execute!(
        tx,
        "UPDATE users SET locale = $2, time_zone = $3, do_not_disturb = $4 WHERE id = $1",
        settings.user_id,
        &settings.locale,
        &settings.time_zone,
        settings.do_not_disturb
    )
    .map(drop)
}

/// The last character there is: every text that begins with another sorts below that one with this behind it.
const LAST: &str = "\u{10FFFF}";

/// People whose username or display name begins like this, by username as it is compared.
pub async fn search(conn: &mut Conn, start: &str, window: Window<String>) -> Result<Vec<User>, StoreError> {
    macro_rules! found {
        ($direction:literal) => {
            concat!(
                "SELECT ",
                user_columns!(),
                " FROM users u WHERE u.username_key > $3 AND u.username_key < $4
                    AND ((u.username_key >= $1 AND u.username_key < $2) OR (u.display_key >= $1 AND u.display_key < $2))
                  ORDER BY u.username_key",
                $direction,
                " LIMIT $5"
            )
        };
    }
    let text = if window.backward { found!(" DESC") } else { found!("") };
    let (end, limit) = (format!("{start}{LAST}"), window.fetch());
    let (after, before) = (window.after.unwrap_or_default(), window.before.unwrap_or_else(|| LAST.to_owned()));
    rows!(conn, User, text, start, end, after, before, limit)
}

/// A session that has not expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    /// Its key.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// As it is stored: see `ends_at`.
    pub expires_at: Timestamp,
}

impl Session {
    /// When it ends unless it is used. What is stored may be later than the longest session: of one from before there was such an end.
    pub fn ends_at(&self) -> Timestamp {
        self.expires_at.min(self.created_at + account::LONGEST_SESSION)
    }
}

/// Begins a session.
pub async fn insert_session(tx: &mut Tx, session: &Session, token_hash: &str) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO sessions (id, user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        session.id,
        session.user_id,
        token_hash,
        session.created_at,
        session.expires_at
    )
    .map(drop)
}

/// The live session of a token.
pub async fn find_session(conn: &mut Conn, token_hash: &str, now: Timestamp) -> Result<Option<Session>, StoreError> {
    row!(
        conn,
        Session,
        "SELECT id, user_id, created_at, expires_at FROM sessions
         WHERE token_hash = $1 AND expires_at > $2 AND created_at > $3",
        token_hash,
        now,
        now - account::LONGEST_SESSION
    )
}

/// The live session of a token, and whose it is, together: a query that asks for its viewer asks no more.
pub async fn find_session_with_user(
    conn: &mut Conn,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(Session, User)>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Found {
        session_id: SessionId,
        begun_at: Timestamp,
        expires_at: Timestamp,
        #[sqlx(flatten)]
        user: User,
    }
    let found = row!(
        conn,
        Found,
        concat!(
            "SELECT s.id AS session_id, s.created_at AS begun_at, s.expires_at, ",
            user_columns!(),
            " FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.created_at > $3"
        ),
        token_hash,
        now,
        now - account::LONGEST_SESSION
    )?;
    Ok(found.map(|Found { session_id: id, begun_at: created_at, expires_at, user }| {
        (Session { id, user_id: user.id, created_at, expires_at }, user)
    }))
}

/// Which of these sessions are still there, with their end.
pub async fn find_sessions(
    conn: &mut Conn,
    sessions: impl IntoIterator<Item = SessionId>,
) -> Result<Vec<Session>, StoreError> {
    rows!(
        conn,
        Session,
        by_keys!("SELECT id, user_id, created_at, expires_at FROM sessions WHERE id IN", ""),
        keys(sessions.into_iter().map(|session| session.0))
    )
}

/// Ends a session.
pub async fn delete_session(tx: &mut Tx, session: SessionId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM sessions WHERE id = $1", session).map(drop)
}

/// Ends a user's sessions but one; which ones.
pub async fn delete_sessions_but(
    tx: &mut Tx,
    user: UserId,
    but: Option<SessionId>,
) -> Result<Vec<SessionId>, StoreError> {
    let ended = rows!(
        tx,
        (SessionId,),
        "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id",
        user,
        but.map_or(-1, |session| session.0)
    )?;
    Ok(ended.into_iter().map(|(session,)| session).collect())
}
