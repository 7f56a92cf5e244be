//! Data Matrix symbols (ECC 200): what a scanner reads off the paper.

use crate::DocumentError;
use datamatrix::placement::{Bitmap, PathSegment};
use datamatrix::{DataMatrix, SymbolList};

/// A code as the caller gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What a scanner reads. Keep it to Latin letters, digits and punctuation: many scanners garble anything else.
    pub payload: String,
    /// What a person reads beside the symbol.
    pub label: String,
}

/// A symbol ready to draw.
pub(crate) struct Symbol {
    bitmap: Bitmap<bool>,
    pub(crate) label: String,
}

impl Symbol {
    /// Encodes a code into the smallest square symbol that holds it.
    ///
    /// # Errors
    /// [`DocumentError::CodeTooLong`] when no symbol holds the payload.
    pub(crate) fn encode(payload: &str, label: &str) -> Result<Self, DocumentError> {
        let square = SymbolList::default().enforce_square();
        let matrix = DataMatrix::encode_str(payload, square).map_err(|_| DocumentError::CodeTooLong {
            label: label.to_owned(),
        })?;
        Ok(Self {
            bitmap: matrix.bitmap(),
            label: label.to_owned(),
        })
    }

    /// Modules along one side.
    pub(crate) fn modules(&self) -> usize {
        self.bitmap.width()
    }

    /// Closed outlines of the dark modules, in modules from the left upper corner; to be filled by the even-odd rule. Outlines, unlike
    /// a square for each module, leave no hairlines between neighbours.
    pub(crate) fn outlines(&self) -> Vec<Vec<(i16, i16)>> {
        let mut outlines = Vec::new();
        // The left upper module of every symbol is dark, and the first outline starts there.
        let mut start = (0, 0);
        let mut at = start;
        let mut outline = vec![start];
        for segment in self.bitmap.path() {
            match segment {
                PathSegment::Horizontal(distance) => at.0 += distance,
                PathSegment::Vertical(distance) => at.1 += distance,
                PathSegment::Move(across, down) => {
                    start = (start.0 + across, start.1 + down);
                    at = start;
                    outline.clear();
                }
                PathSegment::Close => {
                    outlines.push(std::mem::take(&mut outline));
                    at = start;
                }
            }
            outline.push(at);
        }
        outlines
    }
}

#[cfg(test)]
mod tests {
    use super::Symbol;
    use datamatrix::DataMatrix;

    /// Whether a module is inside the outlines by the even-odd rule: a ray to the left crosses an odd number of upright edges.
    fn is_dark(outlines: &[Vec<(i16, i16)>], across: i16, down: i16) -> bool {
        let mut crossings = 0;
        for outline in outlines {
            for (start, end) in outline.iter().zip(outline.iter().cycle().skip(1)) {
                let upright = start.0 == end.0 && start.0 <= across;
                if upright && start.1.min(end.1) <= down && down < start.1.max(end.1) {
                    crossings += 1;
                }
            }
        }
        crossings % 2 == 1
    }

    #[test]
    fn outlines_fill_to_a_symbol_that_reads_back() {
        for payload in [
            "1",
            "L1/420525-11A-1/01",
            "420525-ИС-1 7F3A91C20B5E44D8",
            &"Ж".repeat(200),
        ] {
            let symbol = Symbol::encode(payload, "").unwrap();
            let outlines = symbol.outlines();
            let side = i16::try_from(symbol.modules()).unwrap();
            let pixels: Vec<bool> = (0..side)
                .flat_map(|down| (0..side).map(move |across| (across, down)))
                .map(|(across, down)| is_dark(&outlines, across, down))
                .collect();
            assert_eq!(pixels, symbol.bitmap.bits(), "{payload}");
            if payload.is_ascii() {
                let read = DataMatrix::decode(&pixels, symbol.modules()).unwrap();
                assert_eq!(read, payload.as_bytes());
            }
        }
    }
}
