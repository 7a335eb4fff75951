//! How a file is called when it is saved (RFC 6266).

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what stands in a name as it is (RFC 8187, attr-char).
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Says whether a file is shown or saved, and under which name: for all who read RFC 6266 as it is, for others in ASCII.
pub(super) fn of(is_shown: bool, name: Option<&str>) -> HeaderValue {
    let how = if is_shown { "inline" } else { "attachment" };
    let said = name.map(|name| {
        let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, &ESCAPED))
    });
    let said = said.and_then(|said| HeaderValue::try_from(said).ok());
    said.unwrap_or_else(|| HeaderValue::from_static(how))
}

/// Whether every client reads it between quotation marks as it is. Some decode a percent sign.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_said_twice() {
        let said = |name: &str| of(false, Some(name)).to_str().unwrap().to_owned();
        assert_eq!(said("a b.pdf"), "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf");
        assert_eq!(
            said("na\u{ef}ve \u{20ac}.txt"),
            "attachment; filename=\"na_ve _.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt"
        );
        assert_eq!(
            said("\";\r\n\\%41/'\0"),
            "attachment; filename=\"_;____41_'_\"; filename*=UTF-8''%22%3B%0D%0A%5C%2541%2F%27%00"
        );
        assert_eq!(of(true, None), "inline");
        assert_eq!(said(&"\u{1f980}".repeat(255)).len(), 22 + 255 + 20 + 255 * 12);
    }

    proptest::proptest! {
        /// Whatever it is called, the header is one line that says one name.
        #[test]
        fn any_name_is_one_header(name in ".{0,60}") {
            let said = of(false, Some(&name));
            let said = said.to_str().unwrap();
            let (plain, encoded) = said.strip_prefix("attachment; filename=\"").unwrap().split_once("\"; filename*=UTF-8''").unwrap();
            proptest::prop_assert!(!plain.contains(['"', '\\', '%']));
            proptest::prop_assert_eq!(percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap(), name);
        }
    }
}
