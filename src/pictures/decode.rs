//! The pixels of a picture that was cleaned, made small while they are read. Of one that moves, its first picture.
//!
//! As much memory is taken as its kind needs, for at most 50 megapixels: of PNG some rows (all of it when it is interlaced), of GIF
//! one byte a pixel, of JPEG three and six more for one that comes in several scans, of WebP twelve at most. What would take more than
//! 300 MB does not come here (`Plan::takes`).

use super::{
    flaw::Flaw,
    kinds::Format,
    plan::Plan,
    reduce::{Crop, Reduced, Reducer},
};
use image::{DynamicImage, ImageDecoder, codecs::webp::WebPDecoder};
use std::{
    fs::File,
    io::{BufRead, BufReader, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
};
use zune_jpeg::{
    JpegDecoder,
    zune_core::{colorspace::ColorSpace, options::DecoderOptions},
};

/// What PNG may take for its rows and a profile of colours.
const ROWS: usize = 16 * 1024 * 1024;

/// Decodes a window of a picture. A decoder that panics has met something that is no picture.
pub(super) fn decode(
    format: Format,
    file: File,
    plan: &mut Plan,
    window: Crop,
    long_edge: u32,
) -> Result<Reduced, Flaw> {
    let reducer = Reducer::new(window, long_edge);
    let reader = BufReader::with_capacity(64 * 1024, file);
    let decoded = catch_unwind(AssertUnwindSafe(|| match format {
        Format::Jpeg => jpeg(reader, plan, reducer),
        Format::Png => png(reader, plan, reducer),
        Format::Gif => gif(reader, plan, reducer),
        Format::WebP => webp(reader, plan, reducer),
    }));
    decoded
        .unwrap_or_else(|_| Err(Flaw::of("it breaks its decoder")))?
        .finish()
        .ok_or_else(|| Flaw::of("it lacks rows"))
}

fn jpeg(reader: impl BufRead + Seek, plan: &mut Plan, reducer: Reducer) -> Result<Reducer, Flaw> {
    let (width, height) = (plan.width as usize, plan.height as usize);
    let options = DecoderOptions::new_safe().set_strict_mode(false).set_max_width(width).set_max_height(height);
    let mut decoder = JpegDecoder::new_with_options(reader, options);
    decoder.decode_headers().map_err(Flaw::of)?;
    if decoder.dimensions() != Some((width, height)) {
        return Err(Flaw::of("it says two sizes"));
    }
    let (colours, channels) = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => (ColorSpace::Luma, 1),
        _ => (ColorSpace::RGB, 3),
    };
    if matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK)) {
        // Its profile is not of what comes out.
        plan.profile = None;
    }
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    whole(&decoder.decode().map_err(Flaw::of)?, channels, plan, reducer)
}

fn png(reader: impl BufRead + Seek, plan: &mut Plan, mut reducer: Reducer) -> Result<Reducer, Flaw> {
    let mut decoder = png::Decoder::new_with_limits(reader, png::Limits { bytes: ROWS });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(Flaw::of)?;
    let info = reader.info();
    if (info.width, info.height) != (plan.width, plan.height) {
        return Err(Flaw::of("it says two sizes"));
    }
    let is_interlaced = info.interlaced;
    match &info.icc_profile {
        Some(profile) => plan.note_profile(profile),
        // It is left out when it unpacks to too much; browsers are not given it, either.
        None if plan.has_packed_profile => return Err(Flaw::of("its profile of colours cannot be unpacked")),
        None => {}
    }
    let (colours, _) = reader.output_color_type();
    let channels = colours.samples();
    if is_interlaced {
        let length = reader.output_buffer_size().ok_or_else(|| Flaw::of("it is too large"))?;
        let mut pixels = vec![0; length];
        reader.next_frame(&mut pixels).map_err(Flaw::of)?;
        return whole(&pixels, channels, plan, reducer);
    }
    for _ in 0..plan.height {
        let row = reader.next_row().map_err(Flaw::of)?.ok_or_else(|| Flaw::of("it lacks rows"))?;
        reducer.take(row.data(), channels);
    }
    Ok(reducer)
}

fn gif(reader: impl BufRead + Seek, plan: &Plan, mut reducer: Reducer) -> Result<Reducer, Flaw> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(reader).map_err(Flaw::of)?;
    let frame = decoder.next_frame_info().map_err(Flaw::of)?.ok_or_else(|| Flaw::of("it has no picture"))?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let (width, height) = (usize::from(frame.width), usize::from(frame.height));
    let transparent = frame.transparent;
    let mut indices = vec![0; width * height];
    decoder.read_into_buffer(&mut indices).map_err(Flaw::of)?;
    let palette = decoder.palette().map_err(Flaw::of)?;
    let colour = |index: u8| match palette.get(usize::from(index) * 3..usize::from(index) * 3 + 3) {
        Some([red, green, blue]) if transparent != Some(index) => [*red, *green, *blue, 255],
        _ => [0; 4],
    };
    let mut row = vec![0; plan.width as usize * 4];
    for y in 0..plan.height as usize {
        row.fill(0);
        if let Some(indices) = y.checked_sub(top).and_then(|y| indices.get(y * width..(y + 1) * width)) {
            for (pixel, index) in row.chunks_exact_mut(4).skip(left).zip(indices) {
                pixel.copy_from_slice(&colour(*index));
            }
        }
        reducer.take(&row, 4);
    }
    Ok(reducer)
}

fn webp(reader: impl BufRead + Seek, plan: &Plan, reducer: Reducer) -> Result<Reducer, Flaw> {
    let decoder = WebPDecoder::new(reader).map_err(Flaw::of)?;
    if decoder.dimensions() != (plan.width, plan.height) {
        return Err(Flaw::of("it says two sizes"));
    }
    let image = DynamicImage::from_decoder(decoder).map_err(Flaw::of)?;
    whole(image.as_bytes(), image.color().channel_count().into(), plan, reducer)
}

/// The rows of a picture that came whole.
fn whole(pixels: &[u8], channels: usize, plan: &Plan, mut reducer: Reducer) -> Result<Reducer, Flaw> {
    if pixels.len() as u64 != u64::from(plan.width) * u64::from(plan.height) * channels as u64 {
        return Err(Flaw::of("it says two sizes"));
    }
    for row in pixels.chunks_exact(plan.width as usize * channels) {
        reducer.take(row, channels);
    }
    Ok(reducer)
}
