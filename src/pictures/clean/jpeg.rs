//! JPEG: a row of segments, each with a marker, and the scans behind some of them.

use crate::pictures::{
    flaw::Flaw,
    plan::{Plan, Scanner},
};
use std::ops::Range;

/// No camera takes as many; each costs a walk over all pixels.
const SCANS: usize = 64;

const END: u8 = 0xd9;
/// The head of one that comes in several scans: until the last all of it is kept as numbers of two bytes, beside its pixels.
const IN_SEVERAL_SCANS: u8 = 0xc2;

pub(super) fn plan(walk: &mut Scanner, plan: &mut Plan) -> Result<(), Flaw> {
    walk.take::<2>()?;
    plan.keep(0..2)?;
    let place = plan.place();
    let mut segments = Segments { walk, plan, place, has_frame: false, has_jfif: false, scans: 0 };
    while segments.next()? {}
    let Segments { place, scans, .. } = segments;
    if scans == 0 {
        return Err(Flaw::of("it has no scan"));
    }
    if let Some(tiff) = plan.turning() {
        let length = u16::try_from(tiff.len() + 8).unwrap_or_default().to_be_bytes();
        plan.put_at(place, [&[0xff, 0xe1], &length[..], b"Exif\0\0", &tiff].concat());
    }
    Ok(())
}

struct Segments<'w, 'f> {
    walk: &'w mut Scanner<'f>,
    plan: &'w mut Plan,
    /// Where the turning is put.
    place: usize,
    has_frame: bool,
    has_jfif: bool,
    scans: usize,
}

impl Segments<'_, '_> {
    /// Goes behind the next segment; false behind the last.
    fn next(&mut self) -> Result<bool, Flaw> {
        let marker = self.marker()?;
        let begin = self.walk.at() - 2;
        match marker {
            // Behind the end phones put films and further pictures.
            END => {
                self.plan.keep(begin..self.walk.at())?;
                return Ok(false);
            }
            // Markers without a segment; between segments they mean nothing.
            0x01 | 0xd0..=0xd7 => return Ok(true),
            _ => {}
        }
        let length = u64::from(u16::from_be_bytes(self.walk.take()?));
        if length < 2 {
            return Err(Flaw::of("a segment is too short"));
        }
        let segment = begin..begin + 2 + length;
        if marker == 0xda && self.has_frame && self.scans < SCANS {
            self.scans += 1;
            self.walk.skip(segment.end - self.walk.at())?;
            self.skip_scan()?;
            self.plan.keep(begin..self.walk.at())?;
            return Ok(true);
        }
        self.segment(marker, &segment)?;
        self.walk.skip(segment.end - self.walk.at())?;
        Ok(true)
    }

    fn segment(&mut self, marker: u8, segment: &Range<u64>) -> Result<(), Flaw> {
        let length = segment.end - self.walk.at();
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf if !self.has_frame && length >= 6 => {
                self.has_frame = true;
                let [_, h1, h0, w1, w0, colours] = self.walk.take()?;
                self.plan.size(u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())?;
                if marker == IN_SEVERAL_SCANS {
                    self.plan.takes(3 * u64::from(colours))?;
                }
                self.plan.keep(segment.clone())?;
            }
            // Tables, and how often the scan begins anew.
            0xc4 | 0xcc | 0xdb | 0xdd => self.plan.keep(segment.clone())?,
            0xe0 if !self.has_jfif && length >= 14 => self.jfif()?,
            0xe1 => {
                let metadata = self.content(length)?;
                if metadata.starts_with(b"Exif\0\0") {
                    self.plan.turn(&metadata);
                }
            }
            0xe2 => {
                let profile = self.content(length)?;
                if let Some(numbered) = profile.strip_prefix(b"ICC_PROFILE\0") {
                    self.plan.keep(segment.clone())?;
                    // One that is in several segments is a long one.
                    if let Some(profile) = numbered.strip_prefix(&[1, 1]) {
                        self.plan.note_profile(profile);
                    }
                }
            }
            // What the numbers of colours mean.
            0xee if length >= 12 => {
                let adobe: [u8; 12] = self.walk.take()?;
                if adobe.starts_with(b"Adobe") {
                    self.plan.put([&[0xff, 0xee, 0, 14], &adobe[..]].concat())?;
                }
            }
            // Of cameras and programs, and comments.
            0xe0..=0xef | 0xfe => {}
            _ => return Err(Flaw::of(format!("a segment {marker:02x} is not known there"))),
        }
        Ok(())
    }

    /// The head of most files: without the small picture that may stand in it.
    fn jfif(&mut self) -> Result<(), Flaw> {
        let mut jfif: [u8; 14] = self.walk.take()?;
        if jfif.starts_with(b"JFIF\0") {
            self.has_jfif = true;
            (jfif[12], jfif[13]) = (0, 0);
            self.plan.put([&[0xff, 0xe0, 0, 16], &jfif[..]].concat())?;
            self.place = self.plan.place();
        }
        Ok(())
    }

    fn content(&mut self, length: u64) -> Result<Vec<u8>, Flaw> {
        // Two bytes say how long it is.
        self.walk.take_some(usize::try_from(length).unwrap_or_default())
    }

    /// The next marker; before it there may be any number of 0xff.
    fn marker(&mut self) -> Result<u8, Flaw> {
        let [mut byte] = self.walk.take()?;
        if byte != 0xff {
            return Err(Flaw::of("between segments stands something else"));
        }
        while byte == 0xff {
            [byte] = self.walk.take()?;
        }
        Ok(byte)
    }

    /// Goes to the marker that ends a scan. In it a zero behind 0xff says that it is none, and some markers belong to it.
    fn skip_scan(&mut self) -> Result<(), Flaw> {
        loop {
            self.walk.skip_past(0xff)?;
            let mut byte = 0xff;
            while byte == 0xff {
                [byte] = self.walk.take()?;
            }
            if !matches!(byte, 0x00 | 0xd0..=0xd7) {
                return self.walk.step_back(2);
            }
        }
    }
}
