//! What is wrong with a value: said in a word and a number beside the sentence, for clients that say it in another language.

use crate::domain::named_enum;

named_enum! {
    /// Says what is wrong with a value. A client that speaks another language makes its own sentence from it.
    InputProblem {
        /// The value is missing, null or empty, or it has only characters that nobody can see.
        Required = "REQUIRED",
        /// The text has fewer characters (Unicode code points) than `limit`.
        TooShort = "TOO_SHORT",
        /// The text has more characters (Unicode code points) than `limit`. Of JSON, `limit` counts bytes.
        TooLong = "TOO_LONG",
        /// The list has fewer items than `limit`.
        TooFew = "TOO_FEW",
        /// The list has more items than `limit`.
        TooMany = "TOO_MANY",
        /// The number is too small or too large, or the instant is too early or too late. Of a number, `limit` is the
        /// bound that it passed; of an instant, `limit` is null.
        OutOfRange = "OUT_OF_RANGE",
        /// The value does not have the form that such a value needs.
        Malformed = "MALFORMED",
        /// The value has the right form, but it is not allowed here.
        NotAllowed = "NOT_ALLOWED",
    }
}

/// A problem together with the limit that it speaks of: where there is one, it can't be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There must be a value.
    Required,
    /// Characters, at least.
    TooShort(usize),
    /// Characters or bytes, at most.
    TooLong(usize),
    /// Items, at most.
    TooMany(usize),
    /// The bound that a number passed.
    OutOfRange(i64),
    /// An instant that comes too early or too late.
    WrongTime,
    /// It does not have the form that such a value needs.
    Malformed,
    /// It has the right form, but is not allowed here.
    NotAllowed,
}

impl Problem {
    /// The word for it.
    pub fn kind(self) -> InputProblem {
        match self {
            Self::Required => InputProblem::Required,
            Self::TooShort(_) => InputProblem::TooShort,
            Self::TooLong(_) => InputProblem::TooLong,
            Self::TooMany(_) => InputProblem::TooMany,
            Self::OutOfRange(_) | Self::WrongTime => InputProblem::OutOfRange,
            Self::Malformed => InputProblem::Malformed,
            Self::NotAllowed => InputProblem::NotAllowed,
        }
    }

    /// The number for it.
    pub fn limit(self) -> Option<i64> {
        match self {
            Self::TooShort(count) | Self::TooLong(count) | Self::TooMany(count) => i64::try_from(count).ok(),
            Self::OutOfRange(bound) => Some(bound),
            Self::Required | Self::WrongTime | Self::Malformed | Self::NotAllowed => None,
        }
    }
}
