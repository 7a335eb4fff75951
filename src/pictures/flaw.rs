//! Why something is no picture that is shown.

use std::io;

/// What stopped the reading of a picture.
#[derive(Debug)]
pub(super) enum Flaw {
    /// The disk, not the picture.
    Disk(io::Error),
    /// The bytes are no picture, or one that is not read or cleaned here.
    Picture(String),
}

impl Flaw {
    #[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
    pub fn of(why: impl ToString) -> Self {
        Self::Picture(why.to_string())
    }
}

impl From<io::Error> for Flaw {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::of("it is cut off"),
            _ => Self::Disk(error),
        }
    }
}
