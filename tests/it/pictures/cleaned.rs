//! What is taken out of a picture: where and by whom it was taken, and whatever else does not say how it looks.

use super::{
    Looked, holds,
    made::{PNG, XMP, chunk, exif, gif, ihdr, jpeg, long_webp, photo, png, png_with, riff, segment, webp},
    others::{self, bytes},
};
use image::{AnimationDecoder, ImageDecoder, codecs};
use img_parts::{ImageEXIF, ImageICC};
use std::io::Cursor;

/// Everything by which the stories' pictures say where they were taken has this word in it.
const PLACE: &[u8] = b"PLACE";

fn says_nothing(cleaned: &[u8]) {
    for word in [PLACE, b"CAMERAMAKER", b"GPS", b"51.4778"] {
        assert!(!holds(cleaned, word), "{}", String::from_utf8_lossy(word));
    }
}

#[test]
fn a_photo_does_not_say_where_it_was_taken() {
    for orientation in [1, 6] {
        let taken = photo(64, 48, orientation);
        assert!(holds(&taken, b"GPSPLACE"));
        let looked = Looked::at(&taken);
        let cleaned = looked.cleaned();
        says_nothing(&cleaned);
        // Its data is that of before, to the byte.
        let scan = |bytes: &[u8]| {
            let at = bytes.windows(2).position(|window| window == [0xff, 0xda]).unwrap();
            bytes[at..].to_vec()
        };
        assert_eq!(scan(&cleaned), scan(&jpeg(64, 48)));
        let left = img_parts::jpeg::Jpeg::from_bytes(cleaned.into()).unwrap();
        assert_eq!(left.exif().map(|exif| exif.len()), (orientation != 1).then_some(26));
        assert!(!left.segments().iter().any(|segment| matches!(segment.marker(), 0xe3..=0xed | 0xef | 0xfe)));
    }
}

