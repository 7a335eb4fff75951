//! What is wrong with a value: said in a word and a number beside the sentence, for clients that say it in another language.

use crate::domain::named_enum;

named_enum! {
    /// What is wrong with a value, for clients that say it in another language.
    InputProblem {
        /// Nothing was given, or nothing that is seen, where something must be.
        Required = "REQUIRED",
        /// A text with fewer characters than `limit`.
        TooShort = "TOO_SHORT",
        /// A text with more characters than `limit`; of JSON, more bytes.
        TooLong = "TOO_LONG",
        /// A list with fewer items than `limit`.
        TooFew = "TOO_FEW",
        /// A list with more items than `limit`.
        TooMany = "TOO_MANY",
        /// A number or an instant that is too small or too large: `limit` is the bound that it passed, where that is a number.
        OutOfRange = "OUT_OF_RANGE",
        /// Not of the form that such a value has.
        Malformed = "MALFORMED",
        /// Of the right form, but not to be had here.
        NotAllowed = "NOT_ALLOWED",
    }
}

/// A problem together with the limit that it speaks of: where there is one, it can't be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
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
    Malformed,
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
