//! JPEG: a row of segments, each with a marker, and the scans behind some of them.

use crate::pictures::{
    flaw::Flaw,
    plan::{Plan, Walk},
};

/// No camera takes as many; each costs a walk over all pixels.
const SCANS: usize = 64;

pub(super) fn plan(walk: &mut Walk, plan: &mut Plan) -> Result<(), Flaw> {
    walk.take::<2>()?;
    plan.keep(0..2)?;
    let mut place = plan.place();
    let (mut has_frame, mut has_jfif, mut scans) = (false, false, 0);
    loop {
        let marker = marker(walk)?;
        let begin = walk.at() - 2;
        match marker {
            // The end. Behind it phones put films and further pictures.
            0xd9 => {
                plan.keep(begin..walk.at())?;
                break;
            }
            // Markers without a segment; between segments they mean nothing.
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let length = u64::from(u16::from_be_bytes(walk.take()?));
        let Some(content) = length.checked_sub(2) else { return Err(Flaw::of("a segment is too short")) };
        let end = walk.at() + content;
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf if !has_frame && content >= 6 => {
                has_frame = true;
                let [_, h1, h0, w1, w0] = walk.take()?;
                plan.size(u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())?;
                plan.keep(begin..end)?;
            }
            // Tables, and how often the scan begins anew.
            0xc4 | 0xcc | 0xdb | 0xdd => plan.keep(begin..end)?,
            0xda if has_frame && scans < SCANS => {
                scans += 1;
                walk.skip(content)?;
                skip_scan(walk)?;
                plan.keep(begin..walk.at())?;
                continue;
            }
            0xe0 if !has_jfif && content >= 14 => {
                let mut jfif: [u8; 14] = walk.take()?;
                if jfif.starts_with(b"JFIF\0") {
                    has_jfif = true;
                    // Without the small picture that may stand in it.
                    (jfif[12], jfif[13]) = (0, 0);
                    plan.put([&[0xff, 0xe0, 0, 16], &jfif[..]].concat())?;
                    place = plan.place();
                }
            }
            0xe1 if content >= 6 => {
                let metadata = walk.take_some(usize::try_from(content).unwrap_or_default())?;
                if metadata.starts_with(b"Exif\0\0") {
                    plan.turn(&metadata);
                }
            }
            0xe2 if content >= 14 => {
                let profile = walk.take_some(usize::try_from(content).unwrap_or_default())?;
                if let Some(numbered) = profile.strip_prefix(b"ICC_PROFILE\0") {
                    plan.keep(begin..end)?;
                    // One that is in several segments is a long one.
                    if numbered.starts_with(&[1, 1]) {
                        plan.note_profile(&numbered[2..]);
                    }
                }
            }
            // What the numbers of colours mean.
            0xee if content >= 12 => {
                let adobe: [u8; 12] = walk.take()?;
                if adobe.starts_with(b"Adobe") {
                    plan.put([&[0xff, 0xee, 0, 14], &adobe[..]].concat())?;
                }
            }
            // Of cameras and programs, and comments.
            0xe0..=0xef | 0xfe => {}
            _ => return Err(Flaw::of(format!("a segment {marker:02x} is not known there"))),
        }
        walk.skip(end - walk.at())?;
    }
    if scans == 0 {
        return Err(Flaw::of("it has no scan"));
    }
    if let Some(tiff) = plan.turning() {
        let length = u16::try_from(tiff.len() + 8).unwrap_or_default().to_be_bytes();
        plan.put_at(place, [&[0xff, 0xe1], &length[..], b"Exif\0\0", &tiff].concat());
    }
    Ok(())
}

/// The next marker; before it there may be any number of 0xff.
fn marker(walk: &mut Walk) -> Result<u8, Flaw> {
    let [mut byte] = walk.take()?;
    if byte != 0xff {
        return Err(Flaw::of("between segments stands something else"));
    }
    while byte == 0xff {
        [byte] = walk.take()?;
    }
    Ok(byte)
}

/// Goes to the marker that ends a scan. In it a zero behind 0xff says that it is none, and some markers belong to it.
fn skip_scan(walk: &mut Walk) -> Result<(), Flaw> {
    loop {
        walk.skip_past(0xff)?;
        let mut byte = 0xff;
        while byte == 0xff {
            [byte] = walk.take()?;
        }
        if !matches!(byte, 0x00 | 0xd0..=0xd7) {
            return walk.step_back(2);
        }
    }
}
