//! Files on messages.

use crate::{
    clock::Timestamp,
    domain::attachment::{Attachment, AttachmentKind, ImageInfo},
    files::Links,
    graphql::{
        app::app,
        scalars::{DateTime, WebAddress},
        shown::shown,
        viewer::reader,
    },
    ids::AttachmentId,
};
use async_graphql::{Context, Description, ID, Object, Result};

/// A file on a message. Until it is sent, only who uploaded it sees it; one that no message took is gone after 24 hours.
#[derive(Clone, Description)]
pub struct AttachmentObject {
    attachment: Attachment,
    /// When it is shown: all its addresses are of one moment.
    now: Timestamp,
}

impl AttachmentObject {
    /// One that is shown now.
    pub fn new(ctx: &Context<'_>, attachment: Attachment) -> Result<Self> {
        Ok(Self { attachment, now: app(ctx)?.clock.now() })
    }
}

#[Object(name = "Attachment", use_type_description)]
impl AttachmentObject {
    /// Names this attachment: opaque, unique over all types, never reused. The copy of a forwarded message has an id of its own.
    pub async fn id(&self) -> ID {
        ID(self.attachment.id.to_string())
    }

    /// How to show it. It follows from the bytes, never from what the client said.
    async fn kind(&self) -> AttachmentKind {
        self.attachment.kind
    }

    /// The name of the file, 1 to 255 characters on one line, without a path and without hidden characters.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str> {
        shown(ctx, &self.attachment.name)
    }

    /// What the bytes are, as a media type such as `image/jpeg`. `application/octet-stream` when the server does not know.
    async fn media_type(&self) -> &str {
        &self.attachment.media_type
    }

    /// How many bytes `url` returns.
    async fn byte_size(&self) -> u64 {
        self.attachment.byte_size
    }

    /// The address of the bytes. It is signed, so that it needs no header, and the same for all who may read the message. It is good
    /// until `urlExpiresAt`, and no longer than the message stands. It answers ranges. To get a fresh one, read the attachment
    /// again, as with `node`.
    async fn url(&self, ctx: &Context<'_>) -> Result<WebAddress> {
        let address = app(ctx)?.links.attachment(self.attachment.id, self.now);
        shown(ctx, &address)?;
        Ok(WebAddress(address))
    }

    /// When `url` and the addresses of thumbnails expire: one to two hours after this answer.
    async fn url_expires_at(&self) -> DateTime {
        DateTime(Links::expiry(self.now))
    }

    /// What a client shows of a picture. Null unless `kind` is IMAGE.
    async fn image(&self) -> Option<ImageObject> {
        let info = self.attachment.image.clone()?;
        Some(ImageObject { attachment: self.attachment.id, info, now: self.now })
    }
}

/// What is known of a picture before it is loaded.
#[derive(Clone, Description)]
pub struct ImageObject {
    attachment: AttachmentId,
    info: ImageInfo,
    now: Timestamp,
}

#[Object(name = "ImageInfo", use_type_description)]
impl ImageObject {
    /// Its width in pixels, turned as the camera says.
    async fn width(&self) -> u32 {
        self.info.width
    }

    /// Its height in pixels, turned as the camera says.
    async fn height(&self) -> u32 {
        self.info.height
    }

    /// A ThumbHash in base64: a picture of a few bytes, to show while the real one loads.
    async fn thumb_hash(&self) -> &str {
        &self.info.thumb_hash
    }

    /// The address of a thumbnail, signed as `Attachment.url` is: a JPEG, or a PNG when the picture has transparency. It is never
    /// larger than the picture.
    async fn thumbnail_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            default = 320,
            desc = "The longer edge in pixels; the server takes the next of 160, 320, 640 and 1280 that is not smaller, or 1280."
        )]
        long_edge: i32,
    ) -> Result<WebAddress> {
        let edge = self.info.thumbnail(u32::try_from(long_edge).unwrap_or_default());
        let address = app(ctx)?.links.thumbnail(self.attachment, edge, self.now);
        shown(ctx, &address)?;
        Ok(WebAddress(address))
    }
}

/// An attachment, when the viewer may read its message, or uploaded it.
pub async fn find_attachment(ctx: &Context<'_>, id: AttachmentId) -> Result<Option<AttachmentObject>> {
    let found = reader(ctx)?.load(id).await?;
    found.map(|found| AttachmentObject::new(ctx, found)).transpose()
}
