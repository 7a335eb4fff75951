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
    files::{Files, ReceivedFile},
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

    async fn file(&self, mut part: Field<'static>, to: &Files, most: u64) -> Result<ReceivedFile, Refused> {
        let name = part.file_name().map(unescaped);
        let said =
            part.headers().get(header::CONTENT_LENGTH).map(|said| said.to_str().ok().and_then(|it| it.parse().ok()));
        let mut file = to.receive().map_err(|error| not_kept(&error))?;
        while let Some(piece) = self.piece(&mut part).await? {
            if file.byte_size() + piece.len() as u64 > most {
                return Err(too_large_file(most));
            }
            file.write(&piece).await.map_err(|error| not_kept(&error))?;
        }
        if said.is_some_and(|said: Option<u64>| said != Some(file.byte_size())) {
            return Err(bad("A part is not as long as it says."));
        }
        file.finish(name).await.map_err(|error| not_kept(&error))
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
        self.parts.next_field().await.map_err(|error| unreadable_form(&error))
    }

    async fn piece(&self, part: &mut Field<'static>) -> Result<Option<Bytes>, Refused> {
        self.between.store(0, Ordering::Relaxed);
        part.chunk().await.map_err(|error| unreadable_form(&error))
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
fn not_kept(error: &io::Error) -> Refused {
    tracing::error!(%error, "a file that came could not be kept");
    Refused::before(Refusal::unavailable())
}

fn unreadable_form(error: &multer::Error) -> Refused {
    let mut cause: Option<&dyn Error> = Some(error);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "--b\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"{a}\"}\r\n--b\r\n\
        Content-Disposition: form-data; name=\"map\"\r\n\r\n{\"0\":[\"variables.f\"]}\r\n--b\r\n\
        Content-Disposition: form-data; name=\"0\"; filename=\"a\"\r\n\r\nbytes\r\n--b--\r\n";

    /// What a form says that comes in these pieces.
    fn read(pieces: Vec<Vec<u8>>) -> Result<(String, usize), ()> {
        let headers =
            HeaderMap::from_iter([(header::CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap())]);
        let stream = futures_util::stream::iter(pieces.into_iter().map(Ok::<_, io::Error>));
        let mut form = Form::new(&headers, Body::from_stream(stream)).map_err(drop)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (params, map) = runtime.block_on(form.operation(1_000)).map_err(drop)?;
        Ok((params.query, map.count()))
    }

    #[test]
    fn the_names_of_browsers_are_read_as_they_were_written() {
        assert_eq!(unescaped("a%22b%0D%0A100%25"), "a\"b\r\n100%25");
    }

    proptest! {
        /// However a form is cut into pieces, it is the same form.
        #[test]
        fn pieces_make_no_difference(sizes in prop::collection::vec(1..40_usize, 1..60)) {
            let (mut rest, mut pieces) = (GOOD.as_bytes(), Vec::new());
            for size in sizes.iter().cycle() {
                let (piece, behind) = rest.split_at((*size).min(rest.len()));
                pieces.push(piece.to_vec());
                rest = behind;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(read(pieces), Ok(("{a}".to_owned(), 1)));
        }

        /// Whatever comes is read, or not: nothing panics, and nothing waits for what does not come.
        #[test]
        fn any_bytes_are_a_form_or_none(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            at in 0..GOOD.len(),
            over in 0..40_usize,
        ) {
            let changed = [&GOOD.as_bytes()[..at], &bytes, &GOOD.as_bytes()[(at + over).min(GOOD.len())..]].concat();
            let _ = read(vec![changed]);
            let _ = read(vec![bytes]);
        }
    }
}
