//! Pictures that are small until they are read.

use super::{
    Looked,
    made::{PNG, chunk, ihdr, jpeg, packed_zeros, png, png_with, webp},
};
use std::{fs, time::Instant};

fn png_of(width: u32, height: u32, depth: u8, colours: u8, data: &[u8]) -> Vec<u8> {
    [PNG, &ihdr(width, height, depth, colours), &chunk(b"IDAT", data), &chunk(b"IEND", b"")].concat()
}

/// How much memory is resident, in MiB, and how much it ever was.
fn resident() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
    };
    (of("VmRSS:"), of("VmHWM:"))
}

#[test]
fn what_has_over_50_megapixels_is_a_file_at_once() {
    let mut wide = jpeg(16, 16);
    let at = wide.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    wide[at + 5..at + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let mut gif = super::made::gif(8, 8, 1);
    gif[6..10].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let mut frame = super::made::gif(8, 8, 1);
    let at = frame.windows(9).position(|window| window == b"\x2c\0\0\0\0\x08\0\x08\0").unwrap();
    frame[at + 5..at + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    let mut lossless = webp(8, 8);
    lossless[21..25].copy_from_slice(&0x0fff_ffff_u32.to_le_bytes());
    let zeros = packed_zeros(2);
    let small = &zeros[..zeros.len().min(1_900)];
    for (name, bytes) in [
        ("PNG", png_of(40_000, 40_000, 8, 6, small)),
        ("PNG of one bit", png_of(40_000, 40_000, 1, 0, small)),
        ("a row", png_of(u32::MAX >> 1, 1, 8, 6, small)),
        ("no row", png_of(8, 0, 8, 6, small)),
        ("JPEG", wide),
        ("GIF", gif),
        ("a picture of a GIF", frame),
        ("WebP", lossless),
    ] {
        assert!(bytes.len() < 4_096, "{name}");
        assert!(Looked::at(&bytes).is_file(), "{name}");
    }
}

/// Nothing of what is not shown is unpacked, and of a PNG there is never more than some rows.
#[test]
fn what_is_packed_stays_packed() {
    let bomb = packed_zeros(120);
    assert!(bomb.len() < 200_000);
    let plain = png(40, 30);
    let (before, _) = resident();
    let text = chunk(b"zTXt", &[b"Comment\0\0", &bomb[..]].concat());
    let looked = Looked::at(&png_with(&plain, &[text]));
    assert_eq!(looked.cleaned(), plain);
    let profile = chunk(b"iCCP", &[b"sRGB\0\0", &bomb[..]].concat());
    let looked = Looked::at(&png_with(&plain, &[profile]));
    assert_eq!(looked.cleaned(), plain, "a profile is not that long");
    // One that is short enough to be kept is unpacked for nobody, either.
    let profile = chunk(b"iCCP", &[b"sRGB\0\0", &packed_zeros(40)[..60_000]].concat());
    assert!(Looked::at(&png_with(&plain, &[profile])).is_file());
    // More data than the picture has rows.
    assert!(!Looked::at(&png_of(40, 30, 8, 2, &bomb)).is_file());
    // Less.
    assert!(Looked::at(&png_of(6_000, 8_000, 8, 6, &packed_zeros(4))).is_file());
    let (after, most) = resident();
    assert!(after < before + 32, "{before} MiB before, {after} MiB after");
    assert!(most < 400, "{most} MiB at most");
}

/// A picture that is large and may be so: its memory is given back.
#[test]
fn a_picture_of_50_megapixels_is_read_in_some_megabytes() {
    // Zeros say of each row that it is as it is; 7,000 pixels of one byte, and one byte that says so.
    let bytes = png_of(7_000, 7_000, 8, 0, &packed_zeros(47));
    let (before, _) = resident();
    let begun = Instant::now();
    let looked = Looked::at(&bytes);
    eprintln!("49 megapixels of PNG in {} ms", begun.elapsed().as_millis());
    assert_eq!((looked.picture().info.width, looked.picture().info.height), (7_000, 7_000));
    let (after, _) = resident();
    assert!(after < before + 32, "{before} MiB before, {after} MiB after");
}

#[test]
fn a_picture_in_too_many_parts_is_a_file() {
    let plain = png(40, 30);
    let split: Vec<_> = (0..20_000).flat_map(|_| [chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", b"")]).collect();
    assert!(Looked::at(&png_with(&plain, &split)).is_file());
}
