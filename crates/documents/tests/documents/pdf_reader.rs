//! A reader for the PDF files of this crate, independent of the writer: cross-reference table, packed streams, the maps back to characters.

use std::collections::HashMap;

#[derive(Debug)]
pub struct ReadDocument {
    pub pages: Vec<ReadPage>,
    pub title: String,
}

#[derive(Debug)]
pub struct ReadPage {
    pub width: f32,
    pub height: f32,
    /// In the order of the file.
    pub runs: Vec<Run>,
}

/// A piece of text on one baseline; points from the left lower corner.
#[derive(Debug, Clone)]
pub struct Run {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub text: String,
}

impl ReadDocument {
    /// All text in reading order: a line for each baseline, ` | ` between the pieces of a line.
    pub fn text(&self) -> String {
        self.pages
            .iter()
            .map(ReadPage::text)
            .collect::<Vec<_>>()
            .join("\n=== sheet ===\n")
    }

    /// Pieces of text equal to `text`.
    pub fn count(&self, text: &str) -> usize {
        self.pages
            .iter()
            .flat_map(|page| &page.runs)
            .filter(|run| run.text == text)
            .count()
    }
}

impl ReadPage {
    pub fn text(&self) -> String {
        let mut lines: Vec<(f32, Vec<&str>)> = Vec::new();
        for run in &self.runs {
            match lines.last_mut() {
                Some((y, pieces)) if (*y - run.y).abs() < 0.5 => pieces.push(&run.text),
                _ => lines.push((run.y, vec![&run.text])),
            }
        }
        lines
            .into_iter()
            .map(|(_, pieces)| pieces.join(" | "))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

pub fn read(bytes: &[u8]) -> ReadDocument {
    let file = File::parse(bytes);
    let trailer = file.trailer();
    let catalog = file.object(reference(&trailer, "/Root"));
    let tree = file.object(reference(&catalog, "/Pages"));
    let kids = between(&tree, "/Kids [", "]");
    let pages = kids
        .split(" R")
        .filter_map(|kid| kid.split_whitespace().next())
        .map(|id| file.page(id.parse().unwrap()));
    let info = file.object(reference(&trailer, "/Info"));
    let title = utf16(&hex(between(&info, "/Title <", ">")));
    ReadDocument {
        pages: pages.collect(),
        title,
    }
}

struct File<'bytes> {
    bytes: &'bytes [u8],
    offsets: HashMap<usize, usize>,
}

struct Font {
    characters: HashMap<u16, String>,
    widths: Vec<f32>,
}

impl<'bytes> File<'bytes> {
    fn parse(bytes: &'bytes [u8]) -> Self {
        let tail = latin(&bytes[bytes.len() - 60..]);
        let start: usize = between(&tail, "startxref\n", "\n").parse().unwrap();
        let table = latin(&bytes[start..]);
        let mut lines = table.lines().skip(2);
        let mut offsets = HashMap::new();
        for (id, line) in lines
            .by_ref()
            .take_while(|line| !line.starts_with("trailer"))
            .enumerate()
        {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if fields[2] == "n" {
                offsets.insert(id, fields[0].parse().unwrap());
            }
        }
        Self { bytes, offsets }
    }

    fn trailer(&self) -> String {
        let text = latin(self.bytes);
        text[text.rfind("trailer").unwrap()..].to_owned()
    }

    /// The dictionary of an object, as text.
    fn object(&self, id: usize) -> String {
        let text = latin(&self.bytes[self.offsets[&id]..]);
        assert!(
            text.starts_with(&format!("{id} 0 obj")),
            "object {id} is not where the table says"
        );
        let end = text
            .find("stream\n")
            .unwrap_or(usize::MAX)
            .min(text.find("endobj").unwrap());
        text[..end].to_owned()
    }

    fn stream(&self, id: usize) -> Vec<u8> {
        let dictionary = self.object(id);
        let length: usize = number_after(&dictionary, "/Length ");
        let start = self.offsets[&id] + dictionary.len() + "stream\n".len();
        miniz_oxide::inflate::decompress_to_vec_zlib(&self.bytes[start..start + length]).unwrap()
    }

    fn page(&self, id: usize) -> ReadPage {
        let page = self.object(id);
        let media: Vec<f32> = between(&page, "/MediaBox [", "]")
            .split(' ')
            .map(|side| side.parse().unwrap())
            .collect();
        let fonts = ["/R", "/S"].map(|name| (name, self.font(reference(&page, name))));
        let content = latin(&self.stream(reference(&page, "/Contents")));
        ReadPage {
            width: media[2],
            height: media[3],
            runs: runs(&content, &HashMap::from(fonts)),
        }
    }

