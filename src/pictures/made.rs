//! What is made of a picture: what is shown before it is loaded, its thumbnails, an avatar. All stand upright.

use super::{
    flaw::Flaw,
    inspected::Avatar,
    plan::Plan,
    reduce::{Reduced, divide},
};
use crate::domain::attachment::{ImageInfo, LONG_EDGES};
use image::{
    DynamicImage, ImageEncoder, ImageError,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The longest edge of a thumbnail.
pub(super) const LARGEST: u32 = LONG_EDGES[LONG_EDGES.len() - 1];
/// The side of an avatar, in pixels.
pub(super) const AVATAR: u32 = 256;
/// Of a JPEG, of 100.
const QUALITY: u8 = 82;
/// What a `ThumbHash` is made of.
const HASHED: u32 = 100;

pub(super) fn thumbnails(reduced: Reduced, plan: &Plan, into: &Path) -> Result<(ImageInfo, Vec<(u32, PathBuf)>), Flaw> {
    let Reduced { image, is_transparent } = reduced;
    let mut image = upright(image, plan.orientation);
    let is_turned = matches!(
        plan.orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = if is_turned { (plan.height, plan.width) } else { (plan.width, plan.height) };
    let mut shown = ImageInfo { width, height, thumb_hash: String::new(), is_transparent };
    let mut edges: Vec<u32> = shown.thumbnails().collect();
    edges.reverse();
    let mut made = Vec::with_capacity(edges.len());
    // Each is made of the one that is larger.
    for edge in edges {
        let (width, height) = within(width, height, edge);
        if (image.width(), image.height()) != (width, height) {
            image = image.resize_exact(width, height, FilterType::Triangle);
        }
        let path = into.join(edge.to_string());
        write(&image, is_transparent, plan.profile.as_deref(), &path)?;
        made.push((edge, path));
    }
    made.reverse();
    shown.thumb_hash = thumb_hash(&image);
    Ok((shown, made))
}

pub(super) fn avatar(reduced: Reduced, plan: &Plan, into: &Path) -> Result<Avatar, Flaw> {
    let Reduced { image, is_transparent } = reduced;
    let image = upright(image.resize_exact(AVATAR, AVATAR, FilterType::Triangle), plan.orientation);
    let path = into.join("avatar");
    write(&image, is_transparent, plan.profile.as_deref(), &path)?;
    // Some kilobytes.
    let bytes = fs::read(&path)?;
    let media_type = if is_transparent { "image/png" } else { "image/jpeg" }.to_owned();
    Ok(Avatar { path, byte_size: bytes.len() as u64, media_type, sha256: Sha256::digest(&bytes).into() })
}

fn upright(mut image: DynamicImage, orientation: Orientation) -> DynamicImage {
    image.apply_orientation(orientation);
    image
}

/// A size of the same proportions whose longer edge is not longer than this, and never larger.
fn within(width: u32, height: u32, long_edge: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= long_edge {
        return (width, height);
    }
    let scaled = |side: u32| {
        let scaled = (u64::from(side) * u64::from(long_edge) + u64::from(longer) / 2) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(long_edge).max(1)
    };
    (scaled(width), scaled(height))
}

fn write(image: &DynamicImage, is_transparent: bool, profile: Option<&[u8]>, path: &Path) -> Result<(), Flaw> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let mut file = BufWriter::new(file);
    let (width, height) = (image.width(), image.height());
    let encoded = if is_transparent {
        let mut image = image.to_rgba8();
        divide(&mut image);
        let mut encoder = PngEncoder::new(&mut file);
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile.to_vec()).map_err(Flaw::of)?;
        }
        encoder.write_image(&image, width, height, image::ExtendedColorType::Rgba8)
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut file, QUALITY);
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile.to_vec()).map_err(Flaw::of)?;
        }
        encoder.write_image(&image.to_rgb8(), width, height, image::ExtendedColorType::Rgb8)
    };
    match encoded {
        Ok(()) => Ok(file.flush()?),
        Err(ImageError::IoError(error)) => Err(error.into()),
        Err(error) => Err(Flaw::of(error)),
    }
}

fn thumb_hash(image: &DynamicImage) -> String {
    let (width, height) = within(image.width(), image.height(), HASHED);
    let mut small = image.resize_exact(width, height, FilterType::Triangle).to_rgba8();
    divide(&mut small);
    let hash = thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &small);
    data_encoding::BASE64.encode(&hash)
}
