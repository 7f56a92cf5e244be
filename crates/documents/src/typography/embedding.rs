//! The objects that put a face into a PDF: the cut-down font itself, widths, and the map back to characters that makes text searchable.
//! They are made once and copied into every document.

use super::face::Face;
use crate::DocumentError;
use crate::page::compress_thoroughly;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish, Name, Rect, Ref, Str};

/// How many object numbers one face takes, from its first.
pub(crate) const OBJECTS_PER_FACE: i32 = 5;

/// Which part of the font a document carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The common alphabet.
    Common,
    /// Every letter of the font.
    Whole,
}

/// Writes the objects of a face, numbered from `first`; `first` itself is the font that pages refer to.
///
/// # Errors
/// [`DocumentError::Font`] when the font cannot be cut down.
pub(crate) fn embed(face: &Face, extent: Extent, first: Ref) -> Result<Chunk, DocumentError> {
    let count = match extent {
        Extent::Common => usize::from(face.common_count),
        Extent::Whole => face.original_glyphs.len(),
    };
    let glyphs = face.original_glyphs.get(..count).unwrap_or(&face.original_glyphs);
    let advances = face.advances.get(..count).unwrap_or(&face.advances);
    let font_file = subset(face, glyphs)?;
    let base_name = base_name(face, extent);
    let base_font = Name(base_name.as_bytes());
    let at = |offset: i32| Ref::new(first.get() + offset);
    let (cid_font, descriptor, to_unicode, file) = (at(1), at(2), at(3), at(4));

    let mut chunk = Chunk::new();
    chunk
        .type0_font(first)
        .base_font(base_font)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid_font)
        .to_unicode(to_unicode);

    let mut cid = chunk.cid_font(cid_font);
    cid.subtype(CidFontType::Type2)
        .base_font(base_font)
        .system_info(identity())
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    cid.widths()
        .consecutive(0, advances.iter().map(|&advance| f32::from(advance)));
    cid.finish();

    write_descriptor(&mut chunk, descriptor, base_font, file);
    let map = unicode_map(face, count);
    chunk
        .cmap(to_unicode, &compress_thoroughly(&map))
        .filter(Filter::FlateDecode);
    write_file(&mut chunk, file, &font_file);
    Ok(chunk)
}

fn subset(face: &Face, glyphs: &[u16]) -> Result<Vec<u8>, DocumentError> {
    let mut mapper = subsetter::GlyphRemapper::new();
    for &glyph in glyphs {
        mapper.remap(glyph);
    }
    if usize::from(mapper.num_gids()) != glyphs.len() {
        // Two characters on one glyph would copy out as the same letter.
        return Err(DocumentError::Font {
            face: face.name,
            reason: "две буквы на одном знаке".to_owned(),
        });
    }
    subsetter::subset(face.data, 0, &mapper).map_err(|error| DocumentError::Font {
        face: face.name,
        reason: error.to_string(),
    })
}

/// Embedded parts of fonts carry six letters before the name, different for different parts.
fn base_name(face: &Face, extent: Extent) -> String {
    let tag = match extent {
        Extent::Common => "VEDCOM",
        Extent::Whole => "VEDALL",
    };
    format!("{tag}+{}", face.name)
}

fn identity() -> SystemInfo<'static> {
    SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"Identity"),
        supplement: 0,
    }
}

/// Metrics of Golos Text 2.004, the same for both faces.
fn write_descriptor(chunk: &mut Chunk, id: Ref, base_font: Name<'_>, file: Ref) {
    chunk
        .font_descriptor(id)
        .name(base_font)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-300.0, -300.0, 1400.0, 1100.0))
        .italic_angle(0.0)
        .ascent(980.0)
        .descent(-220.0)
        .cap_height(700.0)
        .stem_v(90.0)
        .font_file2(file);
}

fn unicode_map(face: &Face, count: usize) -> Vec<u8> {
    let mut map = UnicodeCmap::new(Name(b"VedomostToUnicode"), identity());
    for (cid, &character) in face.characters.iter().take(count).enumerate() {
        map.pair(u16::try_from(cid).unwrap_or(0), character);
    }
    map.finish().into_vec()
}

fn write_file(chunk: &mut Chunk, id: Ref, font_file: &[u8]) {
    let packed = compress_thoroughly(font_file);
    let mut stream = chunk.stream(id, &packed);
    stream.pair(Name(b"Length1"), i32::try_from(font_file.len()).unwrap_or(i32::MAX));
    stream.filter(Filter::FlateDecode);
}
