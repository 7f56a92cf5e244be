//! The one thing to make at start and share: the font in both weights, ready to print with.

use super::embedding::{Extent, OBJECTS_PER_FACE, embed};
use super::face::Face;
use super::shaped::Line;
use crate::DocumentError;
use pdf_writer::{Chunk, Ref};

const REGULAR: &[u8] = include_bytes!("../../fonts/GolosText-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../fonts/GolosText-SemiBold.ttf");

/// Object numbers of the fonts are the same in every document; pages follow them.
pub(crate) const FIRST_FONT_OBJECT: i32 = 10;

/// Weight of the letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    pub(crate) const ALL: [Weight; 2] = [Weight::Regular, Weight::SemiBold];

    /// Name of the font in the resources of a page.
    pub(crate) fn resource_name(self) -> &'static [u8] {
        match self {
            Weight::Regular => b"R",
            Weight::SemiBold => b"S",
        }
    }

    /// First object number of the font.
    pub(crate) fn object(self) -> Ref {
        match self {
            Weight::Regular => Ref::new(FIRST_FONT_OBJECT),
            Weight::SemiBold => Ref::new(FIRST_FONT_OBJECT + OBJECTS_PER_FACE),
        }
    }
}

/// The parsed and packed font. Making one takes some tens of milliseconds; printing with it takes `&self`, from any number of threads.
pub struct Typesetter {
    regular: Prepared,
    semi_bold: Prepared,
}

struct Prepared {
    face: Face,
    common: Chunk,
    whole: Chunk,
}

impl Typesetter {
    /// Parses the built-in Golos Text.
    ///
    /// # Errors
    /// [`DocumentError::Font`] when the built-in font is damaged.
    pub fn new() -> Result<Self, DocumentError> {
        Ok(Self {
            regular: prepare("GolosText-Regular", REGULAR, Weight::Regular)?,
            semi_bold: prepare("GolosText-SemiBold", SEMI_BOLD, Weight::SemiBold)?,
        })
    }

    /// The glyphs of a text on one line.
    pub(crate) fn shape(&self, weight: Weight, text: &str) -> Line {
        self.prepared(weight).face.shape(text)
    }

    /// The glyphs of a text in lines no wider than `width` points at `size` points.
    pub(crate) fn wrap(&self, weight: Weight, text: &str, size: f32, width: f32) -> Vec<Line> {
        self.shape(weight, text).break_to(limit(size, width))
    }

    /// The font's objects to copy into a document.
    pub(crate) fn embedded(&self, weight: Weight, extent: Extent) -> &Chunk {
        let prepared = self.prepared(weight);
        match extent {
            Extent::Common => &prepared.common,
            Extent::Whole => &prepared.whole,
        }
    }

    /// The first glyph number that only the whole font has.
    pub(crate) fn common_count(&self, weight: Weight) -> u16 {
        self.prepared(weight).face.common_count
    }

    fn prepared(&self, weight: Weight) -> &Prepared {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
        }
    }
}

/// A width in points as thousandths of the font size.
#[expect(
    clippy::cast_possible_truncation,
    reason = "float to int casts saturate; widths are a few thousand"
)]
pub(crate) fn limit(size: f32, width: f32) -> i32 {
    (width * 1000.0 / size) as i32
}

fn prepare(name: &'static str, data: &'static [u8], weight: Weight) -> Result<Prepared, DocumentError> {
    let face = Face::parse(name, data)?;
    let common = embed(&face, Extent::Common, weight.object())?;
    let whole = embed(&face, Extent::Whole, weight.object())?;
    Ok(Prepared { face, common, whole })
}

#[cfg(test)]
mod tests {
    use super::{Extent, Typesetter, Weight};

    /// Letters of Russian and of the languages of Russia that stand in names, and what Russian documents are written with.
    const NEEDED: &str = concat!(
        "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "ӘәӨөҮүҖҗҢңҺһҒғҘҙҪҫҠҡӐӑӖӗӲӳӢӣӸӹӰӱӦӧӤӥӴӵӀӏІіЇїЄєҐґЎў",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜäöüßŁłÇçŞşĞğ",
        "0123456789«»„“№—–-−…·•§%()[]/\\.,:;!?'\"+=@#&*_→",
    );

    #[test]
    fn both_weights_have_every_needed_letter() {
        let typesetter = Typesetter::new().unwrap();
        for weight in Weight::ALL {
            for character in NEEDED.chars() {
                let line = typesetter.shape(weight, &character.to_string());
                assert!(line.glyphs[0].cid != 0, "{weight:?} has no {character}");
                assert!(line.width() > 0, "{weight:?}: {character} has no width");
            }
            assert_eq!(typesetter.shape(weight, "李").glyphs[0].cid, 0);
        }
    }

    #[test]
    fn russian_needs_the_small_font_only() {
        let typesetter = Typesetter::new().unwrap();
        let russian = "Ведомость № 7 «Ёлка» — Соловьёва Н.\u{a0}Г. L1/420525";
        for weight in Weight::ALL {
            let highest = |text: &str| {
                typesetter
                    .shape(weight, text)
                    .glyphs
                    .iter()
                    .map(|glyph| glyph.cid)
                    .max()
            };
            assert!(highest(russian) < Some(typesetter.common_count(weight)));
            assert!(highest("Гөлнара") >= Some(typesetter.common_count(weight)));
            let size = |extent| typesetter.embedded(weight, extent).len();
            assert!(
                size(Extent::Common) * 2 < size(Extent::Whole),
                "{}",
                size(Extent::Common)
            );
        }
    }

    #[test]
    fn pairs_are_kerned_and_lone_letters_are_not() {
        let typesetter = Typesetter::new().unwrap();
        let width = |text: &str| typesetter.shape(Weight::Regular, text).width();
        assert!(
            width("Га") < width("Г") + width("а"),
            "{} {} {}",
            width("Га"),
            width("Г"),
            width("а")
        );
        assert_eq!(width("нн"), 2 * width("н"));
        assert_eq!(width("11"), width("00"), "figures of a column");
    }
}
