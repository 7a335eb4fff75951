//! Changes a text by its tokens and by what its brackets hold, so that much of what comes of it still reads as a document.

use std::{ops::Range, sync::LazyLock};

/// Every name of the schema, those of its descriptions among them.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sdl = spark::graphql::sdl();
    let words = sdl.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word.len() > 1);
    let mut names: Vec<_> = words.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
});

/// What stands around something.
const AROUND: [(&str, &str); 6] =
    [("{", "}"), ("[", "]"), ("...{", "}"), ("... on Node{", "}"), ("a:", ""), ("", " @include(if:true)")];
const VALUES: [&str; 12] =
    ["$v", "null", "true", "1", "-1", "1.5", "1e999", "\"\"", "\"\"\"x\"\"\"", "\\ud83d", "[]", "{}"];

/// Changes a text once to four times. None when it is no text, or became too long.
pub fn mutate(data: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let mut text = std::str::from_utf8(data).ok()?.to_owned();
    let mut random = Random(u64::from(seed) << 8 | 0x9e37_79b9);
    for _ in 0..=random.below(3) {
        text = change(&text, &mut random)?;
    }
    (text.len() <= max_size && text.as_bytes() != data).then(|| text.into_bytes())
}

fn change(text: &str, random: &mut Random) -> Option<String> {
    let tokens = tokens(text);
    if tokens.is_empty() {
        return None;
    }
    let span = span(text, &tokens, random);
    let part = &text[span.clone()];
    let other = tokens[random.below(tokens.len())].clone();
    let another = self::span(text, &tokens, random);
    let new = match random.below(8) {
        0 => String::new(),
        1 => format!("{part} {}", part.repeat(1 + random.below(3))),
        2 => text[another].to_owned(),
        3 => return Some([&text[..other.start], " ", part, " ", &text[other.start..]].concat()),
        4 | 5 => NAMES[random.below(NAMES.len())].clone(),
        6 => VALUES[random.below(VALUES.len())].to_owned(),
        _ => {
            let (open, close) = AROUND[random.below(AROUND.len())];
            [open, part, close].concat()
        }
    };
    Some([&text[..span.start], &new, &text[span.end..]].concat())
}

/// One token, or one with all that follows it up to the end of a bracket.
fn span(text: &str, tokens: &[Range<usize>], random: &mut Random) -> Range<usize> {
    let first = random.below(tokens.len());
    let start = tokens[first].start;
    if random.below(3) == 0 {
        return tokens[first].clone();
    }
    let mut depth = 0_usize;
    for token in &tokens[first..] {
        match &text[token.clone()] {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" if depth == 0 => return start..token.start.max(tokens[first].end),
            "}" | ")" | "]" => {
                depth -= 1;
                if depth == 0 && random.below(3) > 0 {
                    return start..token.end;
                }
            }
            _ => {}
        }
    }
    tokens[first].clone()
}

/// Names and numbers, strings, and every other character that is no space.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            continue;
        }
        if is_word(c) {
            while let Some((at, c)) = chars.next_if(|(_, c)| is_word(*c)) {
                end = at + c.len_utf8();
            }
        } else if c == '"' {
            // A short string is one token; in a long one, as of a body, there is a document.
            let closed = text[end..].find('"').map(|length| end + length + 1);
            if let Some(closed) = closed.filter(|closed| closed - start < 40) {
                while chars.next_if(|(at, _)| *at < closed).is_some() {}
                end = closed;
            }
        }
        tokens.push(start..end);
    }
    tokens
}

/// Numbers by xorshift: an input comes from its seed alone.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % end
    }
}