#[test]
fn a_png_says_nothing_else() {
    let hidden = [
        chunk(*b"tEXt", b"Comment\0PLACE"),
        chunk(*b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", XMP].concat()),
        chunk(*b"eXIf", &exif(6)),
        chunk(*b"tIME", b"\x07\xea\x0b\x1c\0\0\0"),
        chunk(*b"caBX", b"PLACE"),
        chunk(*b"prVt", b"PLACE"),
        chunk(*b"pHYs", &[0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
    ];
    let plain = png(30, 20);
    let end = plain.len() - 12;
    let behind = [&plain[..end], &chunk(*b"tEXt", b"Author\0PLACE"), &plain[end..], b"PK\x03\x04 PLACE"].concat();
    let looked = Looked::at(&png_with(&behind, &hidden));
    assert_eq!((looked.picture().info.width, looked.picture().info.height), (20, 30));
    let cleaned = looked.cleaned();
    says_nothing(&cleaned);
    assert!(!holds(&cleaned, b"tIME"));
    assert!(holds(&cleaned, b"pHYs"));
    assert!(cleaned.ends_with(b"IEND\xae\x42\x60\x82"));
    let mut decoder = codecs::png::PngDecoder::new(Cursor::new(cleaned)).unwrap();
    assert_eq!(decoder.orientation().unwrap().to_exif(), 6);
}

#[test]
fn a_webp_says_nothing_else() {
    let hidden = [riff(*b"EXIF", &exif(6)), riff(*b"XMP ", XMP), riff(*b"MINE", b"PLACE!")];
    for short in [webp(30, 20), bytes(others::LOSSY_WEBP)] {
        let (width, height) = image::load_from_memory(&short).map(|image| (image.width(), image.height())).unwrap();
        let mut taken = long_webp(&short, width, height, 0x0c, &hidden);
        taken.extend(b"PLACE");
        let looked = Looked::at(&taken);
        assert_eq!((looked.picture().info.width, looked.picture().info.height), (height, width));
        let cleaned = looked.cleaned();
        says_nothing(&cleaned);
        let mut decoder = codecs::webp::WebPDecoder::new(Cursor::new(cleaned.clone())).unwrap();
        assert_eq!(decoder.orientation().unwrap().to_exif(), 6);
        assert_eq!(decoder.xmp_metadata().unwrap(), None);
        assert_eq!(u32::from_le_bytes(cleaned[4..8].try_into().unwrap()) as usize, cleaned.len() - 8);
        // The short form has no room for anything; what stands behind its picture goes.
        let behind = [&short[..], b"PLACE"].concat();
        assert_eq!(Looked::at(&behind).cleaned(), short);
    }
}

#[test]
fn a_gif_says_nothing_else_and_goes_on_moving() {
    let plain = gif(30, 20, 4);
    let palette = 3 << ((plain[10] & 7) + 1);
    let at = 13 + if plain[10] & 0x80 == 0 { 0 } else { palette };
    let hidden = [
        &b"\x21\xfe\x0cCOMMENTPLACE\0"[..],
        b"\x21\xff\x0bXMP DataXMP\x05PLACE\0",
        b"\x21\x01\x0cPLAIN-PLACE!\x05PLACE\0",
        b"\x21\xff\x0bICCRGBG1012\x05PLACE\0",
    ];
    let taken = [&plain[..at], &hidden.concat(), &plain[at..], b"<script>PLACE</script>"].concat();
    let looked = Looked::at(&taken);
    let cleaned = looked.cleaned();
    says_nothing(&cleaned);
    assert_eq!(cleaned, plain);
    // One whose end is missing has one again.
    assert_eq!(Looked::at(&plain[..plain.len() - 1]).cleaned(), plain);
}

#[test]
fn what_moves_goes_on_moving() {
    let cleaned = Looked::at(&gif(30, 20, 4)).cleaned();
    let decoder = codecs::gif::GifDecoder::new(Cursor::new(&cleaned)).unwrap();
    assert!(matches!(decoder.loop_count(), image::metadata::LoopCount::Infinite));
    assert_eq!(decoder.into_frames().collect_frames().unwrap().len(), 4);

    let cleaned = Looked::at(&bytes(others::MOVING_WEBP)).cleaned();
    assert_eq!(cleaned, bytes(others::MOVING_WEBP));

    let cleaned = Looked::at(&bytes(others::MOVING_PNG)).cleaned();
    let decoder = codecs::png::PngDecoder::new(Cursor::new(cleaned)).unwrap().apng().unwrap();
    assert_eq!(decoder.into_frames().collect_frames().unwrap().len(), 2);
}

/// What its numbers mean is a part of how a picture looks; thumbnails have it too.
#[test]
fn colours_are_kept() {
    let mut profile = vec![0; 132];
    profile[..4].copy_from_slice(&132_u32.to_be_bytes());
    profile[16..20].copy_from_slice(b"RGB ");
    profile.extend(b"COLOURS");
    let plain = jpeg(40, 30);
    let taken =
        [&plain[..20], &segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat()), &plain[20..]].concat();
    let looked = Looked::at(&taken);
    let kept = img_parts::jpeg::Jpeg::from_bytes(looked.cleaned().into()).unwrap().icc_profile();
    assert_eq!(kept.as_deref(), Some(&profile[..]));
    let thumbnail = std::fs::read(&looked.picture().thumbnails[0].1).unwrap();
    let kept = img_parts::jpeg::Jpeg::from_bytes(thumbnail.into()).unwrap().icc_profile();
    assert_eq!(kept.as_deref(), Some(&profile[..]));

    let short = webp(30, 20);
    let taken = long_webp(&short, 30, 20, 0x20, &[]);
    let taken = [&taken[..30], &riff(*b"ICCP", &profile), &taken[30..]].concat();
    let length = u32::try_from(taken.len() - 8).unwrap();
    let taken = [b"RIFF", &length.to_le_bytes()[..], &taken[8..]].concat();
    assert_eq!(Looked::at(&taken).cleaned(), taken);
}

#[test]
fn what_cannot_be_cleaned_or_read_is_a_file() {
    let no_scan = jpeg(40, 30);
    let at = no_scan.windows(2).position(|window| window == [0xff, 0xda]).unwrap();
    let needed = png_with(&png(30, 20), &[chunk(*b"NEED", b"PLACE")]);
    let two_sizes = long_webp(&webp(30, 20), 31, 20, 0, &[]);
    let no_data = [PNG, &ihdr(30, 20, 8, 2), &chunk(*b"IEND", b"")].concat();
    let moved = bytes(others::MOVING_WEBP);
    let in_frame = moved.windows(4).position(|window| window == b"VP8L").unwrap();
    let mut frame = moved.clone();
    frame[in_frame..in_frame + 4].copy_from_slice(b"MINE");
    for (name, bytes) in [
        ("no scan", [&no_scan[..at], &[0xff, 0xd9]].concat()),
        ("JPEG that is cut off", no_scan[..no_scan.len() - 2].to_vec()),
        ("a chunk that is needed", needed),
        ("PNG that is cut off", png(300, 200)[..400].to_vec()),
        ("no data", no_data),
        ("two sizes", two_sizes),
        ("a part of a frame", frame),
        ("WebP that is cut off", webp(30, 20)[..40].to_vec()),
        ("GIF that is cut off", gif(30, 20, 1)[..60].to_vec()),
        ("GIF of HTML", b"GIF89a/*<svg onload=alert(1)>*/=1;".to_vec()),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("nothing", Vec::new()),
        ("a beginning", b"\xff\xd8\xff".to_vec()),
    ] {
        let looked = Looked::at(&bytes);
        assert!(looked.is_file(), "{name}: {:?}", looked.inspected);
    }
}

#[test]
fn a_polyglot_of_html_and_gif_is_a_picture_alone() {
    let plain = gif(30, 20, 1);
    let script = b"<html><script>alert(document.domain)</script>";
    let comment = [b"\x21\xfe", &[u8::try_from(script.len()).unwrap()][..], script, b"\0"].concat();
    let palette = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let both = [&plain[..palette], &comment, &plain[palette..], script].concat();
    let looked = Looked::at(&both);
    assert_eq!(looked.inspected.media_type, "image/gif");
    assert!(!holds(&looked.cleaned(), b"<script>"));
}
