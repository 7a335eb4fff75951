//! The letters in which an id is written, and read back.

use data_encoding::{Encoding, Specification};
use std::sync::LazyLock;

/// Crockford's alphabet: no letter that reads like a digit.
#[expect(clippy::expect_used, reason = "a constant, and a test uses it")]
pub static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    spec.encoding().expect("a constant alphabet of 32 different symbols")
});

/// The text is no id of the wanted type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no id of that type")]
pub struct NotAnId;

pub fn write_id(f: &mut std::fmt::Formatter<'_>, prefix: &str, bytes: &[u8]) -> std::fmt::Result {
    f.write_str(prefix)?;
    f.write_str("_")?;
    BASE32.encode_write(bytes, f)
}

pub fn decode(text: &str, prefix: &str) -> Result<Vec<u8>, NotAnId> {
    let code = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?;
    BASE32.decode(code.as_bytes()).map_err(|_| NotAnId)
}

pub fn key(bytes: &[u8]) -> Result<i64, NotAnId> {
    let key = i64::from_be_bytes(bytes.try_into().map_err(|_| NotAnId)?);
    if key >= 0 { Ok(key) } else { Err(NotAnId) }
}

/// Without the leading zeros: small numbers make short ids.
pub fn short(bytes: &[u8; 8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

/// Reads what `short` wrote, and nothing else: one number has one form.
pub fn long(bytes: &[u8]) -> Result<i64, NotAnId> {
    if bytes.is_empty() || bytes.len() > 8 || bytes[0] == 0 {
        return Err(NotAnId);
    }
    let mut full = [0; 8];
    full[8 - bytes.len()..].copy_from_slice(bytes);
    key(&full)
}
