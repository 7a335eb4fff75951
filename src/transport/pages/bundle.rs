//! What the playground was built to, as far as it was: each file whole, and compressed where that was worth it.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use std::{borrow::Cow, collections::HashMap};

/// The folder may be empty: `build.rs` makes it.
#[derive(RustEmbed)]
#[folder = "playground/dist"]
struct Built;

/// Content encodings and the endings of their files; of two that are liked alike, the last is the smaller.
const ENCODINGS: [(&str, &str); 2] = [("gzip", ".gz"), ("br", ".br")];

/// A file as it is sent.
#[derive(Clone)]
pub(super) struct File {
    pub body: Bytes,
    /// By its bytes, so that each encoding has its own.
    pub etag: HeaderValue,
    pub encoding: Option<&'static str>,
}

/// The files by their names.
pub(super) struct Bundle {
    files: HashMap<Cow<'static, str>, File>,
}

impl Bundle {
    /// What this binary was built with.
    pub fn built() -> Self {
        let files = Built::iter().filter_map(|name| {
            let file = Built::get(&name)?;
            let body = match file.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => bytes.into(),
            };
            Some((name, body, file.metadata.sha256_hash()))
        });
        Self::of(files)
    }

    /// Of names, contents, and the hashes of these.
    pub fn of(files: impl Iterator<Item = (Cow<'static, str>, Bytes, [u8; 32])>) -> Self {
        let files = files.filter_map(|(name, body, hash)| {
            let etag = HeaderValue::try_from(format!("\"{}\"", HEXLOWER.encode(&hash[..16]))).ok()?;
            let encoding = ENCODINGS.iter().find(|(_, ending)| name.ends_with(ending)).map(|(encoding, _)| *encoding);
            Some((name, File { body, etag, encoding }))
        });
        Self { files: files.collect() }
    }

    /// A file as the client likes it best.
    pub fn find(&self, name: &str, headers: &HeaderMap) -> Option<File> {
        let plain = self.whole(name)?;
        let encoded = ENCODINGS.iter().filter_map(|(encoding, ending)| {
            let weight = weight(headers, encoding);
            let file = self.files.get(format!("{name}{ending}").as_str())?;
            (weight > 0.0).then_some((weight, file))
        });
        let best = encoded.max_by(|(a, _), (b, _)| a.total_cmp(b));
        Some(best.map_or(plain, |(_, file)| file).clone())
    }

    /// A file as it is; what is compressed is no file of its own.
    pub fn whole(&self, name: &str) -> Option<&File> {
        self.files.get(name).filter(|file| file.encoding.is_none())
    }
}

/// How much a client likes a content encoding (RFC 9110, 12.5.3): not at all when it does not name it.
fn weight(headers: &HeaderMap, encoding: &str) -> f32 {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let items = said.flat_map(|value| value.split(',')).map(|item| item.split_once(';').unwrap_or((item, "q=1")));
    let mut any = 0.0;
    for (name, weight) in items {
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case(encoding) => return weight,
            "*" => any = weight,
            _ => {}
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_sent_to_who_takes_it() {
        let files = ["a.js", "a.js.br", "a.js.gz", "b.js", "b.js.gz"];
        let bundle =
            Bundle::of(files.into_iter().map(|name| (name.into(), Bytes::from_static(name.as_bytes()), [0; 32])));
        let sent = |name: &str, accepts: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepts.parse().unwrap())]);
            bundle.find(name, &headers).map(|file| String::from_utf8(file.body.to_vec()).unwrap())
        };
        for (name, accepts, file) in [
            ("a.js", "gzip, deflate, br, zstd", "a.js.br"),
            ("a.js", "gzip, deflate", "a.js.gz"),
            ("a.js", "BR;q=0.1, gzip;q=0.2", "a.js.gz"),
            ("a.js", "br;q=0, *", "a.js.gz"),
            ("a.js", "br; q=0, gzip;q=0", "a.js"),
            ("a.js", "br;q=x, identity", "a.js"),
            ("a.js", "", "a.js"),
            ("b.js", "br, gzip", "b.js.gz"),
            ("b.js", "br", "b.js"),
        ] {
            assert_eq!(sent(name, accepts).as_deref(), Some(file), "{name} for {accepts}");
        }
        for name in ["", "a.js.br", "c.js", "../a.js", "a.js/"] {
            assert_eq!(sent(name, "br"), None, "{name}");
        }
    }
}
