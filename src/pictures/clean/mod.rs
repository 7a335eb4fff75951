//! Which parts of a picture stay: those that say how it looks. What is not known here goes, and so does what stands behind the end.
//! Whoever forgets a part of a format loses a picture, and does not show where it was taken.

mod gif;
mod jpeg;
mod png;
mod webp;

use super::{
    flaw::Flaw,
    kinds::Format,
    plan::{Plan, Scanner},
};
use std::fs::File;

/// Walks through a picture; nothing of it is decoded.
pub(super) fn plan(format: Format, file: &File) -> Result<Plan, Flaw> {
    let mut plan = Plan::new();
    let mut walk = Scanner::from_start(file)?;
    match format {
        Format::Jpeg => jpeg::plan(&mut walk, &mut plan)?,
        Format::Png => png::plan(&mut walk, &mut plan)?,
        Format::Gif => gif::plan(&mut walk, &mut plan)?,
        Format::WebP => webp::plan(&mut walk, &mut plan)?,
    }
    if plan.width == 0 {
        return Err(Flaw::of("it says no size"));
    }
    Ok(plan)
}

#[cfg(test)]
mod tests;
