//! The addresses at which files are read. That of an attachment is signed: whoever has it may read until it expires, so that a
//! page can show a picture without a header. It is the same for an hour, so that caches work. That of an avatar is made of its
//! content, and everybody may read it.

use crate::{clock::Timestamp, ids::AttachmentId};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::Arc;

/// So long all addresses of one file are the same, in seconds.
const SAME_FOR: i64 = 3_600;
/// So long after the beginning of its hour an address is good, in seconds: one to two hours.
const GOOD_FOR: i64 = 2 * SAME_FOR;

/// Stands before what is signed, so that a signature of something else is none of this.
const PURPOSE: &[u8] = b"spark file\n";
/// Where attachments are read.
const FILES: &str = "/files/";
/// Where avatars are read.
const AVATARS: &str = "/avatars/";

/// Makes addresses, and reads them. Cloning shares it.
#[derive(Clone)]
pub struct Links(Arc<Inner>);

struct Inner {
    base: String,
    key: Hmac<Sha256>,
}

/// What a signed address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedFile {
    /// Of which attachment.
    pub attachment: AttachmentId,
    /// The longer edge of a thumbnail; none of the file itself.
    pub edge: Option<u32>,
    /// Until when, in seconds since 1970.
    expires: i64,
}

/// Why an address leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLink {
    /// It is not as it was made.
    #[error("this address is not as it was signed")]
    Changed,
    /// It was good once.
    #[error("this address has expired")]
    Expired,
}

impl Links {
    /// Addresses below `base`, such as `https://chat.example.org`, signed with a key that nobody else has.
    pub fn new(base: &str, key: &[u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let key = Hmac::new_from_slice(key).expect("a key of 32 bytes");
        Self(Arc::new(Inner { base: base.trim_end_matches('/').to_owned(), key }))
    }

    /// Where an attachment is read.
    pub fn attachment(&self, attachment: AttachmentId, now: Timestamp) -> String {
        self.signed(&format!("{FILES}{attachment}"), now)
    }

    /// Where a thumbnail of an attachment is read, by its longer edge.
    pub fn thumbnail(&self, attachment: AttachmentId, edge: u32, now: Timestamp) -> String {
        self.signed(&format!("{FILES}{attachment}/{edge}"), now)
    }

    /// Where an avatar is read, by the name that its content gives it.
    pub fn avatar(&self, name: &str) -> String {
        format!("{}{AVATARS}{name}", self.0.base)
    }

    /// Until when an address is good that is made now.
    pub fn expiry(now: Timestamp) -> Timestamp {
        Timestamp(expires(now) * 1_000_000)
    }

    /// Reads the path and the query of an address. One that was changed is not told apart from one that was never made.
    pub fn read(&self, path: &str, query: &str, now: Timestamp) -> Result<SignedFile, BadLink> {
        let (expires, signature) =
            query.strip_prefix("expires=").and_then(|rest| rest.split_once("&signature=")).ok_or(BadLink::Changed)?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| BadLink::Changed)?;
        // The very text, so that nothing is read as what was signed but that.
        self.mac(path, expires).verify_slice(&signature).map_err(|_| BadLink::Changed)?;
        let expires = expires.parse().map_err(|_| BadLink::Changed)?;
        let file = path.strip_prefix(FILES).ok_or(BadLink::Changed)?;
        let (attachment, edge) = file.split_once('/').map_or((file, None), |(id, edge)| (id, Some(edge)));
        let attachment = attachment.parse().map_err(|_| BadLink::Changed)?;
        let edge = edge.map(str::parse).transpose().map_err(|_| BadLink::Changed)?;
        let file = SignedFile { attachment, edge, expires };
        if file.left(now) == 0 { Err(BadLink::Expired) } else { Ok(file) }
    }

    fn signed(&self, path: &str, now: Timestamp) -> String {
        let expires = expires(now).to_string();
        let signature = self.mac(path, &expires).finalize().into_bytes();
        format!("{}{path}?expires={expires}&signature={}", self.0.base, BASE64URL_NOPAD.encode(&signature))
    }

