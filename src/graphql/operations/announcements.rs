//! Announcements.

use crate::{
    actions::announcements::NewAnnouncement,
    clock::FOR_GOOD,
    domain::announcement::{AnnouncementAudience, AnnouncementKind, AnnouncementSeverity},
    graphql::{
        app::app,
        operations::{
            call::{Call, id},
            input::input,
            payload::payload,
        },
        scalars::{DateTime, Json, WebAddress},
        types::announcement::{AnnouncementObject, find_announcement},
        viewer::reader,
    },
    ids::AnnouncementId,
};
use async_graphql::{Context, ID, Object, Result, SimpleObject};

const WHAT: &str = "announcement";

/// An announcement of today, while the viewer may see it.
async fn announcement(ctx: &Context<'_>, id: AnnouncementId) -> Result<Option<AnnouncementObject>> {
    find_announcement(reader(ctx)?, id).await
}

input! {
    /// The announcement to publish.
    PublishAnnouncementInput {
        /// What the announcement is about.
        #[graphql(default_with = "AnnouncementKind::Notice")]
        kind: AnnouncementKind,
        /// How much it matters.
        #[graphql(default_with = "AnnouncementSeverity::Info")]
        severity: AnnouncementSeverity,
        /// Who may read it.
        #[graphql(default_with = "AnnouncementAudience::Everyone")]
        audience: AnnouncementAudience,
        /// The title, 1 to 200 characters.
        title: String,
        /// The text, 1 to 8,000 characters.
        body: String,
        /// Where a click on the announcement leads. Null is nowhere.
        landing_url: Option<WebAddress>,
        /// The address of a picture. Null is no picture.
        image_url: Option<WebAddress>,
        /// The application's own data, at most 4,096 bytes of JSON. Null is no data.
        metadata: Option<Json>,
        /// When the server publishes it. Null or an instant in the past is now.
        publish_at: Option<DateTime>,
        /// When it stops to be pending; it must come after `publishAt`. Null is never.
        expires_at: Option<DateTime>,
        /// When the maintenance begins. Null when nobody knows, or there is none.
        starts_at: Option<DateTime>,
        /// When the maintenance ends; it must come after `startsAt`. Null when nobody knows, or there is none.
        ends_at: Option<DateTime>,
    }
}

payload! {
    /// What `publishAnnouncement` answers.
    PublishAnnouncementPayload {
        /// The announcement, published or scheduled.
        announcement: Result<AnnouncementObject>,
    }
}

input! {
    /// The announcement to retract.
    RetractAnnouncementInput {
        /// The id of the announcement, published or still scheduled.
        announcement_id: ID,
    }
}

payload! {
    /// What `retractAnnouncement` answers.
    RetractAnnouncementPayload {
        /// The announcement, with its `retractedAt`.
        announcement: Result<AnnouncementObject>,
    }
}

input! {
    /// The announcement that the viewer has read.
    AcknowledgeAnnouncementInput {
        /// The id of the announcement. One that is still scheduled is INVALID_INPUT.
        announcement_id: ID,
    }
}

payload! {
    /// What `acknowledgeAnnouncement` answers.
    AcknowledgeAnnouncementPayload {
        /// The announcement, with its `viewerAcknowledgedAt`.
        announcement: Result<AnnouncementObject>,
    }
}

/// Mutations of announcements.
#[derive(Default)]
pub struct AnnouncementMutations;

#[Object]
impl AnnouncementMutations {
    /// Publishes an announcement, now or at its `publishAt`. Only the server's admins may call it. Its audience gets
    /// AnnouncementPublished on `global`.
    ///
    /// Codes: FORBIDDEN, INVALID_INPUT.
    async fn publish_announcement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The announcement to publish.")] input: PublishAnnouncementInput,
    ) -> Result<PublishAnnouncementPayload> {
        let run = async |call: Call<'_>| {
            let input = input.clone();
            let new = NewAnnouncement {
                kind: input.kind,
                severity: input.severity,
                audience: input.audience,
                title: input.title,
                body: input.body,
                landing_url: input.landing_url.map(|url| url.0),
                image_url: input.image_url.map(|url| url.0),
                metadata: input.metadata.map(|json| json.0),
                publish_at: input.publish_at.map(|at| at.0),
                expires_at: input.expires_at.map(|at| at.0),
                starts_at: input.starts_at.map(|at| at.0),
                ends_at: input.ends_at.map(|at| at.0),
            };
            call.actions.publish_announcement(&call.actor, new).await
        };
        let fill = async |payload: &mut PublishAnnouncementPayload, id| {
            payload.announcement = announcement(ctx, id).await.transpose();
        };
        Call::run(ctx, "publishAnnouncement", &input, run).await?.payload(fill).await
    }

    /// Retracts an announcement, so that nobody has it pending; one that is scheduled is never published. Only the
    /// server's admins may call it. Its audience gets AnnouncementRetracted. A second call changes nothing.
    ///
    /// Codes: FORBIDDEN, NOT_FOUND.
    async fn retract_announcement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The announcement to retract.")] input: RetractAnnouncementInput,
    ) -> Result<RetractAnnouncementPayload> {
        let run = async |call: Call<'_>| {
            let announcement = id("announcementId", &input.announcement_id, WHAT)?;
            call.actions.retract_announcement(&call.actor, announcement).await
        };
        let fill = async |payload: &mut RetractAnnouncementPayload, id| {
            payload.announcement = announcement(ctx, id).await.transpose();
        };
        Call::run(ctx, "retractAnnouncement", &input, run).await?.payload(fill).await
    }

    /// Notes that the viewer has read an announcement, so that none of their devices has it pending. Any signed-in user
    /// may call it. The viewer's devices get AnnouncementAcknowledged. A second call changes nothing.
    ///
    /// Codes: NOT_FOUND, INVALID_INPUT (it is still scheduled).
    async fn acknowledge_announcement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The announcement that the viewer has read.")] input: AcknowledgeAnnouncementInput,
    ) -> Result<AcknowledgeAnnouncementPayload> {
        let now = app(ctx)?.clock.trusted(FOR_GOOD).time;
        let run = async |call: Call<'_>| {
            let announcement = id("announcementId", &input.announcement_id, WHAT)?;
            call.actions.acknowledge_announcement(&call.actor, announcement, now).await
        };
        let fill = async |payload: &mut AcknowledgeAnnouncementPayload, id| {
            payload.announcement = announcement(ctx, id).await.transpose();
        };
        Call::run(ctx, "acknowledgeAnnouncement", &input, run).await?.payload(fill).await
    }
}
