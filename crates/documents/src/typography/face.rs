//! One face of the font: which glyph shows a character, how wide it is, how pairs are kerned.

use super::alphabet::common_characters;
use super::shaped::{Break, Glyph, Line};
use crate::DocumentError;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::{GlyphId, Tag};

/// The glyph of a character that the font has not: an empty box.
const MISSING: u16 = 0;

/// A parsed face. Glyphs are numbered anew (as *cids*): the common alphabet first, then the rest of the font, so that the small and
/// the whole embedded font agree on the numbers they share.
pub(crate) struct Face {
    pub(crate) name: &'static str,
    pub(crate) data: &'static [u8],
    /// cid by character of the basic plane.
    cid_by_character: Vec<u16>,
    /// Glyph number in the font file by cid.
    pub(crate) original_glyphs: Vec<u16>,
    /// Character by cid; what a reader copies out of the document.
    pub(crate) characters: Vec<char>,
    /// Advance by cid, in thousandths of the font size.
    pub(crate) advances: Vec<i16>,
    /// How many of the first cids are the common alphabet.
    pub(crate) common_count: u16,
    /// `common_count` × `common_count` adjustments in thousandths.
    kerning: Vec<i16>,
}

impl Face {
    /// Reads a TrueType font.
    ///
    /// # Errors
    /// [`DocumentError::Font`] when the font is damaged or has no Russian alphabet.
    pub(crate) fn parse(name: &'static str, data: &'static [u8]) -> Result<Self, DocumentError> {
        let damaged = |reason: String| DocumentError::Font { face: name, reason };
        let font = ttf_parser::Face::parse(data, 0).map_err(|error| damaged(error.to_string()))?;
        if font.units_per_em() != 1000 {
            return Err(damaged("кегельная площадка не 1000 единиц".to_owned()));
        }
        let mut numbering = Numbering::new();
        for character in common_characters() {
            numbering.add(&font, character);
        }
        let common_count = u16::try_from(numbering.original_glyphs.len()).unwrap_or(u16::MAX);
        for character in mapped_characters(&font) {
            numbering.add(&font, character);
        }
        let advances = numbering
            .original_glyphs
            .iter()
            .map(|&glyph| advance(&font, glyph))
            .collect();
        let common_glyphs = numbering
            .original_glyphs
            .get(..usize::from(common_count))
            .unwrap_or(&[]);
        let kerning = kerning_matrix(&font, common_glyphs);
        Ok(Self {
            name,
            data,
            cid_by_character: numbering.cid_by_character,
            original_glyphs: numbering.original_glyphs,
            characters: numbering.characters,
            advances,
            common_count,
            kerning,
        })
    }

    /// The glyphs of a text on one line.
    pub(crate) fn shape(&self, text: &str) -> Line {
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len() / 2 + 1);
        for character in text.chars() {
            let glyph = self.glyph(character);
            if let Some(previous) = glyphs.last_mut() {
                previous.kerning = self.kerning_between(previous.cid, glyph.cid);
                previous.advance += previous.kerning;
            }
            glyphs.push(glyph);
        }
        Line { glyphs }
    }

    fn glyph(&self, character: char) -> Glyph {
        let (shown, break_after) = match character {
            ' ' | '\t' | '\n' | '\r' => (' ', Break::AfterSpace),
            '-' | '/' => (character, Break::AfterMark),
            // A reader who searches types an ordinary space.
            '\u{00a0}' => (' ', Break::Never),
            other => (other, Break::Never),
        };
        let cid = self.cid(shown);
        let advance = self.advances.get(usize::from(cid)).copied().unwrap_or(0);
        Glyph {
            cid,
            advance,
            kerning: 0,
            break_after,
        }
    }

    fn cid(&self, character: char) -> u16 {
        let index = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        self.cid_by_character.get(index).copied().unwrap_or(MISSING)
    }

    fn kerning_between(&self, left: u16, right: u16) -> i16 {
        if left >= self.common_count || right >= self.common_count {
            return 0;
        }
        let index = usize::from(left) * usize::from(self.common_count) + usize::from(right);
        self.kerning.get(index).copied().unwrap_or(0)
    }
}

struct Numbering {
    cid_by_character: Vec<u16>,
    original_glyphs: Vec<u16>,
    characters: Vec<char>,
}

impl Numbering {
    fn new() -> Self {
        let basic_plane = 0x1_0000;
        Self {
            cid_by_character: vec![MISSING; basic_plane],
            original_glyphs: vec![0],
            characters: vec![char::REPLACEMENT_CHARACTER],
        }
    }

