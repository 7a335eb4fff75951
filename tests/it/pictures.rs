//! What is made of pictures, and of what only looks like one. Each is made here, down to its bytes.

mod bombs;
mod cleaned;
mod flipped;
mod made;
mod others;
mod shown;

use spark::{
    domain::attachment::AttachmentKind,
    pictures::{self, Inspected, Inspection},
};
use std::fs;
use tempfile::TempDir;

/// A file that was looked at, and what was made of it.
struct Looked {
    inspected: Inspected,
    _folder: TempDir,
}

impl Looked {
    fn at(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, bytes).unwrap();
        let into = folder.path().join("into");
        fs::create_dir(&into).unwrap();
        let inspected = pictures::inspect(&file, &into).unwrap();
        let left = fs::read_dir(&into).unwrap().count();
        let made = inspected.picture.as_ref().map_or(0, |picture| picture.thumbnails.len() + 1);
        assert_eq!(left, made, "something is left behind");
        Self { inspected, _folder: folder }
    }

    fn picture(&self) -> &Inspection {
        self.inspected.picture.as_ref().expect("a picture")
    }

    /// The bytes that are served.
    fn cleaned(&self) -> Vec<u8> {
        let picture = self.picture();
        let bytes = fs::read(&picture.cleaned).unwrap();
        assert_eq!(picture.byte_size, bytes.len() as u64);
        bytes
    }

    fn thumbnail(&self, long_edge: u32) -> image::DynamicImage {
        let (_, path) = self.picture().thumbnails.iter().find(|(edge, _)| *edge == long_edge).unwrap();
        image::load_from_memory(&fs::read(path).unwrap()).unwrap()
    }

    fn is_file(&self) -> bool {
        self.inspected.kind == AttachmentKind::File && self.inspected.picture.is_none()
    }
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
