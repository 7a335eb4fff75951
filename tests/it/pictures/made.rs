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

/// A picture of greys, light above and dark below, whose rows come in seven passes.
pub fn interlaced_png(width: u32, height: u32) -> Vec<u8> {
    const PASSES: [(u32, u32, u32, u32); 7] =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let mut rows = Vec::new();
    for (left, top, across, down) in PASSES {
        for y in (top..height).step_by(down as usize) {
            // As it is.
            rows.push(0);
            let grey = if y < height / 2 { LIGHT } else { DARK };
            rows.extend((left..width).step_by(across as usize).map(|_| grey));
        }
    }
    let mut head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0]].concat();
    head.push(1);
    [PNG, &chunk(*b"IHDR", &head), &chunk(*b"IDAT", &unpacked(&rows)), &chunk(*b"IEND", b"")].concat()
}

/// What zlib reads as these bytes, without having packed them.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut zlib = vec![0x78, 0x01];
    let pieces: Vec<_> = bytes.chunks(0xffff).collect();
    for (n, piece) in pieces.iter().enumerate() {
        let length = u16::try_from(piece.len()).unwrap();
        zlib.push(u8::from(n + 1 == pieces.len()));
        zlib.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        zlib.extend(*piece);
    }
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    zlib.extend((b << 16 | a).to_be_bytes());
    zlib
}

pub const LIGHT: u8 = 200;
pub const DARK: u8 = 40;

/// The same as JPEG in two scans, the second of which makes the first one finer; each colour has a byte of its own.
pub fn progressive_jpeg(width: u16, height: u16, colours: u8) -> Vec<u8> {
    let mut bits = Vec::new();
    let (columns, rows) = (width.div_ceil(8), height.div_ceil(8));
    let mut last = vec![0_i32; colours.into()];
    for row in 0..rows {
        for _ in 0..columns {
            for last in &mut last {
                // Of how far it is from 128 all but the last bit.
                let level = (i32::from(if row < rows / 2 { LIGHT } else { DARK }) - 128) >> 1;
                let step = level - std::mem::replace(last, level);
                let length = i32::BITS - step.unsigned_abs().leading_zeros();
                let said = if step < 0 { step - 1 } else { step };
                bits.extend((0..4).rev().map(|bit| length >> bit & 1 == 1));
                bits.extend((0..length).rev().map(|bit| said >> bit & 1 == 1));
            }
        }
    }
    let finer = vec![false; usize::from(columns) * usize::from(rows) * usize::from(colours)];
    let each = |of: &dyn Fn(u8) -> Vec<u8>| (1..=colours).flat_map(of).collect::<Vec<_>>();
    let size = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[colours]].concat();
    let scan = |finer: u8| segment(0xda, &[&[colours][..], &each(&|n| vec![n, 0]), &[0, 0, finer]].concat());
    [
        b"\xff\xd8".to_vec(),
        segment(0xdb, &[&[0][..], &[8; 64]].concat()),
        segment(0xc2, &[size, each(&|n| vec![n, 0x11, 0])].concat()),
        // Eight lengths of a step, each said in four bits.
        segment(0xc4, &[0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7]),
        scan(0x01),
        scanned(&bits),
        scan(0x10),
        scanned(&finer),
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

/// The bits of a scan: ones to the end of the last byte, and a zero behind a byte of ones.
fn scanned(bits: &[bool]) -> Vec<u8> {
    let byte = |bits: &[bool]| (0..8).fold(0_u8, |byte, n| byte << 1 | u8::from(bits.get(n).copied().unwrap_or(true)));
    bits.chunks(8).map(byte).flat_map(|byte| if byte == 0xff { vec![byte, 0] } else { vec![byte] }).collect()
}

/// A WebP of one colour: of its pixels nothing is said, so it has a few bytes whatever its size.
pub fn plain_webp(width: u32, height: u32) -> Vec<u8> {
    let mut bits = Vec::new();
    let mut say = |number: u32, length: u32| bits.extend((0..length).map(|bit| number >> bit & 1 == 1));
    say(width - 1, 14);
    say(height - 1, 14);
    // Nothing shows through; its version; nothing is done to it; no colours are remembered; there is one kind of codes.
    say(0, 1 + 3 + 1 + 1 + 1);
    // Of green, red, blue and opacity one value each, said in eight bits; of distances one, in one.
    for value in [80, 200, 160, 255] {
        say(0b101, 3);
        say(value, 8);
    }
    say(0b001, 3);
    say(0, 1);
    let byte = |bits: &[bool]| bits.iter().rev().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit));
    let data: Vec<u8> = std::iter::once(0x2f).chain(bits.chunks(8).map(byte)).collect();
    let picture = riff(*b"VP8L", &data);
    [b"RIFF", &u32::try_from(picture.len() + 4).unwrap().to_le_bytes()[..], b"WEBP", &picture].concat()
}
