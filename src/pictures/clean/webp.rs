//! WebP: a row of chunks in a RIFF.

use crate::pictures::{
    flaw::Flaw,
    plan::{Plan, Scanner},
};

const HEAD: u64 = 12;
/// Flags of the long form: what else there is.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const TRANSPARENT: u8 = 0x10;
const MOVING: u8 = 0x02;
/// So many bytes of memory a decoder takes for each pixel: all of it is there at once, for each step of the way.
const LOSSY: u64 = 5;
const LOSSLESS: u64 = 8;
const WITH_MORE: u64 = 12;
/// What a camera says of a picture.
const EXIF: u64 = 64 * 1024;
const PROFILE: u64 = 1024 * 1024;

pub(super) fn plan(walk: &mut Scanner, plan: &mut Plan) -> Result<(), Flaw> {
    let head: [u8; 12] = walk.take()?;
    let [.., l0, l1, l2, l3, _, _, _, _] = head;
    // What stands behind it is not the picture's.
    let whole = u64::from(u32::from_le_bytes([l0, l1, l2, l3])) + 8;
    let (mut long_form, mut has_picture, mut is_animated) = (None, false, false);
    while walk.at() < whole {
        let (begin, name, length) = chunk(walk)?;
        let content = walk.at();
        // Chunks begin at even places.
        let end = content + length + length % 2;
        if end > whole {
            return Err(Flaw::of("a chunk is longer than the picture"));
        }
        match &name {
            b"VP8X" if content == HEAD + 8 && length == 10 => {
                let bytes: [u8; 10] = walk.take()?;
                plan.size(u24(&bytes[4..7]) + 1, u24(&bytes[7..10]) + 1)?;
                if bytes[0] & (TRANSPARENT | MOVING) != 0 {
                    plan.takes(WITH_MORE)?;
                }
                long_form = Some(bytes);
            }
            b"VP8 " | b"VP8L" if !has_picture && !is_animated => {
                has_picture = true;
                let (width, height) = size(walk, name, length)?;
                if long_form.is_none() {
                    plan.size(width, height)?;
                } else if (width, height) != (plan.width, plan.height) {
                    return Err(Flaw::of("it says two sizes"));
                }
                plan.takes(if name == *b"VP8L" { LOSSLESS } else { LOSSY })?;
                plan.keep(begin..end)?;
                if long_form.is_none() {
                    break;
                }
            }
            b"ALPH" if long_form.is_some() && !has_picture && !is_animated => plan.keep(begin..end)?,
            b"ICCP" if long_form.is_some() && length <= PROFILE => {
                plan.note_profile(&walk.take_some(usize::try_from(length).unwrap_or_default())?);
                plan.keep(begin..end)?;
            }
            b"ANIM" if long_form.is_some() && length == 6 => plan.keep(begin..end)?,
            b"ANMF" if long_form.is_some() && !has_picture => {
                is_animated = true;
                frame(walk, plan, content + length)?;
                plan.keep(begin..end)?;
            }
            b"EXIF" if length <= EXIF => {
                plan.turn(&walk.take_some(usize::try_from(length).unwrap_or_default())?);
            }
            _ => {}
        }
        walk.skip(end - walk.at())?;
    }
    if !has_picture && !is_animated {
        return Err(Flaw::of("it has no picture"));
    }
    write_head(plan, long_form)
}

/// The heads: how long all is now, and what there is.
fn write_head(plan: &mut Plan, long_form: Option<[u8; 10]>) -> Result<(), Flaw> {
    let mut head = Vec::new();
    if let Some(mut flags) = long_form {
        flags[0] &= !(HAS_EXIF | HAS_XMP);
        if let Some(tiff) = plan.turning() {
            flags[0] |= HAS_EXIF;
            plan.put([b"EXIF", &u32::try_from(tiff.len()).unwrap_or_default().to_le_bytes()[..], &tiff].concat())?;
        }
        head = [b"VP8X", &10_u32.to_le_bytes()[..], &flags].concat();
    }
    let whole = plan.byte_size() + head.len() as u64 + 4;
    let whole = u32::try_from(whole).map_err(|_| Flaw::of("it is too long"))?;
    plan.put_at(0, [b"RIFF", &whole.to_le_bytes()[..], b"WEBP", &head].concat());
    Ok(())
}

/// A picture of several: its own chunks are of those that say how it looks.
fn frame(walk: &mut Scanner, plan: &mut Plan, end: u64) -> Result<(), Flaw> {
    let frame: [u8; 16] = walk.take()?;
    let (width, height) = (u24(&frame[6..9]) + 1, u24(&frame[9..12]) + 1);
    let (left, top) = (u24(&frame[0..3]) * 2, u24(&frame[3..6]) * 2);
    if left + width > plan.width || top + height > plan.height {
        return Err(Flaw::of("a picture of it is outside of it"));
    }
    while walk.at() < end {
        let (_, name, length) = chunk(walk)?;
        let content = walk.at();
        match &name {
            b"ALPH" => {}
            b"VP8 " | b"VP8L" if size(walk, name, length)? == (width, height) => {}
            _ => return Err(Flaw::of("a part of a picture is not known")),
        }
        walk.skip((content + length + length % 2).saturating_sub(walk.at()))?;
    }
    if walk.at() == end { Ok(()) } else { Err(Flaw::of("a part is longer than its picture")) }
}

fn chunk(walk: &mut Scanner) -> Result<(u64, [u8; 4], u64), Flaw> {
    let begin = walk.at();
    let name = walk.take()?;
    Ok((begin, name, u32::from_le_bytes(walk.take()?).into()))
}

/// The size that the head of a picture's data says.
fn size(walk: &mut Scanner, name: [u8; 4], length: u64) -> Result<(u32, u32), Flaw> {
    let is_lossless = &name == b"VP8L";
    if length < if is_lossless { 5 } else { 10 } {
        return Err(Flaw::of("a picture is too short"));
    }
    if is_lossless {
        let [_, b0, b1, b2, b3] = walk.take()?;
        let bits = u32::from_le_bytes([b0, b1, b2, b3]);
        return Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1));
    }
    let [.., w0, w1, h0, h1]: [u8; 10] = walk.take()?;
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Ok((side(w0, w1), side(h0, h1)))
}

fn u24(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
