//! Files that come with a request.

use crate::{
    actions::uploads::Uploaded,
    domain::{problem::Problem, refusal::Refusal},
    graphql::{
        operations::{call::Call, input::input, payload::payload},
        types::{
            attachment::{AttachmentObject, find_attachment},
            user::{UserObject, user},
        },
        uploads::Upload,
    },
};
use async_graphql::{Context, MaybeUndefined, Object, Result, SimpleObject};

input! {
    /// The file to store.
    UploadAttachmentInput {
        /// The file, as a variable that the `map` of a multipart request fills.
        file: Upload,
        /// What the file is called. The server keeps the last part of a path, one line, and at most 255 characters. Null is the name
        /// in the request.
        name: Option<String>,
    }
}

payload! {
    /// What `uploadAttachment` answers.
    UploadAttachmentPayload {
        /// The file, for `SendMessageInput.attachmentIds`. Null also when a repeated call finds that it is gone by now.
        attachment: Result<AttachmentObject>,
    }
}

input! {
    /// The picture to show.
    UpdateAvatarInput {
        /// The file, as a variable that the `map` of a multipart request fills: a picture. The server cuts it to a square of 256
        /// pixels. Null takes the picture away; absent is INVALID_INPUT.
        file: MaybeUndefined<Upload>,
    }
}

payload! {
    /// What `updateAvatar` answers.
    UpdateAvatarPayload {
        /// The viewer with the new picture.
        user: Result<UserObject>,
    }
}

/// Mutations that bring files.
#[derive(Default)]
pub struct UploadMutations;

#[Object]
impl UploadMutations {
    /// Stores a file of a multipart request, for a message: `sendMessage` puts it there. Any signed-in user may call it. Until then
    /// only the viewer sees it, and after 24 hours it is gone. Where and by whom a picture was taken is taken out of it.
    ///
    /// A second call with the same `clientMutationId`, `name` and bytes answers with the first one's attachment.
    ///
    /// Codes: TOO_LARGE (the file has more bytes than one may have, or all files of the viewer together have; `limit` says how
    /// many), FORBIDDEN (no files are kept here).
    async fn upload_attachment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file to store.")] input: UploadAttachmentInput,
    ) -> Result<UploadAttachmentPayload> {
        let run = async |call: Call<'_>| {
            let file = input.file.received(ctx)?;
            call.actions.upload_attachment(&call.actor, file, input.name.clone()).await
        };
        let fill = async |payload: &mut UploadAttachmentPayload, uploaded: Uploaded| {
            payload.attachment = find_attachment(ctx, uploaded.attachment).await.transpose();
        };
        Call::run(ctx, "uploadAttachment", &input, run).await?.payload(fill).await
    }

    /// Shows a picture of the viewer, from a file of a multipart request: `User.avatarUrl` then leads to it, without a signature. Any
    /// signed-in user may call it. Those who share a room with the viewer, and the viewer's devices, get ProfileChanged.
    ///
    /// Codes: INVALID_INPUT (the file is no picture that the server can read), TOO_LARGE, FORBIDDEN (no files are kept here).
    async fn update_avatar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The picture to show.")] input: UpdateAvatarInput,
    ) -> Result<UpdateAvatarPayload> {
        let run = async |call: Call<'_>| {
            let file = match &input.file {
                MaybeUndefined::Undefined => {
                    let message = "Say which file, or null to take the picture away.";
                    return Err(Refusal::invalid("file", Problem::Required, message));
                }
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(file) => Some(file.received(ctx)?),
            };
            call.actions.update_avatar(&call.actor, file).await
        };
        let fill = async |payload: &mut UpdateAvatarPayload, id| {
            payload.user = Some(user(ctx, id).await);
        };
        Call::run(ctx, "updateAvatar", &input, run).await?.payload(fill).await
    }
}
