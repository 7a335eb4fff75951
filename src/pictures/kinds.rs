//! What a file's bytes are, by how they begin. `infer` knows most kinds; here is what it lacks, and which of them browsers show.

use crate::domain::attachment::AttachmentKind;

/// So much of a file is looked at.
pub(super) const HEAD: usize = 8 * 1024;

pub(super) const UNKNOWN: &str = "application/octet-stream";

/// A kind of picture that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Gif,
    WebP,
}

impl Format {
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// What a file is that is no picture of ours.
pub(super) fn of_others(head: &[u8]) -> (AttachmentKind, &'static str) {
    let media_type = media_type(head);
    let kind = match media_type {
        "video/mp4" | "video/webm" | "video/ogg" => AttachmentKind::Video,
        "audio/mpeg" | "audio/mp4" | "audio/ogg" | "audio/flac" | "audio/wav" | "audio/aac" => AttachmentKind::Audio,
        _ => AttachmentKind::File,
    };
    (kind, media_type)
}

fn media_type(head: &[u8]) -> &'static str {
    let inferred = infer::get(head).map(|found| found.mime_type());
    match inferred {
        // Those that are read here begin otherwise.
        Some("image/jpeg" | "image/png" | "image/gif" | "image/webp") => UNKNOWN,
        Some("text/html") => "text/html",
        Some("text/xml") if has_svg(head) => "image/svg+xml",
        Some("text/xml") => "application/xml",
        // What begins as they do is often something else: two bytes are little to go by.
        Some("text/x-shellscript") | None => text(head),
        Some("video/x-m4v") => "video/mp4",
        Some("audio/m4a") => "audio/mp4",
        Some("audio/opus" | "audio/ogg") => ogg(head),
        Some("audio/x-flac") => "audio/flac",
        Some("audio/x-wav") => "audio/wav",
        Some(other) => other,
    }
}

/// Ogg holds sound, pictures that move, or both; the first page says what the first of them is.
fn ogg(head: &[u8]) -> &'static str {
    let is_video = head.get(28..35).is_some_and(|codec| codec == b"\x80theora");
    if is_video { "video/ogg" } else { "audio/ogg" }
}

fn text(head: &[u8]) -> &'static str {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut by the end of what is looked at.
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return UNKNOWN,
    };
    let is_shown = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    if whole.is_empty() || !whole.chars().all(is_shown) {
        UNKNOWN
    } else if has_svg(head) {
        "image/svg+xml"
    } else if whole.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        // `infer` knows the beginnings that browsers know; others lead to HTML as well.
        "text/html"
    } else {
        "text/plain"
    }
}

fn has_svg(head: &[u8]) -> bool {
    head.windows(4).any(|window| window.eq_ignore_ascii_case(b"<svg"))
        && head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttachmentKind::{Audio, File, Video};

    #[test]
    fn a_file_is_what_its_bytes_are() {
        let mut mp4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
        mp4.resize(64, 0);
        let mut theora = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x2a\x80theora".to_vec();
        theora.resize(64, 0);
        let mut opus = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead".to_vec();
        opus.resize(64, 0);
        for (head, kind, media_type) in [
            (&b""[..], File, UNKNOWN),
            (b"\0\x01\x02\x03", File, UNKNOWN),
            (b"hello", File, "text/plain"),
            ("안녕".as_bytes(), File, "text/plain"),
            (b"a\x1b[31mb", File, UNKNOWN),
            (b"<!DOCTYPE html><script>alert(1)</script>", File, "text/html"),
            (b"  <script src=x></script>", File, "text/html"),
            (b"<video onerror=alert(1)>", File, "text/html"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", File, "image/svg+xml"),
            (b"\xef\xbb\xbf<svg/>", File, "image/svg+xml"),
            (b"<?xml version=\"1.0\"?><!-- --><SVG/>", File, "image/svg+xml"),
            (b"<?xml version=\"1.0\"?><feed/>", File, "application/xml"),
            (b"#!/bin/sh\necho", File, "text/plain"),
            (b"%PDF-1.7\n", File, "application/pdf"),
            (b"PK\x03\x04\0\0\0\0", File, "application/zip"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", File, "image/heif"),
            (b"BM\0\0\0\0", File, "image/bmp"),
            (&mp4, Video, "video/mp4"),
            (&theora, Video, "video/ogg"),
            (&opus, Audio, "audio/ogg"),
            (b"ID3\x04\0", Audio, "audio/mpeg"),
            (b"fLaC\0\0", Audio, "audio/flac"),
            (b"RIFF\0\0\0\0WAVEfmt ", Audio, "audio/wav"),
            (b"MThd\0\0", File, "audio/midi"),
        ] {
            assert_eq!(of_others(head), (kind, media_type), "{}", String::from_utf8_lossy(head));
        }
    }
}
