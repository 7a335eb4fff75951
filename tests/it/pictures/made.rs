//! Pictures to try things with.

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::{gif::GifEncoder, jpeg::JpegEncoder, webp::WebPEncoder},
};
use std::io::Cursor;

/// Red above, blue below, and white in the corner left above.
pub fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([255, 255, 255])
        } else if y < height / 2 {
            Rgb([220, 20, 20])
        } else {
            Rgb([20, 20, 220])
        }
    })
}

/// The same with nothing on its right half.
pub fn half(width: u32, height: u32) -> RgbaImage {
    let scene = DynamicImage::from(scene(width, height)).into_rgba8();
    RgbaImage::from_fn(width, height, |x, y| if x < width / 2 { *scene.get_pixel(x, y) } else { Rgba([0, 255, 0, 0]) })
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&scene(width, height)).unwrap();
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(scene(width, height), ImageFormat::Png)
}

/// Lossless: what `image` writes.
pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(&scene(width, height), width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// One that moves.
pub fn gif(width: u32, height: u32, frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.set_repeat(image::codecs::gif::Repeat::Infinite).unwrap();
    for _ in 0..frames {
        let frame = DynamicImage::from(scene(width, height)).into_rgba8();
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

/// What a camera says: how it was held, who made it, and where it was.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let mut entries = vec![
        entry(0x010f, 2, 12, 62_u32.to_le_bytes()),
        entry(0x0112, 3, 1, [orientation, 0, 0, 0]),
        entry(0x8825, 4, 1, 74_u32.to_le_bytes()),
    ];
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entries.concat());
    tiff.extend([0; 4]);
    tiff.resize(62, 0);
    tiff.extend(b"CAMERAMAKER\0");
    entries = vec![entry(1, 2, 2, *b"N\0\0\0"), entry(2, 5, 3, 104_u32.to_le_bytes())];
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entries.concat());
    tiff.extend([0; 4]);
    tiff.extend(b"GPSPLACE-51.4778N-0.0015W");
    tiff
}

pub const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>XMPPLACE</x:xmpmeta>";

/// A segment of JPEG.
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

/// A JPEG with all that cameras, phones and programs put into one.
pub fn photo(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let plain = jpeg(width, height);
    let behind_jfif = 2 + 18;
    let more = [
        segment(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat()),
        segment(0xed, b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x5a\0\x0bIPTCPLACE"),
        segment(0xe2, b"MPF\0II*\0\x08\0\0\0MPFPLACE"),
        segment(0xe4, b"MAKERPLACE"),
        segment(0xfe, b"COMMENTPLACE"),
    ];
    let film = b"\0\0\0\x18ftypmp42FILMPLACE";
    [&plain[..behind_jfif], &more.concat(), &plain[behind_jfif..], film].concat()
}

/// A chunk of PNG.
pub fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let named = [&name, content].concat();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

/// Behind the head of a PNG.
pub const BEHIND_IHDR: usize = 8 + 25;

/// A PNG with more chunks behind its head.
pub fn png_with(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    [&png[..BEHIND_IHDR], &chunks.concat(), &png[BEHIND_IHDR..]].concat()
}

/// The head of a PNG of a size.
pub fn ihdr(width: u32, height: u32, depth: u8, colours: u8) -> Vec<u8> {
    chunk(*b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colours, 0, 0, 0]].concat())
}

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Zeros, packed by zlib: a thousandth of them.
pub fn packed_zeros(megabytes: usize) -> Vec<u8> {
    let rows = u32::try_from(megabytes * 1_024).unwrap();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 1_023, rows);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_deflate_compression(png::DeflateCompression::Level(9));
    encoder.write_header().unwrap().write_image_data(&vec![0; 1_023 * rows as usize]).unwrap();
    let mut at = 8;
    let mut packed = Vec::new();
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            packed.extend(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    packed
}

/// A WebP of the long form, around the chunk of a picture of the short one.
pub fn long_webp(short: &[u8], width: u32, height: u32, flags: u8, more: &[Vec<u8>]) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let head = riff(*b"VP8X", &[&[flags, 0, 0, 0], &side(width)[..], &side(height)].concat());
    let chunks = [head, short[12..].to_vec(), more.concat()].concat();
    [b"RIFF", &u32::try_from(chunks.len() + 4).unwrap().to_le_bytes()[..], b"WEBP", &chunks].concat()
}

/// A chunk of RIFF.
pub fn riff(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = [&name, &u32::try_from(content.len()).unwrap().to_le_bytes()[..], content].concat();
    if content.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}
