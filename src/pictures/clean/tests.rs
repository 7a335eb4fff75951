//! Each bound at itself and one beyond, with the reason: else what is refused for another one is no proof.

use super::plan;
use crate::pictures::{flaw::Flaw, kinds::Format, plan::Plan};
use std::{
    fs::{self, File},
    io::Write,
};

const TOO_LARGE: &str = "it has over 50 megapixels";
const NOTHING: &str = "it has no pixels";

fn said<T>(done: Result<T, Flaw>) -> Result<T, String> {
    done.map_err(|flaw| match flaw {
        Flaw::Picture(why) => why,
        Flaw::Disk(error) => panic!("{error}"),
    })
}

fn planned(bytes: &[u8]) -> Result<(Plan, File), String> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Ok((said(plan(Format::of(bytes).unwrap(), &file))?, file))
}

/// What stays of a picture.
fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let (plan, mut file) = planned(bytes).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("cleaned");
    plan.write(&mut file, &to).unwrap();
    fs::read(to).unwrap()
}

fn stays(bytes: &[u8]) {
    assert!(cleaned(bytes) == bytes);
}

fn why(bytes: &[u8]) -> String {
    planned(bytes).err().expect("it is none")
}

fn gif(width: u16, height: u16, blocks: &[&[u8]]) -> Vec<u8> {
    let canvas = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [b"GIF89a", &canvas[..], &[0; 3], &blocks.concat(), b"\x3b"].concat()
}

fn frame(width: u16, height: u16) -> Vec<u8> {
    [b"\x2c\0\0\0\0", &width.to_le_bytes()[..], &height.to_le_bytes(), b"\0\x02\x01\x44\0"].concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

fn jpeg(parts: &[Vec<u8>]) -> Vec<u8> {
    [&[0xff, 0xd8], &parts.concat()[..], &[0xff, 0xd9]].concat()
}

fn head(width: u16, height: u16) -> Vec<u8> {
    segment(0xc0, &[&[8], &height.to_be_bytes()[..], &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat())
}

fn scan() -> Vec<u8> {
    [&segment(0xda, &[1, 1, 0, 0, 63, 0])[..], b"\x55"].concat()
}

fn png(width: u32, height: u32, chunk: (&[u8; 4], usize)) -> Vec<u8> {
    let written = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, b"sum "].concat()
    };
    let size = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let (name, length) = chunk;
    let parts = [written(b"IHDR", &size), written(name, &vec![0; length]), written(b"IEND", b"")];
    [&b"\x89PNG\r\n\x1a\n"[..], &parts.concat()].concat()
}

#[test]
fn a_picture_has_at_most_50_megapixels() {
    stays(&gif(10_000, 5_000, &[&frame(8, 8)]));
    stays(&gif(8, 8, &[&frame(10_000, 5_000)]));
    stays(&jpeg(&[head(10_000, 5_000), scan()]));
    stays(&png(10_000, 5_000, (b"IDAT", 1)));
    for (bytes, reason) in [
        (gif(10_000, 5_001, &[&frame(8, 8)]), TOO_LARGE),
        (gif(8, 8, &[&frame(8, 8), &frame(10_000, 5_001)]), TOO_LARGE),
        (jpeg(&[head(10_000, 5_001), scan()]), TOO_LARGE),
        (png(10_000, 5_001, (b"IDAT", 1)), TOO_LARGE),
        (gif(0, 8, &[&frame(8, 8)]), NOTHING),
        (gif(8, 8, &[&frame(8, 0)]), NOTHING),
        (jpeg(&[head(8, 0), scan()]), NOTHING),
        (png(0, 8, (b"IDAT", 1)), NOTHING),
        (gif(8, 8, &[]), "it has no picture"),
        (jpeg(&[head(8, 8)]), "it has no scan"),
    ] {
        assert_eq!(why(&bytes), reason);
    }
}

#[test]
fn what_a_gif_says_of_its_moving_is_short() {
    let moves = |control: &[u8], turns: &[u8]| gif(8, 8, &[turns, control, &frame(8, 8)]);
    let (control, turns) = (&b"\x21\xf9\x04\0\0\0\0\0"[..], &b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"[..]);
    stays(&moves(control, turns));
    for control in [&b"\x21\xf9\x04\0\0\0\0\x05PLACE\0"[..], b"\x21\xf9\x05PLACE\0"] {
        assert_eq!(cleaned(&moves(control, turns)), moves(b"", turns));
    }
    for turns in [
        &b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\x05PLACE\0"[..],
        b"\x21\xff\x0bNETSCAPE2.0\x05PLACE\0",
        b"\x21\xff\x0bNETSCAPE2.1\x03\x01\0\0\0",
    ] {
        assert_eq!(cleaned(&moves(control, turns)), moves(control, b""));
    }
}

#[test]
fn a_jpeg_has_one_head_and_few_scans() {
    let scans = |count: usize| jpeg(&[&[head(8, 8)][..], &vec![scan(); count]].concat());
    stays(&scans(64));
    assert_eq!(why(&scans(65)), "a segment da is not known there");
    assert_eq!(why(&jpeg(&[head(8, 8), head(9, 9), scan()])), "a segment c0 is not known there");
    assert_eq!(why(&jpeg(&[scan(), head(8, 8)])), "a segment da is not known there");
    // The small picture in the first segment may be of another place.
    let small = segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01RGB");
    let none = segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    assert_eq!(cleaned(&jpeg(&[small, head(8, 8), scan()])), jpeg(&[none, head(8, 8), scan()]));
}

#[test]
fn what_a_png_says_of_its_colours_is_short() {
    for (name, most) in [(b"tRNS", 1_024), (b"pHYs", 1_024), (b"iCCP", 64 * 1_024)] {
        stays(&png(8, 8, (name, most)));
        assert!(cleaned(&png(8, 8, (name, most + 1))).len() < 100);
    }
}

#[test]
fn what_is_kept_is_in_ten_thousand_parts() {
    let mut plan = Plan::new();
    for _ in 0..10_000 {
        plan.put(vec![0]).unwrap();
    }
    assert_eq!(said(plan.put(vec![0])), Err("it is in too many parts".to_owned()));
    assert_eq!(plan.byte_size(), 10_000);
}

#[test]
fn thumbnails_are_given_short_profiles_of_rgb() {
    let noted = |length: usize, colours: &[u8; 4]| {
        let mut profile = vec![0; length];
        profile[16..20].copy_from_slice(colours);
        let mut plan = Plan::new();
        plan.note_profile(&profile);
        plan.profile.map(|noted| noted == profile)
    };
    assert_eq!(noted(16 * 1_024, b"RGB "), Some(true));
    assert_eq!(noted(20, b"RGB "), Some(true));
    assert_eq!([noted(16 * 1_024 + 1, b"RGB "), noted(200, b"CMYK"), noted(200, b"GRAY")], [None; 3]);
}