    fn font(&self, id: usize) -> Font {
        let font = self.object(id);
        let descendant = self.object(reference(&font, "/DescendantFonts ["));
        let widths = between(&descendant, "/W [0 [", "]")
            .split_whitespace()
            .map(|width| width.parse().unwrap())
            .collect();
        let map = latin(&self.stream(reference(&font, "/ToUnicode")));
        let mut characters = HashMap::new();
        for line in map
            .lines()
            .filter(|line| line.starts_with('<') && !line.contains("FFFF>"))
        {
            let pair: Vec<Vec<u8>> = line
                .split_whitespace()
                .map(|part| hex(part.trim_matches(['<', '>'])))
                .collect();
            characters.insert(u16::from_be_bytes([pair[0][0], pair[0][1]]), utf16(&pair[1]));
        }
        Font { characters, widths }
    }
}

/// Walks the operators of a page.
fn runs(content: &str, fonts: &HashMap<&str, Font>) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut font, mut size, mut place) = ("/R", 0.0_f32, (0.0_f32, 0.0_f32));
    for line in content.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.last().copied() {
            Some("Tf") => {
                font = if words[0] == "/R" { "/R" } else { "/S" };
                size = words[1].parse().unwrap();
            }
            Some("Td") => place = (words[0].parse().unwrap(), words[1].parse().unwrap()),
            Some("TJ") => runs.push(run(line, &fonts[font], size, place)),
            _ => {}
        }
    }
    runs
}

fn run(line: &str, font: &Font, size: f32, (x, y): (f32, f32)) -> Run {
    let (codes, adjustment) = shown(line);
    let mut text = String::new();
    let mut width = -adjustment;
    for code in codes.chunks(2) {
        let cid = u16::from_be_bytes([code[0], code[1]]);
        text.push_str(&font.characters[&cid]);
        width += font.widths[usize::from(cid)];
    }
    Run {
        x,
        y,
        width: width * size / 1000.0,
        text,
    }
}

/// The codes of a `[… ] TJ` line and the sum of its adjustments.
fn shown(line: &str) -> (Vec<u8>, f32) {
    let mut codes = Vec::new();
    let mut adjustment = 0.0;
    let inside = latin_bytes(line.strip_prefix('[').unwrap().strip_suffix("] TJ").unwrap());
    let mut rest = inside.as_slice();
    while let Some((&first, tail)) = rest.split_first() {
        rest = match first {
            b'(' => literal(tail, &mut codes),
            b'<' => {
                let end = tail.iter().position(|byte| *byte == b'>').unwrap();
                codes.extend(hex(&latin(&tail[..end])));
                &tail[end + 1..]
            }
            b' ' => tail,
            _ => {
                let end = rest.iter().position(|byte| b"(< ".contains(byte)).unwrap_or(rest.len());
                adjustment += latin(&rest[..end]).parse::<f32>().unwrap();
                &rest[end..]
            }
        };
    }
    (codes, adjustment)
}

fn literal<'bytes>(mut rest: &'bytes [u8], codes: &mut Vec<u8>) -> &'bytes [u8] {
    let mut depth = 0;
    loop {
        let (&first, tail) = rest.split_first().unwrap();
        rest = tail;
        match first {
            b')' if depth == 0 => return rest,
            b'\\' => {
                let (&escaped, tail) = rest.split_first().unwrap();
                rest = tail;
                codes.push(match escaped {
                    b'0'..=b'7' => {
                        let digits = [escaped, rest[0], rest[1]];
                        rest = &rest[2..];
                        digits.iter().fold(0, |value, digit| value * 8 + (digit - b'0'))
                    }
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                });
                continue;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        codes.push(first);
    }
}

fn reference(text: &str, key: &str) -> usize {
    number_after(text, &format!("{key}{}", if key.ends_with('[') { "" } else { " " }))
}

fn number_after(text: &str, key: &str) -> usize {
    let start = text.find(key).unwrap_or_else(|| panic!("no {key}")) + key.len();
    text[start..]
        .split(|character: char| !character.is_ascii_digit())
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

fn between<'text>(text: &'text str, start: &str, end: &str) -> &'text str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    let length = text[from..].find(end).unwrap();
    &text[from..from + length]
}

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(&latin(pair), 16).unwrap())
        .collect()
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes
        .chunks(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .filter(|unit| *unit != 0xfeff);
    char::decode_utf16(units).map(Result::unwrap).collect()
}

/// Bytes as characters of the same number.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn latin_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|character| u8::try_from(character).unwrap()).collect()
}
