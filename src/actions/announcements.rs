//! Announcements: published at once or at their time, retracted, acknowledged.
//!
//! They are numbered when they are published, so that a user remembers one number and the few acknowledged beyond it, and
//! so that a scheduled one is never below what a user has settled already.

use crate::{
    actions::{
        Actions, Actor,
        writing::{find_user, lock_user},
    },
    clock::Timestamp,
    domain::{
        announcement::{self, Announcement, AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
        event::{Event, GlobalEvent, GlobalEventKind, UserEvent, UserEventKind},
        problem::Problem,
        refusal::Refusal,
        text,
    },
    ids::{AnnouncementId, UserId, new_key},
    store::{Done, Failure, Job, QueueKey, Tx, announcements},
};
use std::sync::Arc;

/// An announcement to make.
#[derive(Clone, Debug)]
pub struct NewAnnouncement {
    /// What it is about.
    pub kind: AnnouncementKind,
    /// How much it matters.
    pub severity: AnnouncementSeverity,
    /// Who may read it.
    pub audience: AnnouncementAudience,
    /// 1 to 200 characters.
    pub title: String,
    /// 1 to 8,000 characters.
    pub body: String,
    /// Where a click leads.
    pub landing_url: Option<String>,
    /// The address of a picture.
    pub image_url: Option<String>,
    /// The application's own data, at most 4,096 bytes of JSON.
    pub metadata: Option<serde_json::Value>,
    /// None: now.
    pub publish_at: Option<Timestamp>,
    /// When it stops to be pending; none is never.
    pub expires_at: Option<Timestamp>,
    /// When the maintenance begins, if that is known.
    pub starts_at: Option<Timestamp>,
    /// When the maintenance ends, if that is known.
    pub ends_at: Option<Timestamp>,
}

impl Actions {
    /// Publishes an announcement, or keeps it until its time.
    pub async fn publish_announcement(
        &self,
        actor: &Actor,
        input: NewAnnouncement,
    ) -> Result<Done<AnnouncementId>, Refusal> {
        let title = announcement::check_texts(&input.title, &input.body)?;
        for (field, url) in [("landingUrl", &input.landing_url), ("imageUrl", &input.image_url)] {
            text::web_address(field, url.as_deref())?;
        }
        let input = NewAnnouncement { title, ..input };
        let metadata = text::metadata("metadata", input.metadata.as_ref())?;
        let scheduled = input.publish_at.is_some();
        let done = self.once(actor, Publish { actor: actor.clone(), input, metadata }).await;
        if scheduled {
            self.look_at_schedule();
        }
        done
    }

    /// Takes an announcement back; a second time changes nothing.
    pub async fn retract_announcement(
        &self,
        actor: &Actor,
        announcement: AnnouncementId,
    ) -> Result<Done<AnnouncementId>, Refusal> {
        self.once(actor, Retract { actor: actor.clone(), announcement }).await
    }

    /// Notes that the actor has seen it; a second time changes nothing. What is over by a time that is to be trusted is settled
    /// with it.
    pub async fn acknowledge_announcement(
        &self,
        actor: &Actor,
        announcement: AnnouncementId,
        now: Timestamp,
    ) -> Result<Done<AnnouncementId>, Refusal> {
        self.once(actor, Acknowledge { actor: actor.clone(), announcement, now }).await
    }

    /// Publishes what is due by a time that is to be trusted. When the next one is.
    pub async fn publish_due(&self, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
        loop {
            let mut snapshot = self.store.snapshot().await?;
            let next = announcements::next_due(snapshot.conn()?).await?;
            drop(snapshot);
            if next.is_none_or(|next| next > now) {
                return Ok(next);
            }
            self.store.write(PublishDue { now }).await?;
        }
    }

    /// Has it looked again what is due: something was scheduled, or the clock was set.
    pub fn look_at_schedule(&self) {
        self.schedule.notify_one();
    }

    /// Waits until it is to be looked what is due.
    pub async fn scheduled(&self) {
        self.schedule.notified().await;
    }
}

/// Tells of an announcement, to those whom it is for.
async fn tell(tx: &mut Tx, kind: GlobalEventKind, announcement: Announcement) -> Result<Event, Failure> {
    let audience = match announcement.audience {
        AnnouncementAudience::Everyone => None,
        AnnouncementAudience::Admins => Some(announcements::list_admins(tx).await?),
    };
    Ok(Event::Global(Arc::new(GlobalEvent { at: tx.now, kind, announcement: Arc::new(announcement), audience })))
}

struct Publish {
    actor: Actor,
    input: NewAnnouncement,
    metadata: Option<String>,
}

impl Job for Publish {
    type Answer = AnnouncementId;

    fn queue(&self) -> QueueKey {
        QueueKey::Announcements
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<AnnouncementId>, Failure> {
        announcement::may_announce(find_user(tx, self.actor.user).await?.role)?;
        let input = &self.input;
        let now = tx.now;
        let publish_at = input.publish_at.unwrap_or(now).max(now);
        announcement::check_times(publish_at, input.expires_at, input.starts_at, input.ends_at)?;
        let number = if publish_at == now { Some(announcements::lock_numbers(tx).await? + 1) } else { None };
        let new = Announcement {
            id: AnnouncementId(new_key(now, &mut tx.rng)),
            number,
            kind: input.kind,
            severity: input.severity,
            audience: input.audience,
            title: input.title.trim().to_owned(),
            body: input.body.clone(),
            landing_url: input.landing_url.clone(),
            image_url: input.image_url.clone(),
            metadata: self.metadata.clone(),
            publish_at,
            expires_at: input.expires_at,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            retracted_at: None,
            created_by: self.actor.user,
            created_at: now,
        };
        announcements::insert(tx, &new).await?;
        let id = new.id;
        let Some(number) = number else { return Ok(Done::quiet(id)) };
        announcements::update_last_number(tx, number).await?;
        Ok(Done { answer: id, events: vec![tell(tx, GlobalEventKind::AnnouncementPublished, new).await?] })
    }
}

/// Publishes those whose time has come. Of several nodes that try, one has each.
struct PublishDue {
    now: Timestamp,
}

impl Job for PublishDue {
    type Answer = ();

    fn queue(&self) -> QueueKey {
        QueueKey::Announcements
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<()>, Failure> {
        let mut number = announcements::lock_numbers(tx).await?;
        let mut events = Vec::new();
        for due in announcements::list_due(tx, self.now).await? {
            if !announcements::claim(tx, due.id, number + 1).await? {
                continue;
            }
            number += 1;
            // One whose whole time passed while no server ran is told to nobody.
            if due.is_current(self.now) {
                let published = Announcement { number: Some(number), ..due };
                events.push(tell(tx, GlobalEventKind::AnnouncementPublished, published).await?);
            }
        }
        announcements::update_last_number(tx, number).await?;
        Ok(Done { answer: (), events })
    }
}

struct Retract {
    actor: Actor,
    announcement: AnnouncementId,
}

impl Job for Retract {
    type Answer = AnnouncementId;

    fn queue(&self) -> QueueKey {
        QueueKey::Announcements
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<AnnouncementId>, Failure> {
        announcement::may_announce(find_user(tx, self.actor.user).await?.role)?;
        let retracted = announcements::retract(tx, self.announcement).await?;
        // Read after the row is locked: it may have been published a moment ago.
        let found = announcements::find(tx, self.announcement).await?;
        let found = found.ok_or_else(|| Refusal::not_found("announcement").at("announcementId"))?;
        let mut events = Vec::new();
        if retracted && found.number.is_some() {
            events.push(tell(tx, GlobalEventKind::AnnouncementRetracted, found).await?);
        }
        Ok(Done { answer: self.announcement, events })
    }
}

struct Acknowledge {
    actor: Actor,
    announcement: AnnouncementId,
    now: Timestamp,
}

impl Job for Acknowledge {
    type Answer = AnnouncementId;

    fn queue(&self) -> QueueKey {
        QueueKey::User(self.actor.user)
    }

    fn locks_users(&self) -> Vec<UserId> {
        vec![self.actor.user]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Done<AnnouncementId>, Failure> {
        let user = self.actor.user;
        let role = lock_user(tx, user).await?.role;
        let found = announcements::find(tx, self.announcement).await?.filter(|found| found.is_for(role));
        let found = found.ok_or_else(|| Refusal::not_found("announcement").at("announcementId"))?;
        let Some(number) = found.number else {
            return Err(Refusal::invalid("announcementId", Problem::NotAllowed, "This is not published yet.").into());
        };
        let settled = announcements::settled(tx, user, found.audience).await?;
        if number <= settled || !announcements::acknowledge(tx, user, number).await? {
            return Ok(Done::quiet(self.announcement));
        }
        announcements::settle(tx, user, found.audience, settled, self.now).await?;
        let kind = UserEventKind::AnnouncementAcknowledged { announcement: Arc::new(found), at: tx.now };
        let event = Event::User(Arc::new(UserEvent { user, at: tx.now, kind }));
        Ok(Done { answer: self.announcement, events: vec![event] })
    }
}