    fn mac(&self, path: &str, expires: &str) -> Hmac<Sha256> {
        self.0.key.clone().chain_update(PURPOSE).chain_update(path).chain_update(format!("\n{expires}"))
    }
}

impl SignedFile {
    /// How many seconds its address is still good.
    pub fn left(&self, now: Timestamp) -> u64 {
        u64::try_from(self.expires.saturating_sub(seconds(now))).unwrap_or_default()
    }
}

fn seconds(now: Timestamp) -> i64 {
    now.0.div_euclid(1_000_000)
}

fn expires(now: Timestamp) -> i64 {
    seconds(now).div_euclid(SAME_FOR) * SAME_FOR + GOOD_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_780_315_200_000_000);
    const FILE: AttachmentId = AttachmentId(42);

    fn after(seconds: i64) -> Timestamp {
        Timestamp(NOON.0 + seconds * 1_000_000)
    }

    fn links() -> Links {
        Links::new("https://chat.example.org/", &[7; 32])
    }

    fn read(links: &Links, address: &str, now: Timestamp) -> Result<SignedFile, BadLink> {
        let (path, query) = address.strip_prefix("https://chat.example.org").unwrap().split_once('?').unwrap();
        links.read(path, query, now)
    }

    #[test]
    fn an_address_is_the_same_for_an_hour_and_good_for_one_to_two() {
        let links = links();
        let first = links.attachment(FILE, NOON);
        assert_eq!(first, links.attachment(FILE, after(3_599)));
        assert_ne!(first, links.attachment(FILE, after(3_600)));
        assert_eq!(Links::expiry(after(3_599)), after(7_200));
        assert_eq!(read(&links, &first, NOON).map(|file| file.left(NOON)), Ok(7_200));
        assert_eq!(read(&links, &first, after(7_199)).map(|file| file.left(after(7_199))), Ok(1));
        assert_eq!(read(&links, &first, after(7_200)), Err(BadLink::Expired));
    }

    #[test]
    fn an_address_says_which_file_and_which_thumbnail() {
        let links = links();
        let file = read(&links, &links.attachment(FILE, NOON), NOON).unwrap();
        assert_eq!((file.attachment, file.edge), (FILE, None));
        let thumbnail = read(&links, &links.thumbnail(FILE, 320, NOON), NOON).unwrap();
        assert_eq!((thumbnail.attachment, thumbnail.edge), (FILE, Some(320)));
        assert_eq!(links.avatar("abc.jpg"), "https://chat.example.org/avatars/abc.jpg");
    }

    #[test]
    fn a_changed_address_is_none() {
        let (links, others) = (links(), Links::new("https://chat.example.org", &[8; 32]));
        let good = links.thumbnail(FILE, 320, NOON);
        assert_eq!(read(&others, &good, NOON), Err(BadLink::Changed), "another server's key");
        let (at, mut bytes) = ("https://chat.example.org".len(), good.clone().into_bytes());
        for n in at..bytes.len() {
            for other in [b'0', b'a', b'/', b'&', b'-'] {
                let was = std::mem::replace(&mut bytes[n], other);
                let changed = String::from_utf8(bytes.clone()).unwrap();
                if was != other && changed.contains('?') {
                    assert_eq!(read(&links, &changed, NOON), Err(BadLink::Changed), "{changed}");
                }
                bytes[n] = was;
            }
        }
        for changed in [
            good.replace("/320", ""),
            good.replace("/320", "/1280"),
            good.replace("/320", "/320/"),
            good.replace("expires=", "expires=0"),
            format!("{good}&x=1"),
            format!("{good}="),
            good.split_once("&signature").unwrap().0.to_owned(),
            "https://chat.example.org/files/?".to_owned(),
        ] {
            assert_eq!(read(&links, &changed, NOON), Err(BadLink::Changed), "{changed}");
        }
    }

    proptest::proptest! {
        /// Whatever stands in an address: it is read or not, and nothing that was not signed is good.
        #[test]
        fn nothing_unsigned_is_good(path in "/?(files/)?(att_)?[ -~]{0,40}", query in "(expires=[0-9]{0,20})?[ -~]{0,80}") {
            proptest::prop_assert_eq!(links().read(&path, &query, NOON), Err(BadLink::Changed));
        }
    }
}
