//! The way out of files: attachments at addresses that are signed, avatars at addresses that their content gives them. Nothing that
//! is served runs anywhere: a browser shows pictures, sound and video, and saves everything else.

mod disposition;
mod range;

use self::range::AskedRange;
use crate::{
    domain::{attachment::AttachmentKind, refusal::ErrorCode, refusal::Refusal},
    files::{FilesError, ObjectName},
    graphql::served::ServedFile,
    transport::{Transport, http::headers::REQUEST_ID},
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::TryStreamExt;

/// With every file: it runs nothing, loads nothing, and pages of other origins may show it.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    (header::ACCEPT_RANGES, "bytes"),
];

/// What pages of other origins may read of an answer, beside its bytes.
pub(super) const TOLD: [HeaderName; 5] =
    [REQUEST_ID, header::ETAG, header::ACCEPT_RANGES, header::CONTENT_RANGE, header::CONTENT_DISPOSITION];

/// An avatar's address has the hash of its bytes.
const AVATAR_CACHE: &str = "public, max-age=31536000, immutable";

/// The paths of files.
pub(super) fn routes() -> Router<Transport> {
    Router::new().route("/files/{*file}", get(attachment)).route("/avatars/{name}", get(avatar))
}

/// An attachment, or a thumbnail of one.
async fn attachment(State(transport): State<Transport>, request: Request) -> Response {
    let (app, (request, _)) = (&transport.app, request.into_parts());
    let uri = &request.uri;
    let now = app.clock.now();
    let signed = match app.links.read(uri.path(), uri.query().unwrap_or_default(), now) {
        Ok(signed) => signed,
        Err(bad) => return (StatusCode::FORBIDDEN, format!("{bad}\n")).into_response(),
    };
    let found = match app.find_file(signed.attachment, signed.edge).await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(),
        Err(refusal) => return refused(&refusal),
    };
    let edge = signed.edge.map(|edge| format!("-{edge}")).unwrap_or_default();
    let etag = format!("\"{}{edge}\"", signed.attachment);
    let cache = format!("private, max-age={}, immutable", signed.left(now));
    transport.serve_file(found, &etag, &cache, &request).await
}

/// A picture of a person.
async fn avatar(State(transport): State<Transport>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let name = request.uri.path().rsplit('/').next().unwrap_or_default();
    match transport.app.find_avatar(name).await {
        Ok(Some(found)) => transport.serve_file(found, &format!("\"{name}\""), AVATAR_CACHE, &request).await,
        Ok(None) => not_found(),
        Err(refusal) => refused(&refusal),
    }
}

impl Transport {
    async fn serve_file(&self, file: ServedFile, etag: &str, cache: &str, request: &Parts) -> Response {
        let files = &self.app.files;
        let size = match file.byte_size {
            Some(size) => size,
            None => match files.byte_size(&file.object).await {
                Ok(size) => size,
                Err(error) => return not_read(&file.object, &error),
            },
        };
        let is_shown = is_shown(file.kind, &file.media_type);
        let disposition = disposition::of(is_shown, file.name.as_deref());
        let described = (
            ALWAYS,
            [(header::ETAG, etag), (header::CACHE_CONTROL, cache)],
            [(header::CONTENT_DISPOSITION, disposition)],
        );
        let headers = &request.headers;
        if range::is_known(headers, etag) {
            return (StatusCode::NOT_MODIFIED, described).into_response();
        }
        let is_head = request.method == Method::HEAD;
        let range = if is_head { AskedRange::Whole } else { AskedRange::of(headers, etag, size) };
        let (status, bytes) = match range {
            AskedRange::Whole => (StatusCode::OK, 0..size),
            AskedRange::Part(bytes) => (StatusCode::PARTIAL_CONTENT, bytes),
            AskedRange::Nothing => {
                let all = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
                return (StatusCode::RANGE_NOT_SATISFIABLE, ALWAYS, all).into_response();
            }
        };
        let mut told = HeaderMap::new();
        told.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.end - bytes.start));
        let media_type = HeaderValue::try_from(file.media_type);
        told.insert(header::CONTENT_TYPE, media_type.unwrap_or(HeaderValue::from_static("application/octet-stream")));
        let range = format!("bytes {}-{}/{size}", bytes.start, bytes.end.saturating_sub(1));
        if status == StatusCode::PARTIAL_CONTENT
            && let Ok(range) = HeaderValue::try_from(range)
        {
            told.insert(header::CONTENT_RANGE, range);
        }
        let body = if is_head || bytes.is_empty() {
            Body::empty()
        } else {
            match files.read(&file.object, Some(bytes)).await {
                Ok(pieces) => {
                    Body::from_stream(pieces.inspect_err(|error| tracing::warn!(%error, "a file broke off on its way")))
                }
                Err(error) => return not_read(&file.object, &error),
            }
        };
        (status, described, told, body).into_response()
    }
}

/// Whether a browser may show it, rather than save it. What has a script in it is no picture.
fn is_shown(kind: AttachmentKind, media_type: &str) -> bool {
    let is_media = ["image/", "audio/", "video/"].iter().any(|kind| media_type.starts_with(kind));
    kind != AttachmentKind::File && is_media && !media_type.ends_with("xml")
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "this file is not there, or not any more\n").into_response()
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal.code {
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, [(header::RETRY_AFTER, "1")], format!("{}\n", refusal.message)).into_response()
}

/// The database has it, and the store has not, or does not answer.
fn not_read(object: &ObjectName, error: &FilesError) -> Response {
    match error {
        // It was deleted just now.
        FilesError::NotFound => not_found(),
        FilesError::None | FilesError::Unavailable(_) => {
            tracing::error!(object = object.0, %error, "a file could not be read");
            refused(&Refusal::unavailable())
        }
    }
}
