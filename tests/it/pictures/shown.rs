//! What is shown of a picture before it is loaded, and its thumbnails.

use super::{
    Looked,
    made::{DARK, LIGHT, encoded, exif, gif, half, interlaced_png, jpeg, photo, png, progressive_jpeg, scene, webp},
    others::{self, bytes},
};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb};
use sha2::{Digest, Sha256};
use spark::{domain::attachment::AttachmentKind, pictures};
use std::fs;

/// Whether a picture is red above and blue below, in its middle.
fn stands_upright(image: &DynamicImage) {
    let (width, height) = image.dimensions();
    let [above, below] = [height / 4, height - 1 - height / 4].map(|y| image.get_pixel(width / 2, y).0);
    assert!(above[0] > 150 && above[2] < 100, "above {above:?}");
    assert!(below[2] > 150 && below[0] < 100, "below {below:?}");
}

/// They come in several goes, and are thumbnails when the last of them is there.
#[test]
fn what_comes_in_several_goes_is_shown_whole() {
    for (name, bytes, [light, dark]) in [
        ("interlaced PNG", interlaced_png(401, 302), [LIGHT, DARK]),
        ("grey JPEG", progressive_jpeg(401, 302, 1), [LIGHT, DARK]),
        // As much blue and red as it is light: what that looks like.
        ("JPEG", progressive_jpeg(401, 302, 3), [161, 95]),
    ] {
        let looked = Looked::at(&bytes);
        assert!(!looked.is_file(), "{name}");
        assert_eq!((looked.picture().info.width, looked.picture().info.height), (401, 302), "{name}");
        assert_eq!(looked.cleaned(), bytes, "{name}");
        for edge in [160, 640] {
            let shown = looked.thumbnail(edge).into_luma8();
            let at = |y: u32| shown.get_pixel(shown.width() / 2, y).0[0];
            let (above, below) = (at(shown.height() / 4), at(shown.height() * 3 / 4));
            assert!(above.abs_diff(light) < 8 && below.abs_diff(dark) < 8, "{name}: {above}, {below}");
        }
    }
}

#[test]
fn each_kind_of_picture_is_shown() {
    let grey = DynamicImage::from(scene(40, 30)).into_luma8();
    let deep = DynamicImage::from(scene(40, 30)).into_rgb16();
    for (name, bytes, media_type, (width, height), is_transparent) in [
        ("JPEG", jpeg(40, 30), "image/jpeg", (40, 30), false),
        ("in several scans", bytes(others::PROGRESSIVE_JPEG), "image/jpeg", (16, 16), false),
        ("CMYK", bytes(others::CMYK_JPEG), "image/jpeg", (16, 16), false),
        ("grey JPEG", encoded(grey.clone(), ImageFormat::Jpeg), "image/jpeg", (40, 30), false),
        ("PNG", png(40, 30), "image/png", (40, 30), false),
        ("grey PNG", encoded(grey, ImageFormat::Png), "image/png", (40, 30), false),
        ("16 bits", encoded(deep, ImageFormat::Png), "image/png", (40, 30), false),
        ("PNG that is half there", encoded(half(40, 30), ImageFormat::Png), "image/png", (40, 30), true),
        (
            "opaque PNG with alpha",
            encoded(DynamicImage::from(scene(4, 3)).into_rgba8(), ImageFormat::Png),
            "image/png",
            (4, 3),
            false,
        ),
        ("PNG that moves", bytes(others::MOVING_PNG), "image/png", (16, 16), false),
        ("GIF", gif(40, 30, 3), "image/gif", (40, 30), false),
        ("lossless WebP", webp(40, 30), "image/webp", (40, 30), false),
        ("lossy WebP", bytes(others::LOSSY_WEBP), "image/webp", (16, 16), false),
        ("lossy WebP that is half there", bytes(others::LOSSY_ALPHA_WEBP), "image/webp", (16, 16), true),
        ("WebP that moves", bytes(others::MOVING_WEBP), "image/webp", (16, 16), false),
    ] {
        let looked = Looked::at(&bytes);
        assert_eq!(looked.inspected.kind, AttachmentKind::Image, "{name}");
        assert_eq!(looked.inspected.media_type, media_type, "{name}");
        let picture = looked.picture();
        assert_eq!((picture.info.width, picture.info.height), (width, height), "{name}");
        assert_eq!(picture.info.is_transparent, is_transparent, "{name}");
        assert_eq!(picture.thumbnails.iter().map(|(edge, _)| *edge).collect::<Vec<_>>(), [160], "{name}");
        // Nothing is enlarged.
        let thumbnail = looked.thumbnail(160);
        assert_eq!(thumbnail.dimensions(), (width, height), "{name}");
        let written = image::guess_format(&fs::read(&picture.thumbnails[0].1).unwrap()).unwrap();
        assert_eq!(written, if is_transparent { ImageFormat::Png } else { ImageFormat::Jpeg }, "{name}");
        // What browsers get is still a picture of that kind.
        let cleaned = image::load_from_memory(&looked.cleaned()).unwrap();
        assert_eq!(cleaned.dimensions(), (width, height), "{name}");
        let hash = data_encoding::BASE64.decode(picture.info.thumb_hash.as_bytes()).unwrap();
        assert!((5..=25).contains(&hash.len()), "{name}: {hash:?}");
    }
}

