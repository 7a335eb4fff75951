//! A cleaned picture, before it is written: which parts of the original stay, and what is put between them. The original is
//! walked through twice, and never in memory.

use super::flaw::Flaw;
use image::metadata::Orientation;
use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    ops::Range,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// What is kept is in few parts; who sends a picture of a hundred thousand wants something else.
const PARTS: usize = 10_000;
/// The largest picture that is shown, in pixels.
const PIXELS: u64 = 50_000_000;
/// The most memory that the pixels of one picture may take while it is decoded, in bytes.
const MEMORY: u64 = 300_000_000;
/// A profile of colours that is longer is not given to thumbnails.
const PROFILE: usize = 16 * 1024;

/// What is known of a picture before it is decoded.
pub(super) struct Plan {
    parts: Vec<Piece>,
    /// Something may come between the last part and the next.
    is_apart: bool,
    /// Pixels, as they lie in the file.
    pub width: u32,
    /// Pixels, as they lie in the file.
    pub height: u32,
    /// How it is turned to stand upright.
    pub orientation: Orientation,
    /// The colours that its numbers mean, when they are RGB of another kind than the usual one.
    pub profile: Option<Vec<u8>>,
    /// Whether one is packed in what stays.
    pub has_packed_profile: bool,
}

enum Piece {
    Kept(Range<u64>),
    Put(Vec<u8>),
}

impl Plan {
    pub fn new() -> Self {
        Self {
            parts: Vec::new(),
            is_apart: false,
            width: 0,
            height: 0,
            orientation: Orientation::NoTransforms,
            profile: None,
            has_packed_profile: false,
        }
    }

    /// The size, which is judged at once: nothing is decoded of what is too large.
    pub fn size(&mut self, width: u32, height: u32) -> Result<(), Flaw> {
        if width == 0 || height == 0 {
            return Err(Flaw::of("it has no pixels"));
        }
        if u64::from(width) * u64::from(height) > PIXELS {
            return Err(Flaw::of("it has over 50 megapixels"));
        }
        (self.width, self.height) = (width, height);
        Ok(())
    }

    /// Its decoder takes so many bytes for each pixel, which is judged at once as well.
    pub fn takes(&self, bytes_of_a_pixel: u64) -> Result<(), Flaw> {
        if u64::from(self.width) * u64::from(self.height) * bytes_of_a_pixel > MEMORY {
            return Err(Flaw::of("it takes too much memory to be read"));
        }
        Ok(())
    }

    pub fn keep(&mut self, range: Range<u64>) -> Result<(), Flaw> {
        match self.parts.last_mut() {
            Some(Piece::Kept(last)) if last.end == range.start && !self.is_apart => last.end = range.end,
            _ => self.add(Piece::Kept(range))?,
        }
        Ok(())
    }

    pub fn put(&mut self, bytes: Vec<u8>) -> Result<(), Flaw> {
        self.add(Piece::Put(bytes))
    }

    fn add(&mut self, part: Piece) -> Result<(), Flaw> {
        if self.parts.len() == PARTS {
            return Err(Flaw::of("it is in too many parts"));
        }
        self.parts.push(part);
        self.is_apart = false;
        Ok(())
    }

    /// A place behind what there is so far, to put something there later.
    pub fn place(&mut self) -> usize {
        self.is_apart = true;
        self.parts.len()
    }

    /// Puts something at a place.
    pub fn put_at(&mut self, place: usize, bytes: Vec<u8>) {
        self.parts.insert(place.min(self.parts.len()), Piece::Put(bytes));
    }

    /// Notes the turning that metadata of the camera says.
    pub fn turn(&mut self, exif: &[u8]) {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        if let Some(orientation) = Orientation::from_exif_chunk(tiff) {
            self.orientation = orientation;
        }
    }

    /// Notes a profile of colours, if thumbnails can have it.
    pub fn note_profile(&mut self, profile: &[u8]) {
        if profile.len() <= PROFILE && profile.get(16..20) == Some(b"RGB ") {
            self.profile = Some(profile.to_vec());
        }
    }

    /// Metadata that says how the picture is turned, and nothing else; none when it stands upright.
    pub fn turning(&self) -> Option<Vec<u8>> {
        if self.orientation == Orientation::NoTransforms {
            return None;
        }
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([self.orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
        Some(tiff)
    }

    /// How long what is planned is.
    pub fn byte_size(&self) -> u64 {
        self.parts.iter().map(Piece::byte_size).sum()
    }

    /// Writes it, from the original, to a file of its own.
    pub fn write(&self, from: &mut File, to: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        for part in &self.parts {
            match part {
                Piece::Put(bytes) => file.write_all(bytes)?,
                Piece::Kept(range) => {
                    from.seek(SeekFrom::Start(range.start))?;
                    let wanted = range.end - range.start;
                    let copied = io::copy(&mut (&mut *from).take(wanted), &mut file)?;
                    if copied != wanted {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
            }
        }
        Ok(())
    }
}

impl Piece {
    fn byte_size(&self) -> u64 {
        match self {
            Self::Kept(range) => range.end - range.start,
            Self::Put(bytes) => bytes.len() as u64,
        }
    }
}

/// A walk through the bytes of a file.
pub(super) struct Scanner<'f> {
    reader: BufReader<&'f File>,
    at: u64,
    end: u64,
}

impl<'f> Scanner<'f> {
    pub fn from_start(mut file: &'f File) -> io::Result<Self> {
        let end = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Self { reader: BufReader::with_capacity(64 * 1024, file), at: 0, end })
    }

    pub fn at(&self) -> u64 {
        self.at
    }

    pub fn is_at_end(&self) -> bool {
        self.at == self.end
    }

    pub fn take<const N: usize>(&mut self) -> Result<[u8; N], Flaw> {
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    /// Some bytes; of those the format bounds.
    pub fn take_some(&mut self, length: usize) -> Result<Vec<u8>, Flaw> {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes)?;
        self.at += length as u64;
        Ok(bytes)
    }

    pub fn skip(&mut self, length: u64) -> Result<(), Flaw> {
        if length > self.end - self.at {
            return Err(Flaw::of("it is cut off"));
        }
        self.reader.seek_relative(length.cast_signed())?;
        self.at += length;
        Ok(())
    }

    pub fn step_back(&mut self, length: u64) -> Result<(), Flaw> {
        self.reader.seek_relative(-length.cast_signed())?;
        self.at -= length;
        Ok(())
    }

    /// Goes behind the next byte of this value.
    pub fn skip_past(&mut self, byte: u8) -> Result<(), Flaw> {
        loop {
            let piece = self.reader.fill_buf()?;
            if piece.is_empty() {
                return Err(Flaw::of("it is cut off"));
            }
            let found = piece.iter().position(|b| *b == byte);
            let used = found.map_or(piece.len(), |at| at + 1);
            self.reader.consume(used);
            self.at += used as u64;
            if found.is_some() {
                return Ok(());
            }
        }
    }
}
