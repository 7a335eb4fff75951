//! Announcements.

use crate::{
    actions::announcements::NewAnnouncement,
    clock::FOR_GOOD,
    graphql::{
        call::{Call, id},
        inputs::{AcknowledgeAnnouncementInput, PublishAnnouncementInput, RetractAnnouncementInput},
        types::{
            announcement::{AnnouncementObject, find_announcement},
            app,
            payload::{AcknowledgeAnnouncementPayload, PublishAnnouncementPayload, RetractAnnouncementPayload},
            reader,
        },
    },
    ids::AnnouncementId,
};
use async_graphql::{Context, Object, Result};

const WHAT: &str = "announcement";

/// An announcement of today, while the viewer may see it.
async fn announcement(ctx: &Context<'_>, id: AnnouncementId) -> Result<Option<AnnouncementObject>> {
    find_announcement(reader(ctx)?, id).await
}

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
