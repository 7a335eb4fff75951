//! The tables `announcements`, `announcement_counter`, `acknowledgements`, and what `users` remember of them: the number up
//! to which nothing is pending, one for each audience, and the few acknowledged beyond it.

use crate::{
    clock::Timestamp,
    domain::announcement::{Announcement, AnnouncementAudience},
    ids::{AnnouncementId, UserId},
    store::{
        Conn, StoreError, Tx,
        page::Window,
        sql::{Text, by_keys, execute, keys, row, rows, scalar},
    },
};
use std::ops::RangeInclusive;

macro_rules! columns {
    () => {
        "a.id, a.number, a.kind, a.severity, a.audience, a.title, a.body, a.landing_url, a.image_url, a.metadata,
         a.publish_at, a.expires_at, a.starts_at, a.ends_at, a.retracted_at, a.created_by, a.created_at"
    };
}

/// Announcements `a` that the viewer `$1` may know of, with when they were acknowledged. Of those that were settled
/// together, only the time of the last is kept.
macro_rules! seen {
    ($condition:expr) => {
        concat!(
            "SELECT ",
            columns!(),
            ", COALESCE(k.acknowledged_at, CASE WHEN a.number > v.first_announcement AND a.number <=
                 CASE a.audience WHEN 'ADMINS' THEN v.settled_admins ELSE v.settled_everyone END
               THEN v.settled_at END) AS acknowledged_at
             FROM announcements a JOIN users v ON v.id = $1
             LEFT JOIN acknowledgements k ON k.user_id = v.id AND k.number = a.number
             WHERE (v.role = 'ADMIN' OR (a.audience = 'EVERYONE' AND a.number IS NOT NULL)) AND ",
            $condition
        )
    };
}

/// An announcement as a viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seen {
    /// The announcement.
    #[sqlx(flatten)]
    pub announcement: Announcement,
    /// When the user acknowledged it; none when they did not.
    pub acknowledged_at: Option<Timestamp>,
}

/// A place in the list: the time of publishing, then the id.
pub type Place = (i64, i64);

/// Makes an announcement.
pub async fn insert(tx: &mut Tx, new: &Announcement) -> Result<(), StoreError> {
    execute!(
        tx,
        "INSERT INTO announcements (id, number, kind, severity, audience, title, body, landing_url, image_url, metadata,
           publish_at, expires_at, starts_at, ends_at, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        new.id,
        new.number,
        new.kind,
        new.severity,
        new.audience,
        &new.title,
        &new.body,
        &new.landing_url,
        &new.image_url,
        &new.metadata,
        new.publish_at,
        new.expires_at,
        new.starts_at,
        new.ends_at,
        new.created_by,
        new.created_at
    )
    .map(drop)
}

/// One announcement, whoever may know of it.
pub async fn find(conn: &mut Conn, id: AnnouncementId) -> Result<Option<Announcement>, StoreError> {
    row!(conn, Announcement, concat!("SELECT ", columns!(), " FROM announcements a WHERE a.id = $1"), id)
}

/// An announcement that nobody changes until the transaction ends; whoever was about to has been waited for.
pub async fn find_still(tx: &mut Tx, id: AnnouncementId) -> Result<Option<Announcement>, StoreError> {
    const STILL: Text = Text::each(
        concat!("SELECT ", columns!(), " FROM announcements a WHERE a.id = $1"),
        concat!("SELECT ", columns!(), " FROM announcements a WHERE a.id = $1 FOR NO KEY UPDATE"),
    );
    row!(tx, Announcement, STILL, id)
}

/// Announcements by id, those that the viewer may know of.
pub async fn find_many(
    conn: &mut Conn,
    viewer: UserId,
    ids: impl IntoIterator<Item = AnnouncementId>,
) -> Result<Vec<Seen>, StoreError> {
    const FIND: Text = by_keys!(seen!("a.id IN"), "$2", "", "");
    rows!(conn, Seen, FIND, viewer, keys(ids.into_iter().map(|id| id.0)))
}

/// A window on what the viewer may know of, newest first; backward ones come oldest first.
pub async fn list(conn: &mut Conn, viewer: UserId, window: Window<Place>) -> Result<Vec<Seen>, StoreError> {
    const FORWARD: &str = seen!(
        "(a.publish_at, a.id) < ($2, $3) AND (a.publish_at, a.id) > ($4, $5) ORDER BY a.publish_at DESC, a.id DESC LIMIT $6"
    );
    const BACKWARD: &str = seen!(
        "(a.publish_at, a.id) < ($2, $3) AND (a.publish_at, a.id) > ($4, $5) ORDER BY a.publish_at, a.id LIMIT $6"
    );
    let text = if window.backward { BACKWARD } else { FORWARD };
    // Newest first: what comes after a place is older.
    let (newer, older) = (window.after.unwrap_or((i64::MAX, i64::MAX)), window.before.unwrap_or((0, 0)));
    rows!(conn, Seen, text, viewer, newer.0, newer.1, older.0, older.1, window.fetch())
}

/// What is pending for a user: published since the account exists, or with an end that is still ahead, for its role, not
/// acknowledged, not expired, not retracted; oldest first, the first `most` of the numbers in `numbers`.
pub async fn pending(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
    numbers: RangeInclusive<i64>,
    most: i64,
) -> Result<Vec<Seen>, StoreError> {
    rows!(
        conn,
        Seen,
        seen!(
            "((a.audience = 'EVERYONE' AND a.number > v.settled_everyone)
               OR (a.audience = 'ADMINS' AND a.number > v.settled_admins))
             AND a.retracted_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > $2) AND k.number IS NULL
             AND (a.number > v.first_announcement OR a.ends_at > $2 OR a.expires_at > $2)
             AND a.number BETWEEN $3 AND $4 ORDER BY a.number LIMIT $5"
        ),
        user,
        now,
        *numbers.start(),
        *numbers.end(),
        most
    )
}

