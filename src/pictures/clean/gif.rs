//! GIF: a head, and blocks, whose contents are rows of short blocks.

use crate::pictures::{
    flaw::Flaw,
    plan::{Plan, Scanner},
};

const END: u8 = 0x3b;

pub(super) fn plan(walk: &mut Scanner, plan: &mut Plan) -> Result<(), Flaw> {
    walk.take::<6>()?;
    let [w0, w1, h0, h1, flags, _, _] = walk.take()?;
    plan.size(u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into())?;
    let (width, height) = (plan.width, plan.height);
    skip_palette(walk, flags)?;
    plan.keep(0..walk.at())?;
    let mut has_picture = false;
    loop {
        let begin = walk.at();
        // Many programs forget the end.
        let block = if walk.is_at_end() { END } else { u8::from_le_bytes(walk.take()?) };
        match block {
            0x2c => {
                has_picture = true;
                let [_, _, _, _, w0, w1, h0, h1, flags] = walk.take()?;
                plan.size(u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into())?;
                skip_palette(walk, flags)?;
                walk.take::<1>()?;
                skip_content(walk)?;
                plan.keep(begin..walk.at())?;
            }
            0x21 => extension(walk, plan, begin)?,
            END => {
                plan.put(vec![END])?;
                break;
            }
            _ => return Err(Flaw::of("a block is not known")),
        }
    }
    if !has_picture {
        return Err(Flaw::of("it has no picture"));
    }
    plan.size(width, height)
}

/// How long a picture stays stays, and how often all is shown. What else programs say goes.
fn extension(walk: &mut Scanner, plan: &mut Plan, begin: u64) -> Result<(), Flaw> {
    match walk.take::<1>()? {
        [0xf9] => {
            skip_content(walk)?;
            // Four bytes in one block; a longer one holds something else.
            if walk.at() - begin == 8 {
                plan.keep(begin..walk.at())?;
            }
        }
        [0xff] => {
            let [length] = walk.take()?;
            let program = walk.take_some(length.into())?;
            let inner = walk.at();
            skip_content(walk)?;
            let is_loop = matches!(&program[..], b"NETSCAPE2.0" | b"ANIMEXTS1.0") && walk.at() - inner == 5;
            if is_loop {
                plan.keep(begin..walk.at())?;
            }
        }
        _ => skip_content(walk)?,
    }
    Ok(())
}

fn skip_palette(walk: &mut Scanner, flags: u8) -> Result<(), Flaw> {
    if flags & 0x80 == 0 { Ok(()) } else { walk.skip(3 << ((flags & 7) + 1)) }
}

fn skip_content(walk: &mut Scanner) -> Result<(), Flaw> {
    loop {
        let [length] = walk.take()?;
        if length == 0 {
            return Ok(());
        }
        walk.skip(length.into())?;
    }
}
