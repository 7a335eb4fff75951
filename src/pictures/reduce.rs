//! Makes a large picture small while it is read, a row at a time: each pixel is the mean of a square of pixels. What is left is
//! between once and twice as large as what is wanted, and of that the thumbnails are made.

use image::{DynamicImage, RgbImage, RgbaImage};

/// The part of a picture that is wanted, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crop {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl Crop {
    pub fn whole(width: u32, height: u32) -> Self {
        Self { left: 0, top: 0, width, height }
    }

    /// The largest square in the middle.
    pub fn square(width: u32, height: u32) -> Self {
        let side = width.min(height);
        Self { left: (width - side) / 2, top: (height - side) / 2, width: side, height: side }
    }
}

/// What is made small.
pub(super) struct Reduced {
    /// RGB, or RGBA in which the colours are multiplied by how opaque they are: else what cannot be seen would colour what can.
    pub image: DynamicImage,
    /// Whether something shows through.
    pub is_transparent: bool,
}

pub(super) struct Reducer {
    window: Crop,
    /// Of the square, in pixels.
    side: u32,
    /// Of the rows of a square, what they sum up to so far: four numbers for each square.
    sums: Vec<[u64; 4]>,
    rows: u32,
    row: u32,
    pixels: Vec<u8>,
    is_transparent: bool,
}

impl Reducer {
    /// Reduces a window until its longer edge is about to be less than this.
    pub fn new(window: Crop, long_edge: u32) -> Self {
        let side = (window.width.max(window.height) / long_edge).max(1);
        let columns = window.width.div_ceil(side) as usize;
        let reduced = columns * window.height.div_ceil(side) as usize * 4;
        Self {
            window,
            side,
            sums: vec![[0; 4]; columns],
            rows: 0,
            row: 0,
            pixels: Vec::with_capacity(reduced),
            is_transparent: false,
        }
    }

    /// Takes the next row of the picture: of grey, grey and alpha, RGB, or RGBA.
    pub fn take(&mut self, row: &[u8], channels: usize) {
        let window = self.window;
        let y = self.row;
        self.row += 1;
        if y < window.top || y >= window.top + window.height {
            return;
        }
        let columns = window.left as usize * channels..(window.left + window.width) as usize * channels;
        let Some(row) = row.get(columns) else { return };
        let mut opaque = true;
        for (sums, square) in self.sums.iter_mut().zip(row.chunks(self.side as usize * channels)) {
            for pixel in square.chunks_exact(channels) {
                let (red, green, blue, alpha) = match *pixel {
                    [grey] => (grey, grey, grey, 255),
                    [grey, alpha] => (grey, grey, grey, alpha),
                    [red, green, blue] => (red, green, blue, 255),
                    [red, green, blue, alpha] => (red, green, blue, alpha),
                    _ => (0, 0, 0, 0),
                };
                opaque &= alpha == 255;
                let weight = u64::from(alpha);
                sums[0] += u64::from(red) * weight;
                sums[1] += u64::from(green) * weight;
                sums[2] += u64::from(blue) * weight;
                sums[3] += weight;
            }
        }
        self.is_transparent |= !opaque;
        self.rows += 1;
        if self.rows == self.side || y + 1 == window.top + window.height {
            self.finish_squares();
        }
    }

    fn finish_squares(&mut self) {
        let mut left = self.window.width;
        for sums in &mut self.sums {
            // The last one may be narrower.
            let count = u64::from(left.min(self.side)) * u64::from(self.rows);
            left = left.saturating_sub(self.side);
            let mean = |sum: u64, of: u64| u8::try_from((sum + of / 2) / of.max(1)).unwrap_or(u8::MAX);
            let [red, green, blue, alpha] = *sums;
            let colours = [red, green, blue].map(|sum| mean(sum, count * 255));
            self.pixels.extend(colours);
            self.pixels.push(mean(alpha, count));
            *sums = [0; 4];
        }
        self.rows = 0;
    }

    /// What came of it; none when rows are missing.
    pub fn finish(self) -> Option<Reduced> {
        let (width, height) = (self.window.width.div_ceil(self.side), self.window.height.div_ceil(self.side));
        let image = if self.is_transparent {
            RgbaImage::from_raw(width, height, self.pixels)?.into()
        } else {
            let colours = self.pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect();
            RgbImage::from_raw(width, height, colours)?.into()
        };
        Some(Reduced { image, is_transparent: self.is_transparent })
    }
}

/// Divides the colours by how opaque they are, as files have them.
pub(super) fn divide(image: &mut RgbaImage) {
    for pixel in image.pixels_mut() {
        let [.., alpha] = pixel.0;
        if alpha != 0 && alpha != u8::MAX {
            let divided = |colour: u8| {
                let rounded = (u32::from(colour) * 255 + u32::from(alpha) / 2) / u32::from(alpha);
                u8::try_from(rounded).unwrap_or(u8::MAX)
            };
            let [red, green, blue, _] = pixel.0;
            pixel.0 = [divided(red), divided(green), divided(blue), alpha];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_not_opaque_shows_through() {
        let reduced = |alpha: u8| {
            let mut reducer = Reducer::new(Crop::whole(2, 1), 2);
            reducer.take(&[200, 100, 50, 255, 200, 100, 50, alpha], 4);
            let Reduced { image, is_transparent } = reducer.finish().unwrap();
            (is_transparent, image.into_bytes())
        };
        assert_eq!(reduced(255), (false, vec![200, 100, 50, 200, 100, 50]));
        assert_eq!(reduced(254), (true, vec![200, 100, 50, 255, 199, 100, 50, 254]));
        assert_eq!(reduced(1), (true, vec![200, 100, 50, 255, 1, 0, 0, 1]));
        assert_eq!(reduced(0), (true, vec![200, 100, 50, 255, 0, 0, 0, 0]));
    }
}
