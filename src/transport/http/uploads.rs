//! Requests with files: whether one is let in, which is decided before the first byte of its body is read, and how it is
//! answered.

use crate::{
    domain::refusal::{ErrorCode, Refusal},
    ids::UserId,
    transport::{
        Transport,
        http::{
            foreign, media,
            media::Media,
            multipart::{Form, beside_files, too_large, too_large_file},
            not_acceptable, not_encoded,
            refused::Refused,
        },
        permits::{Permit, Portion},
    },
};
use axum::{
    body::Body,
    http::{StatusCode, header, request::Parts},
    response::Response,
};
use http_body::Body as _;
use std::net::SocketAddr;

/// When to come back who waited for a turn and got none, in milliseconds.
const BUSY_MS: u64 = 5_000;
/// So much of a form is not counted as files when it is held against the user's sum: more than clients send beside a file. The
/// sum itself is exact, and asked for when the file is here.
const USUAL_FORM: u64 = 4 << 10;

/// Somebody may send files: so many bytes at once, in so many requests.
struct AdmittedForm {
    turn: Permit<UserId>,
    under_way: Option<Portion<UserId>>,
}

impl Transport {
    /// One operation with files.
    pub(super) async fn post_form(
        &self,
        media: Media,
        parts: &Parts,
        body: Body,
        peer: SocketAddr,
    ) -> Result<Response, Refused> {
        let admitted = self.admit_form(media, parts, body.size_hint().exact()).await?;
        let mut form = Form::new(&parts.headers, body)?;
        let (params, map) = form.operation(self.limits.max_body_bytes).await?;
        let operation = match self.judge_form(params, &map) {
            Ok(operation) => operation,
            Err(refused) => return Ok(media.answer(&refused)),
        };
        form.files(&map, &self.app.files, &operation.uploads, self.files.max_file_bytes).await?;
        // What counts them exactly is the transaction, and they are not to be counted twice. It is somebody else's turn when they are
        // not here any more.
        let AdmittedForm { turn, under_way } = admitted;
        drop((form, under_way));
        // Who asks is looked up once more: it may have taken a quarter of an hour.
        let answered = self.answer(media, Ok(operation), peer, &parts.headers).await;
        drop(turn);
        answered
    }

    /// Says of a request before its body is read why it is not taken.
    async fn admit_form(&self, media: Media, parts: &Parts, length: Option<u64>) -> Result<AdmittedForm, Refused> {
        if media == Media::Events {
            return Err(not_acceptable());
        }
        // A form of another site can send everything but this.
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            let message = "Files are sent with an Authorization header, and everything else as JSON.";
            return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::InvalidInput, message));
        }
        if media::is_encoded(&parts.headers) {
            return Err(not_encoded());
        }
        if !self.origins.allow_request(parts) {
            return Err(foreign());
        }
        let viewer = self.viewer_of(&parts.headers).await.map_err(Refused::before)?;
        let user = viewer.ok_or_else(nobody)?.session.user_id;
        if !self.app.files.is_kept() {
            return Err(Refused::before(Refusal::forbidden("No files are kept here.")));
        }
        let declared = length.ok_or_else(no_length)?;
        let most = self.files.max_file_bytes;
        if declared > most.saturating_add(beside_files(self.limits.max_body_bytes as u64)) {
            return Err(too_large_file(most));
        }
        self.app.actions.may_change(user).map_err(Refused::before)?;
        let under_way = self.within_sum(user, declared.saturating_sub(USUAL_FORM)).await?;
        let turn = self.uploads.acquire(user, self.patience.answer).await;
        let turn = turn.ok_or_else(|| Refused::before(Refusal::rate_limited(BUSY_MS)))?;
        Ok(AdmittedForm { turn, under_way })
    }

    /// Whether a user may have so many bytes more, beside what they have and what they are sending. What is asked is not read yet: it
    /// may be for a picture of theirs, which takes the place of the last one.
    async fn within_sum(&self, user: UserId, bytes: u64) -> Result<Option<Portion<UserId>>, Refused> {
        let most = self.files.max_user_files_bytes;
        if most == 0 {
            return Ok(None);
        }
        let stored = self.app.lasting_bytes(user).await.map_err(Refused::before)?;
        let left = most.saturating_sub(stored);
        let portion = self.sending.try_add(user, bytes, left).filter(|_| left > 0);
        portion.map(Some).ok_or_else(|| too_large(&format!("Your files have at most {most} bytes together."), most))
    }
}

fn nobody() -> Refused {
    Refused::before(Refusal::unauthenticated("Sign in first.")).with(&[("www-authenticate", "Bearer")])
}

fn no_length() -> Refused {
    let message = "Say with Content-Length how long the request is.";
    Refused::new(StatusCode::LENGTH_REQUIRED, ErrorCode::InvalidInput, message)
}
