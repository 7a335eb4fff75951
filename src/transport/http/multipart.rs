//! Reads a request with files, by the GraphQL multipart request specification: `operations`, then `map`, then the files, a piece
//! at a time. What is said of the files is read whole, and judged, before the first of their bytes.
//!
//! async-graphql's own extractor reads all of a request before anybody can say what it thinks of the operation, and into the
//! system's directory; so this stands on `multer`, as that does.

use crate::{
    domain::{
        problem::Problem,
        refusal::{ErrorCode, Refusal},
    },
    files::{Files, Received},
    graphql::{
        limits::MAX_NESTING,
        request::{Params, files::FileMap},
        uploads::Uploads,
    },
    json,
    transport::{
        connections::paced::{OneByOne, TooSlow},
        http::{params::unreadable, refused::Refused},
    },
};
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use futures_util::StreamExt;
use multer::{Field, Multipart};
use std::{
    error::Error,
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The longest `map`: ten paths, each of a length that no variable has.
const MAX_MAP: usize = 16 << 10;
/// The most of what stands between the bytes of two parts: what the second says of itself.
const MAX_HEAD: usize = 16 << 10;
/// The longest boundary (RFC 2046, 5.1.1).
const MAX_BOUNDARY: usize = 70;

/// How much a form may have beside its files, if its operation is at most this long.
pub(super) const fn beside_files(max_operation: u64) -> u64 {
    max_operation + (MAX_MAP + 4 * MAX_HEAD) as u64
}

/// What is between two parts came at a greater length than it may have.
#[derive(Debug, thiserror::Error)]
#[error("the head of a part is too long")]
struct HeadTooLong;

/// A form of which parts are still to come.
pub(super) struct Form {
    parts: Multipart<'static>,
    /// How much has come since the last piece of a part.
    between: Arc<AtomicUsize>,
}

impl Form {
    /// A form that has not been read yet.
    pub fn new(headers: &HeaderMap, body: Body) -> Result<Self, Refused> {
        let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(said).ok().filter(|it| (1..=MAX_BOUNDARY).contains(&it.len()));
        let boundary = boundary.ok_or_else(|| bad("Content-Type has no boundary, which stands between the parts."))?;
        let between = Arc::<AtomicUsize>::default();
        let counted = between.clone();
        // The reader keeps what it finds no part in, so it is given no more of that.
        let bytes = OneByOne::new(body).map(move |piece| {
            let piece = piece?;
            if counted.fetch_add(piece.len(), Ordering::Relaxed) > MAX_HEAD {
                return Err(Box::<dyn Error + Send + Sync>::from(HeadTooLong));
            }
            Ok(piece)
        });
        Ok(Self { parts: Multipart::new(bytes, boundary), between })
    }

    /// What is asked, and which parts are its files.
    pub async fn operation(&mut self, most: usize) -> Result<(Params, FileMap), Refused> {
        let operations = self.text("operations", most).await?;
        let params = Params::from_operations(&operations).map_err(Refused::bad_request)?;
        let map = self.text("map", MAX_MAP).await?;
        let map = std::str::from_utf8(&map).map_err(|_| bad("`map` is no JSON."))?;
        let map = json::read(map, MAX_NESTING).map_err(|wrong| Refused::bad_request(unreadable("`map`", wrong)))?;
        let map = FileMap::from_json(map).map_err(Refused::before)?;
        Ok((params, map))
    }

    /// Takes the files, each of at most so many bytes, until the end of the form.
    pub async fn files(&mut self, map: &FileMap, to: &Files, uploads: &Uploads, most: u64) -> Result<(), Refused> {
        while let Some(part) = self.next().await? {
            let place = part.name().and_then(|name| map.place_of(name));
            let place =
                place.ok_or_else(|| bad("A part is neither `operations` nor `map` nor a file that `map` names."))?;
            if uploads.has(place) {
                return Err(bad("A part came twice."));
            }
            let file = self.file(part, to, most).await?;
            uploads.put(place, file);
        }
        if uploads.is_whole() { Ok(()) } else { Err(bad("A file that `map` names did not come.")) }
    }

    async fn file(&self, mut part: Field<'static>, to: &Files, most: u64) -> Result<Received, Refused> {
        let name = part.file_name().map(unescaped);
        let said =
            part.headers().get(header::CONTENT_LENGTH).map(|said| said.to_str().ok().and_then(|it| it.parse().ok()));
        let mut file = to.receive().map_err(not_kept)?;
        while let Some(piece) = self.piece(&mut part).await? {
            if file.byte_size() + piece.len() as u64 > most {
                return Err(too_large_file(most));
            }
            file.write(&piece).await.map_err(not_kept)?;
        }
        if said.is_some_and(|said: Option<u64>| said != Some(file.byte_size())) {
            return Err(bad("A part is not as long as it says."));
        }
        file.finish(name).await.map_err(not_kept)
    }

    /// A part that is read whole.
    async fn text(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Refused> {
        let missing = || bad(&format!("`{name}` is missing: a form has `operations`, then `map`, then the files."));
        let mut part = self.next().await?.filter(|part| part.name() == Some(name)).ok_or_else(missing)?;
        let mut text = Vec::new();
        while let Some(piece) = self.piece(&mut part).await? {
            if text.len() + piece.len() > most {
                return Err(too_large(&format!("`{name}` has at most {most} bytes."), most as u64));
            }
            text.extend_from_slice(&piece);
        }
        Ok(text)
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, Refused> {
        self.between.store(0, Ordering::Relaxed);
        self.parts.next_field().await.map_err(unreadable_form)
    }

    async fn piece(&self, part: &mut Field<'static>) -> Result<Option<Bytes>, Refused> {
        self.between.store(0, Ordering::Relaxed);
        part.chunk().await.map_err(unreadable_form)
    }
}

/// The name of a file as its sender wrote it: browsers escape three signs (WHATWG, multipart/form-data encoding algorithm).
fn unescaped(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

fn bad(message: &str) -> Refused {
    Refused::bad_request(Refusal::bad_request(message))
}

pub(super) fn too_large(message: &str, limit: u64) -> Refused {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Refused::before(Refusal { problem: Some(Problem::TooLong(limit)), ..Refusal::too_large(message) })
}

pub(super) fn too_large_file(most: u64) -> Refused {
    too_large(&format!("A file has at most {most} bytes."), most)
}

/// The disk, and not the client, is at fault.
fn not_kept(error: io::Error) -> Refused {
    tracing::error!(%error, "a file that came could not be kept");
    Refused::before(Refusal::unavailable())
}

fn unreadable_form(error: multer::Error) -> Refused {
    let mut cause: Option<&dyn Error> = Some(&error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return Refused::new(
                StatusCode::REQUEST_TIMEOUT,
                ErrorCode::InvalidInput,
                "The files took too long to come.",
            )
            .with(&[("connection", "close")]);
        }
        if error.is::<HeadTooLong>() {
            return too_large("What a part says of itself is too long.", MAX_HEAD as u64);
        }
        cause = error.source();
    }
    bad("The form could not be read to its end.")
}
