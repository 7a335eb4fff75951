//! PNG and APNG: a row of chunks, each with a name.

use crate::pictures::{
    flaw::Flaw,
    plan::{Plan, Scanner},
};

/// A profile of colours is some kilobytes; packed, this many can become the thousandfold.
const PROFILE: u32 = 64 * 1024;
/// What a camera says of a picture.
const EXIF: u32 = 64 * 1024;

pub(super) fn plan(walk: &mut Scanner, plan: &mut Plan) -> Result<(), Flaw> {
    walk.take::<8>()?;
    plan.keep(0..8)?;
    let mut place = None;
    loop {
        let begin = walk.at();
        let length = u32::from_be_bytes(walk.take()?);
        let name: [u8; 4] = walk.take()?;
        // With the sum behind it.
        let end = walk.at() + u64::from(length) + 4;
        if (place.is_none()) != (&name == b"IHDR") {
            return Err(Flaw::of("its head is not where it belongs"));
        }
        match &name {
            b"IHDR" => {
                let [w3, w2, w1, w0, h3, h2, h1, h0] = walk.take()?;
                plan.size(u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]))?;
                plan.keep(begin..end)?;
                place = Some(plan.place());
            }
            name if is_kept(*name, length) => {
                plan.has_packed_profile |= name == b"iCCP";
                plan.keep(begin..end)?;
            }
            b"eXIf" if length <= EXIF => {
                let exif = walk.take_some(usize::try_from(length).unwrap_or_default())?;
                plan.turn(&exif);
            }
            // In lower case: whoever does not know it may do without.
            [first, ..] if first.is_ascii_lowercase() => {}
            _ => return Err(Flaw::of("a chunk that is needed is not known")),
        }
        walk.skip(end - walk.at())?;
        if &name == b"IEND" {
            break;
        }
    }
    if let Some((tiff, place)) = plan.turning().zip(place) {
        plan.put_at(place, chunk(*b"eXIf", &tiff));
    }
    Ok(())
}

/// Whether a chunk says how the picture looks, or moves.
fn is_kept(name: [u8; 4], length: u32) -> bool {
    match &name {
        b"PLTE" | b"IDAT" | b"IEND" | b"acTL" | b"fcTL" | b"fdAT" => true,
        b"tRNS" | b"cHRM" | b"gAMA" | b"sBIT" | b"sRGB" | b"cICP" | b"mDCV" | b"cLLI" | b"bKGD" | b"pHYs" => {
            length <= 1_024
        }
        b"iCCP" => length <= PROFILE,
        _ => false,
    }
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or_default();
    let mut chunk = [&length.to_be_bytes()[..], &name, content].concat();
    let sum = crc(&chunk[4..]);
    chunk.extend(sum.to_be_bytes());
    chunk
}

/// The sum of the format's annex; of the few bytes that are written here.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_is_that_of_the_format() {
        assert_eq!(super::crc(b"IEND"), 0xae42_6082);
    }
}
