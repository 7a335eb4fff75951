//! Pictures that are small until they are read.

use super::{
    Looked,
    made::{PNG, chunk, ihdr, jpeg, long_webp, packed_zeros, plain_webp, png, png_with, progressive_jpeg, webp},
};
use std::{fs, process::Command};

fn png_of(width: u32, height: u32, depth: u8, colours: u8, data: &[u8]) -> Vec<u8> {
    [PNG, &ihdr(width, height, depth, colours), &chunk(*b"IDAT", data), &chunk(*b"IEND", b"")].concat()
}

/// The most memory that was ever resident, in MiB.
fn most() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
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

/// Of a kind that is decoded whole there may be as many pixels as fit into 300 MB.
#[test]
fn what_takes_too_much_memory_is_a_file() {
    for (name, small, large) in [
        ("WebP", plain_webp(400, 300), plain_webp(6_200, 6_200)),
        ("JPEG in several scans", progressive_jpeg(400, 300, 3), progressive_jpeg(6_000, 6_000, 3)),
    ] {
        assert!(!Looked::at(&small).is_file(), "{name}");
        assert!(Looked::at(&large).is_file(), "{name}");
    }
    // One that shows through takes half as many.
    let transparent = long_webp(&plain_webp(5_100, 5_100), 5_100, 5_100, 0x10, &[]);
    assert!(Looked::at(&transparent).is_file());
}

/// In a process of its own: others' memory is not measured.
#[test]
fn bombs_take_no_memory() {
    let alone = ["--exact", "pictures::bombs::alone", "--ignored", "--nocapture"];
    let told = Command::new(std::env::current_exe().unwrap()).args(alone).output().unwrap();
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(told.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&told.stderr));
}

/// Nothing of what is not shown is unpacked, and of a PNG there are never more than some rows.
#[test]
#[ignore = "told by `bombs_take_no_memory`"]
fn alone() {
    let bomb = packed_zeros(60);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let plain = png(40, 30);
    // Zeros say of each row that it is as it is; 7,000 pixels of one byte, and one byte that says so.
    let large = png_of(7_000, 7_000, 8, 0, &packed_zeros(47));
    let small = png_of(6_000, 8_000, 8, 6, &packed_zeros(4));
    let short = packed_zeros(20);
    assert!(short.len() < 64_000, "{}", short.len());
    let before = most();

    let text = chunk(*b"zTXt", &[b"Comment\0\0", &bomb[..]].concat());
    assert_eq!(Looked::at(&png_with(&plain, &[text])).cleaned(), plain);
    let profile = chunk(*b"iCCP", &[b"sRGB\0\0", &bomb[..]].concat());
    assert_eq!(Looked::at(&png_with(&plain, &[profile])).cleaned(), plain, "a profile is not that long");
    // One that is short enough to be kept is unpacked for nobody, either.
    let profile = chunk(*b"iCCP", &[b"sRGB\0\0", &short[..]].concat());
    assert!(Looked::at(&png_with(&plain, &[profile])).is_file());
    // More data than the picture has rows; less.
    assert!(!Looked::at(&png_of(40, 30, 8, 2, &bomb)).is_file());
    assert!(Looked::at(&small).is_file());
    let after = most();
    assert!(after <= before + 32, "{before} MiB before, {after} MiB at most");
    // One that is large, and may be: what its thumbnails take, not its pixels.
    let looked = Looked::at(&large);
    assert_eq!((looked.picture().info.width, looked.picture().info.height), (7_000, 7_000));
    let after = most();
    assert!(after <= before + 80, "{before} MiB before, {after} MiB at most");
}

#[test]
fn a_picture_in_too_many_parts_is_a_file() {
    let plain = png(40, 30);
    let split: Vec<_> = (0..20_000).flat_map(|_| [chunk(*b"tEXt", b"a\0b"), chunk(*b"IDAT", b"")]).collect();
    assert!(Looked::at(&png_with(&plain, &split)).is_file());
}
