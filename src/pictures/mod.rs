//! What a file's bytes are, and what of a picture is shown before it is loaded. Nothing here asks a database or a network, and
//! nothing believes what a client said of a file.
//!
//! A picture is cleaned before it is decoded, so that a decoder sees only what says how it looks; and it is measured before that, so
//! that none takes more memory than 50 megapixels need. Whatever is no picture that can be read and cleaned is a file.

mod clean;
mod decode;
mod flaw;
mod inspected;
mod kinds;
mod made;
mod plan;
mod reduce;

pub use inspected::{Avatar, Inspected, Inspection};

use crate::domain::attachment::{AttachmentKind, ImageInfo};
use flaw::Flaw;
use kinds::{Format, HEAD};
use plan::Plan;
use reduce::Crop;
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// A picture whose data is longer is a file: 50 megapixels are less.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Looks at a file, and makes what is needed of a picture in `into`, an empty folder of the caller's. It blocks, and takes as much
/// memory as a picture's pixels at most.
pub fn inspect(file: &Path, into: &Path) -> io::Result<Inspected> {
    let (mut file, head) = open(file)?;
    let Some(format) = Format::of(&head) else {
        let (kind, media_type) = kinds::of_others(&head);
        return Ok(Inspected { kind, media_type: media_type.to_owned(), picture: None });
    };
    match picture(format, &mut file, into) {
        Ok(picture) => Ok(Inspected {
            kind: AttachmentKind::Image,
            media_type: format.media_type().to_owned(),
            picture: Some(picture),
        }),
        Err(Flaw::Disk(error)) => Err(error),
        Err(Flaw::Picture(why)) => {
            tracing::debug!(%why, "a picture is kept as a file");
            Ok(Inspected { kind: AttachmentKind::File, media_type: format.media_type().to_owned(), picture: None })
        }
    }
}

/// Makes an avatar of a picture in `into`, an empty folder of the caller's: its middle, upright. None when it is no picture that can
/// be read. It blocks as `inspect` does.
pub fn avatar(file: &Path, into: &Path) -> io::Result<Option<Avatar>> {
    let (mut file, head) = open(file)?;
    let Some(format) = Format::of(&head) else { return Ok(None) };
    match cut(format, &mut file, into) {
        Ok(avatar) => Ok(Some(avatar)),
        Err(Flaw::Disk(error)) => Err(error),
        Err(Flaw::Picture(why)) => {
            tracing::debug!(%why, "a picture is no avatar");
            Ok(None)
        }
    }
}

fn open(path: &Path) -> io::Result<(File, Vec<u8>)> {
    let file = File::open(path)?;
    let mut head = Vec::with_capacity(HEAD);
    (&file).take(HEAD as u64).read_to_end(&mut head)?;
    Ok((file, head))
}

fn picture(format: Format, file: &mut File, into: &Path) -> Result<Inspection, Flaw> {
    let (cleaned, mut plan) = clean(format, file, into)?;
    let done = make(format, &cleaned, &mut plan, into);
    if done.is_err() {
        let _ = fs::remove_file(&cleaned);
    }
    let (shown, thumbnails) = done?;
    Ok(Inspection { info: shown, byte_size: plan.byte_size(), cleaned, thumbnails })
}

fn make(
    format: Format,
    cleaned: &Path,
    plan: &mut Plan,
    into: &Path,
) -> Result<(ImageInfo, Vec<(u32, PathBuf)>), Flaw> {
    let window = Crop::whole(plan.width, plan.height);
    let reduced = decode::decode(format, File::open(cleaned)?, plan, window, made::LARGEST)?;
    made::thumbnails(reduced, plan, into)
}

fn cut(format: Format, file: &mut File, into: &Path) -> Result<Avatar, Flaw> {
    let (cleaned, mut plan) = clean(format, file, into)?;
    let window = Crop::square(plan.width, plan.height);
    let reduced = File::open(&cleaned)
        .map_err(Flaw::from)
        .and_then(|file| decode::decode(format, file, &mut plan, window, made::AVATAR));
    fs::remove_file(&cleaned)?;
    made::avatar(reduced?, &plan, into)
}

/// Writes the picture without what does not say how it looks.
fn clean(format: Format, file: &mut File, into: &Path) -> Result<(PathBuf, Plan), Flaw> {
    let plan = clean::plan(format, file)?;
    if plan.byte_size() > LONGEST {
        return Err(Flaw::of("it is too long"));
    }
    let cleaned = into.join("picture");
    if let Err(error) = plan.write(file, &cleaned) {
        let _ = fs::remove_file(&cleaned);
        return Err(error.into());
    }
    Ok((cleaned, plan))
}