/// The last number given.
pub async fn last_number(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(scalar!(conn, i64, "SELECT last_number FROM announcement_counter")?.unwrap_or_default())
}

/// The last number given; nobody else takes one until the transaction ends. So the order of the numbers is that of the
/// commits, and a reader who sees a number sees all before it.
pub async fn lock_numbers(tx: &mut Tx) -> Result<i64, StoreError> {
    const LOCK: Text = Text::each(
        "SELECT last_number FROM announcement_counter",
        "SELECT last_number FROM announcement_counter FOR NO KEY UPDATE",
    );
    Ok(scalar!(tx, i64, LOCK)?.unwrap_or_default())
}

/// Notes the last number given.
pub async fn update_last_number(tx: &mut Tx, number: i64) -> Result<(), StoreError> {
    execute!(tx, "UPDATE announcement_counter SET last_number = $1", number).map(drop)
}

/// Those whose time has come and that nobody has published, the first in order: few enough that all of them, however long,
/// have room with a reader who listens.
pub async fn list_due(conn: &mut Conn, now: Timestamp) -> Result<Vec<Announcement>, StoreError> {
    rows!(
        conn,
        Announcement,
        concat!(
            "SELECT ",
            columns!(),
            " FROM announcements a WHERE a.number IS NULL AND a.retracted_at IS NULL AND a.publish_at <= $1
              ORDER BY a.publish_at, a.id LIMIT 10"
        ),
        now
    )
}

/// When the next one is due.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let next = scalar!(
        conn,
        Option<Timestamp>,
        "SELECT min(publish_at) FROM announcements WHERE number IS NULL AND retracted_at IS NULL"
    )?;
    Ok(next.flatten())
}

/// Publishes a scheduled one under this number, unless somebody did, or it was retracted.
pub async fn claim(tx: &mut Tx, id: AnnouncementId, number: i64) -> Result<bool, StoreError> {
    let claimed = execute!(
        tx,
        "UPDATE announcements SET number = $2 WHERE id = $1 AND number IS NULL AND retracted_at IS NULL",
        id,
        number
    )?;
    Ok(claimed > 0)
}

/// Takes it back; whether it was not before.
pub async fn retract(tx: &mut Tx, id: AnnouncementId) -> Result<bool, StoreError> {
    let now = tx.now;
    let retracted =
        execute!(tx, "UPDATE announcements SET retracted_at = $2 WHERE id = $1 AND retracted_at IS NULL", id, now)?;
    Ok(retracted > 0)
}

/// Up to which number nothing of this audience is pending for the user.
pub async fn settled(conn: &mut Conn, user: UserId, audience: AnnouncementAudience) -> Result<i64, StoreError> {
    let settled = scalar!(
        conn,
        i64,
        "SELECT CASE $2 WHEN 'ADMINS' THEN settled_admins ELSE settled_everyone END FROM users WHERE id = $1",
        user,
        audience
    )?;
    Ok(settled.unwrap_or_default())
}

/// Notes that a user acknowledged a number; whether that is new.
pub async fn acknowledge(tx: &mut Tx, user: UserId, number: i64) -> Result<bool, StoreError> {
    let now = tx.now;
    let inserted = execute!(
        tx,
        "INSERT INTO acknowledgements (user_id, number, acknowledged_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        user,
        number,
        now
    )?;
    Ok(inserted > 0)
}

/// Moves the number up to which nothing is pending over what is acknowledged, expired or retracted, and forgets the
/// acknowledgements below it. It can't be taken back, so `now` is a time that is to be trusted. The user must be locked.
pub async fn settle(
    tx: &mut Tx,
    user: UserId,
    audience: AnnouncementAudience,
    from: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let until = scalar!(
        tx,
        i64,
        "SELECT COALESCE(
           (SELECT min(a.number) - 1 FROM announcements a JOIN users v ON v.id = $1
            WHERE a.audience = $2 AND a.number > $3 AND a.retracted_at IS NULL
              AND (a.expires_at IS NULL OR a.expires_at > $4)
              AND (a.number > v.first_announcement OR a.ends_at > $4 OR a.expires_at > $4)
              AND NOT EXISTS (SELECT 1 FROM acknowledgements k WHERE k.user_id = $1 AND k.number = a.number)),
           (SELECT last_number FROM announcement_counter))",
        user,
        audience,
        from,
        now
    )?;
    let Some(until) = until.filter(|until| *until > from) else { return Ok(()) };
    let text = match audience {
        AnnouncementAudience::Everyone => "UPDATE users SET settled_everyone = $2, settled_at = $3 WHERE id = $1",
        AnnouncementAudience::Admins => "UPDATE users SET settled_admins = $2, settled_at = $3 WHERE id = $1",
    };
    let at = tx.now;
    execute!(tx, text, user, until, at)?;
    // Of what was there before the account only the acknowledgement itself says that there was one.
    execute!(
        tx,
        "DELETE FROM acknowledgements WHERE user_id = $1 AND number <= $2
           AND number > (SELECT first_announcement FROM users WHERE id = $1)
           AND number IN (SELECT number FROM announcements WHERE audience = $3)",
        user,
        until,
        audience
    )
    .map(drop)
}

/// Whom an announcement for admins reaches.
pub async fn list_admins(conn: &mut Conn) -> Result<Vec<UserId>, StoreError> {
    let admins = rows!(conn, (UserId,), "SELECT id FROM users WHERE role = 'ADMIN'")?;
    Ok(admins.into_iter().map(|(user,)| user).collect())
}
