//! Whatever the bytes are, nothing panics, and what is a picture is one.

use super::{
    Looked,
    made::{encoded, exif, gif, half, long_webp, photo, png, png_with, riff, webp},
    others::{self, bytes},
};
use image::ImageFormat;
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};

/// What is done to the bytes of a picture.
#[derive(Clone, Debug)]
enum Harm {
    Set(usize, u8),
    Cut(usize),
    Doubled(usize, usize),
    Removed(usize, usize),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<usize>();
    prop_oneof![
        6 => (at, any::<u8>()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        // What lengths and markers are made of.
        3 => (at, prop_oneof![Just(0x00), Just(0xff), Just(0x7f), Just(0x80), Just(0x21), Just(0x2c)])
            .prop_map(|(at, byte)| Harm::Set(at, byte)),
        1 => at.prop_map(Harm::Cut),
        1 => (at, 1..64_usize).prop_map(|(at, length)| Harm::Doubled(at, length)),
        1 => (at, 1..64_usize).prop_map(|(at, length)| Harm::Removed(at, length)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let within = |at: usize, length: usize| {
            let at = at % bytes.len();
            at..(at + length).min(bytes.len())
        };
        match *harm {
            Harm::Set(at, byte) => {
                let at = within(at, 1).start;
                bytes[at] = byte;
            }
            Harm::Cut(at) => bytes.truncate(within(at, 0).start),
            Harm::Doubled(at, length) => {
                let range = within(at, length);
                let doubled = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, doubled);
            }
            Harm::Removed(at, length) => drop(bytes.drain(within(at, length))),
        }
    }
    bytes
}

#[test]
fn whatever_is_done_to_a_picture_nothing_panics() {
    let whole = [
        photo(24, 16, 6),
        bytes(others::PROGRESSIVE_JPEG),
        bytes(others::CMYK_JPEG),
        png_with(&png(24, 16), &[super::made::chunk(*b"eXIf", &exif(3))]),
        encoded(half(24, 16), ImageFormat::Png),
        bytes(others::MOVING_PNG),
        gif(24, 16, 3),
        webp(24, 16),
        long_webp(&webp(24, 16), 24, 16, 0x08, &[riff(*b"EXIF", &exif(8))]),
        bytes(others::LOSSY_WEBP),
        bytes(others::LOSSY_ALPHA_WEBP),
        bytes(others::MOVING_WEBP),
    ];
    let count = whole.len();
    let stories = (0..count, prop::collection::vec(harm(), 1..6));
    let config = Config { cases: 1_500, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() };
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(config.cases);
    let told = TestRunner::new(Config { cases, ..config }).run(&stories, |(which, harms)| {
        let looked = Looked::at(&harmed(whole[which].clone(), &harms));
        if let Some(picture) = &looked.inspected.picture {
            prop_assert!(u64::from(picture.info.width) * u64::from(picture.info.height) <= 50_000_000);
            prop_assert!(!super::holds(&looked.cleaned(), b"GPSPLACE"));
            // What is served is looked at as it was.
            let again = Looked::at(&looked.cleaned());
            prop_assert_eq!(again.cleaned(), looked.cleaned());
            prop_assert_eq!(&again.picture().info, &picture.info);
        }
        Ok(())
    });
    if let Err(failure) = told {
        panic!("{failure}");
    }
}
