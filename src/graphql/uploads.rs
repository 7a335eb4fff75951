//! The files that come with a request: each has a place from the moment the request is judged, and is put there when it came.

use crate::{domain::refusal::Refusal, files::ReceivedFile};
use async_graphql::{Context, Description, InputValueResult, Scalar, ScalarType, Value};
use std::sync::{Arc, OnceLock};

/// The files of one request. Cloning shares them. They are gone from the disk with the last copy.
#[derive(Clone)]
pub struct Uploads(Arc<[OnceLock<Arc<ReceivedFile>>]>);

impl Uploads {
    /// Places for so many files, of which none has come.
    pub fn new(count: usize) -> Self {
        Self((0..count).map(|_| OnceLock::new()).collect())
    }

    /// Puts a file at its place. False when there is no such place, or one is there already.
    pub fn put(&self, place: usize, file: ReceivedFile) -> bool {
        self.0.get(place).is_some_and(|at| at.set(Arc::new(file)).is_ok())
    }

    /// Whether a file has come.
    pub fn has(&self, place: usize) -> bool {
        self.get(place).is_some()
    }

    /// Whether all have come.
    pub fn is_whole(&self) -> bool {
        self.0.iter().all(|at| at.get().is_some())
    }

    /// The file at a place.
    pub fn get(&self, place: usize) -> Option<&Arc<ReceivedFile>> {
        self.0.get(place)?.get()
    }
}

/// A file of a multipart request, by the GraphQL multipart request specification; a variable, never a literal.
#[derive(Clone, Copy, Debug, Description)]
pub struct Upload(usize);

impl Upload {
    /// The value that stands for a file, once the gate has found that `map` puts one there. No JSON and no literal is binary:
    /// so nobody else makes one.
    pub fn value(place: usize) -> Value {
        Value::Binary(bytes::Bytes::copy_from_slice(&place.to_be_bytes()))
    }

    /// The place that a value stands for.
    pub fn place(value: &Value) -> Option<usize> {
        match value {
            Value::Binary(bytes) => bytes.as_ref().try_into().ok().map(usize::from_be_bytes),
            _ => None,
        }
    }

    /// The file, which came before the operation began.
    pub fn received(self, ctx: &Context<'_>) -> Result<Arc<ReceivedFile>, Refusal> {
        let uploads = ctx.data_opt::<Uploads>();
        uploads.and_then(|uploads| uploads.get(self.0)).cloned().ok_or_else(Refusal::internal)
    }
}

#[Scalar(specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec", use_type_description)]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(Self::place(&value).ok_or("a file comes by `map` of a multipart request, and no other way")?))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}