#[test]
fn what_shows_through_shows_through_in_its_thumbnails() {
    let looked = Looked::at(&encoded(half(700, 300), ImageFormat::Png));
    for edge in [160, 320, 640, 1_280] {
        let thumbnail = looked.thumbnail(edge);
        let (width, height) = thumbnail.dimensions();
        assert_eq!(width, edge.min(700));
        assert_eq!(thumbnail.get_pixel(width - 2, height / 4).0[3], 0);
        // What cannot be seen does not colour what can, at the border either.
        for x in 0..width {
            let [red, green, _, alpha] = thumbnail.get_pixel(x, height / 4).0;
            assert!(alpha < 8 || green < 60 && red > 180 || x < width / 4 + 2, "{x}: {red} {green} {alpha}");
        }
    }
}

#[test]
fn thumbnails_are_as_large_as_they_are_asked_for() {
    for (width, height, sizes) in [
        (2_000, 1_000, &[(160, 160, 80), (320, 320, 160), (640, 640, 320), (1_280, 1_280, 640)][..]),
        (900, 1_281, &[(160, 112, 160), (320, 225, 320), (640, 450, 640), (1_280, 899, 1_280)]),
        (200, 10, &[(160, 160, 8), (320, 200, 10)]),
        (160, 160, &[(160, 160, 160)]),
        (3_000, 1, &[(160, 160, 1), (320, 320, 1), (640, 640, 1), (1_280, 1_280, 1)]),
        (1, 1, &[(160, 1, 1)]),
    ] {
        for bytes in [jpeg(width, height), png(width, height)] {
            let looked = Looked::at(&bytes);
            let made: Vec<_> = looked.picture().thumbnails.iter().map(|(edge, _)| *edge).collect();
            assert_eq!(made, looked.picture().info.thumbnails().collect::<Vec<_>>());
            assert_eq!(made, sizes.iter().map(|(edge, ..)| *edge).collect::<Vec<_>>(), "{width} × {height}");
            for (edge, width, height) in sizes {
                let thumbnail = looked.thumbnail(*edge);
                assert_eq!(thumbnail.dimensions(), (*width, *height));
                if *height > 4 {
                    stands_upright(&thumbnail);
                }
            }
        }
    }
}

