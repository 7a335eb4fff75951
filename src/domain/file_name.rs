//! What files are called. Whatever a client says, the name that is kept can be shown on a line and saved on any machine.

use crate::domain::unseen::{is_plain, is_seen, is_unseen};

/// Longest name of a file, in characters.
pub const MAX_FILE_NAME: usize = 255;
/// What a file is called of whose name nothing is left.
const NAMELESS: &str = "file";
/// The longest ending that a name keeps which is cut, with its dot.
const MAX_ENDING: usize = 20;

/// A name as it is kept: without a path, on one line, without what nobody sees, and not longer than names are.
pub fn file_name(said: &str) -> String {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let line = last.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control());
    let mut name: String = line.collect();
    if !is_plain(&name) {
        name.retain(|c| !is_unseen(c));
    }
    let name = name.trim();
    if !is_seen(name) || name.chars().all(|c| c == '.') { NAMELESS.to_owned() } else { shortened(name) }
}

/// The beginning of a name that is too long, with its ending, by which machines know what it is.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= MAX_FILE_NAME {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending_length = ending.chars().count();
    let ending = if ending_length <= MAX_ENDING { ending } else { "" };
    let begins = MAX_FILE_NAME - ending.chars().count();
    let begins: String = name.chars().take(begins).collect();
    format!("{}{ending}", begins.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_path_and_hides_nothing() {
        for (said, kept) in [
            ("cat.jpg", "cat.jpg"),
            ("C:\\Users\\ann\\cat.jpg", "cat.jpg"),
            ("../../etc/passwd", "passwd"),
            ("a/b\\c.txt", "c.txt"),
            ("a\0b\r\nc\td.txt", "ab  c d.txt"),
            (" cat.jpg ", "cat.jpg"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("회의록 2026.pdf", "회의록 2026.pdf"),
            ("👩\u{200d}🍳.png", "👩\u{200d}🍳.png"),
            (".bashrc", ".bashrc"),
            ("", "file"),
            ("...", "file"),
            ("..", "file"),
            ("folder/", "file"),
            ("\u{200b}", "file"),
        ] {
            assert_eq!(file_name(said), kept, "{said:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = "é".repeat(4_096);
        assert_eq!(file_name(&long), "é".repeat(MAX_FILE_NAME));
        assert_eq!(file_name(&format!("{long}.tar.gz")), format!("{}.gz", "é".repeat(MAX_FILE_NAME - 3)));
        assert_eq!(file_name(&format!("a.{long}")).chars().count(), MAX_FILE_NAME);
        assert_eq!(file_name(&"x".repeat(MAX_FILE_NAME)), "x".repeat(MAX_FILE_NAME));
    }
}