    fn add(&mut self, font: &ttf_parser::Face<'_>, character: char) {
        let Some(glyph) = font.glyph_index(character) else {
            return;
        };
        let glyph = if character.is_ascii_digit() {
            tabular(font, glyph)
        } else {
            glyph
        };
        let Ok(next) = u16::try_from(self.original_glyphs.len()) else {
            return;
        };
        let index = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        let Some(slot) = self.cid_by_character.get_mut(index) else {
            return;
        };
        if *slot == MISSING && glyph.0 != 0 {
            *slot = next;
            self.original_glyphs.push(glyph.0);
            self.characters.push(character);
        }
    }
}

/// Every character of the basic plane that the font shows, in order.
fn mapped_characters(font: &ttf_parser::Face<'_>) -> Vec<char> {
    let mut characters = Vec::new();
    for subtable in font.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
        if subtable.is_unicode() {
            subtable.codepoints(|code| characters.extend(char::from_u32(code)));
        }
    }
    characters.retain(|character| !is_private(*character));
    characters.sort_unstable();
    characters.dedup();
    characters
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{feff}')
}

/// The form of a digit for columns of figures, where the font has one.
fn tabular(font: &ttf_parser::Face<'_>, digit: GlyphId) -> GlyphId {
    let Some(table) = font.tables().gsub else {
        return digit;
    };
    let Some(feature) = table.features.find(Tag::from_bytes(b"tnum")) else {
        return digit;
    };
    feature
        .lookup_indices
        .into_iter()
        .filter_map(|index| table.lookups.get(index))
        .flat_map(|lookup| lookup.subtables.into_iter::<SubstitutionSubtable<'_>>())
        .find_map(|subtable| substitute(subtable, digit))
        .unwrap_or(digit)
}

fn substitute(subtable: SubstitutionSubtable<'_>, glyph: GlyphId) -> Option<GlyphId> {
    let SubstitutionSubtable::Single(single) = subtable else {
        return None;
    };
    match single {
        SingleSubstitution::Format1 { coverage, delta } => {
            coverage.get(glyph).map(|_| GlyphId(glyph.0.wrapping_add_signed(delta)))
        }
        SingleSubstitution::Format2 { coverage, substitutes } => substitutes.get(coverage.get(glyph)?),
    }
}

fn advance(font: &ttf_parser::Face<'_>, glyph: u16) -> i16 {
    let units = font.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
    i16::try_from(units).unwrap_or(i16::MAX)
}

fn kerning_matrix(font: &ttf_parser::Face<'_>, glyphs: &[u16]) -> Vec<i16> {
    let pairs = pair_subtables(font);
    let mut matrix = Vec::with_capacity(glyphs.len() * glyphs.len());
    for &left in glyphs {
        for &right in glyphs {
            matrix.push(pair_kerning(&pairs, GlyphId(left), GlyphId(right)));
        }
    }
    matrix
}

fn pair_subtables<'font>(font: &ttf_parser::Face<'font>) -> Vec<PairAdjustment<'font>> {
    let Some(table) = font.tables().gpos else {
        return Vec::new();
    };
    let Some(feature) = table.features.find(Tag::from_bytes(b"kern")) else {
        return Vec::new();
    };
    feature
        .lookup_indices
        .into_iter()
        .filter_map(|index| table.lookups.get(index))
        .flat_map(|lookup| lookup.subtables.into_iter::<PositioningSubtable<'_>>())
        .filter_map(|subtable| match subtable {
            PositioningSubtable::Pair(pair) => Some(pair),
            _ => None,
        })
        .collect()
}

/// The adjustment of the first subtable that knows the pair, as the format demands.
fn pair_kerning(pairs: &[PairAdjustment<'_>], left: GlyphId, right: GlyphId) -> i16 {
    for pair in pairs {
        match pair {
            PairAdjustment::Format1 { coverage, sets } => {
                let known = coverage
                    .get(left)
                    .and_then(|index| sets.get(index))
                    .and_then(|set| set.get(right));
                if let Some((first, _)) = known {
                    return first.x_advance;
                }
            }
            PairAdjustment::Format2 {
                coverage,
                classes,
                matrix,
            } => {
                if coverage.get(left).is_some() {
                    let known = matrix.get((classes.0.get(left), classes.1.get(right)));
                    return known.map_or(0, |(first, _)| first.x_advance);
                }
            }
        }
    }
    0
}