#[test]
fn a_picture_stands_upright_as_the_camera_says() {
    let flat = scene(400, 200);
    for orientation in 1..=8 {
        // As the camera lays it down when it is held that way.
        let held = match orientation {
            1 => DynamicImage::from(flat.clone()),
            2 => DynamicImage::from(flat.clone()).fliph(),
            3 => DynamicImage::from(flat.clone()).rotate180(),
            4 => DynamicImage::from(flat.clone()).flipv(),
            5 => DynamicImage::from(flat.clone()).rotate90().fliph(),
            6 => DynamicImage::from(flat.clone()).rotate270(),
            7 => DynamicImage::from(flat.clone()).rotate270().fliph(),
            _ => DynamicImage::from(flat.clone()).rotate90(),
        };
        let plain = encoded(held.to_rgb8(), ImageFormat::Jpeg);
        let taken =
            [&plain[..2], &super::made::segment(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat()), &plain[2..]];
        let looked = Looked::at(&taken.concat());
        let shown = &looked.picture().info;
        assert_eq!((shown.width, shown.height), (400, 200), "{orientation}");
        for edge in [160, 320, 640] {
            let thumbnail = looked.thumbnail(edge);
            assert!(thumbnail.width() == 2 * thumbnail.height(), "{orientation}");
            stands_upright(&thumbnail);
            let Rgb([red, green, blue]) = *thumbnail.to_rgb8().get_pixel(4, 4);
            assert!(red.min(green).min(blue) > 200, "{orientation}: the corner");
        }
        // And so does what browsers get, by the metadata that is left.
        let left = turned(&looked.cleaned());
        assert_eq!(left, if orientation == 1 { None } else { Some(orientation) });
    }
    // A camera that says nonsense says nothing.
    let looked = Looked::at(&photo(40, 20, 9));
    assert_eq!((looked.picture().info.width, turned(&looked.cleaned())), (40, None));
}

/// What the metadata of a JPEG says of how it is turned.
fn turned(jpeg: &[u8]) -> Option<u8> {
    use img_parts::ImageEXIF;
    let exif = img_parts::jpeg::Jpeg::from_bytes(jpeg.to_vec().into()).unwrap().exif()?;
    Some(image::metadata::Orientation::from_exif_chunk(&exif).unwrap().to_exif())
}

#[test]
fn an_avatar_is_the_middle_of_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    for (n, (bytes, media_type)) in [
        (jpeg(900, 300), "image/jpeg"),
        (png(300, 2_000), "image/jpeg"),
        (png(10, 10), "image/jpeg"),
        (gif(400, 300, 2), "image/jpeg"),
        (encoded(half(300, 300), ImageFormat::Png), "image/png"),
        (photo(600, 300, 3), "image/jpeg"),
        (bytes(others::LOSSY_WEBP), "image/jpeg"),
    ]
    .into_iter()
    .enumerate()
    {
        fs::write(&file, &bytes).unwrap();
        let into = folder.path().join(n.to_string());
        fs::create_dir(&into).unwrap();
        let avatar = pictures::avatar(&file, &into).unwrap().unwrap();
        assert_eq!(avatar.media_type, media_type);
        let written = fs::read(&avatar.path).unwrap();
        assert_eq!(avatar.byte_size, written.len() as u64);
        assert_eq!(avatar.sha256, <[u8; 32]>::from(Sha256::digest(&written)));
        assert_eq!(fs::read_dir(&into).unwrap().count(), 1, "something is left behind");
        assert!(!super::holds(&written, b"PLACE"));
        let image = image::load_from_memory(&written).unwrap();
        assert_eq!(image.dimensions(), (256, 256));
        match n {
            // Held upside down.
            5 => stands_upright(&image.rotate180()),
            // The middle of the picture has what is above and what is below as well.
            4 => assert_eq!(image.get_pixel(250, 10).0[3], 0),
            _ => stands_upright(&image),
        }
    }
    for not_one in [&b"no picture"[..], b"", &jpeg(40, 30)[..300], b"GIF89a<script>alert(1)</script>"] {
        fs::write(&file, not_one).unwrap();
        let into = tempfile::tempdir().unwrap();
        assert!(pictures::avatar(&file, into.path()).unwrap().is_none());
        assert_eq!(fs::read_dir(into.path()).unwrap().count(), 0, "something is left behind");
    }
}
