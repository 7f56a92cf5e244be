//! Which rows go on which sheet.

use crate::DocumentError;
use std::ops::Range;

/// Rows that go with the signatures to a new sheet, so that nobody signs a sheet without a single row.
const ROWS_WITH_SIGNATURES: usize = 2;

/// The room that rows have, in millimetres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// On the first sheet, below the heading.
    pub(crate) first: f32,
    /// On every other sheet.
    pub(crate) other: f32,
    /// What must still fit below the last row.
    pub(crate) ending: f32,
}

/// Splits rows of the given heights into sheets: every row on exactly one sheet, in order, and room for the ending on the last. At least
/// one sheet comes out. The last range is empty when the ending has to stand alone.
///
/// # Errors
/// [`DocumentError::RowHigherThanSheet`] when one row is higher than a sheet.
pub(crate) fn paginate(heights: &[f32], room: Room) -> Result<Vec<Range<usize>>, DocumentError> {
    if let Some(index) = heights.iter().position(|height| *height > room.other) {
        return Err(DocumentError::RowHigherThanSheet { row: index + 1 });
    }
    let mut sheets = fill(heights, room);
    make_room_for_ending(&mut sheets, heights, room);
    Ok(sheets)
}

fn fill(heights: &[f32], room: Room) -> Vec<Range<usize>> {
    let mut sheets = Vec::new();
    let mut start = 0;
    let mut left = room.first;
    for (index, height) in heights.iter().enumerate() {
        if *height > left {
            sheets.push(start..index);
            start = index;
            left = room.other;
        }
        left -= height;
    }
    sheets.push(start..heights.len());
    sheets
}

fn make_room_for_ending(sheets: &mut Vec<Range<usize>>, heights: &[f32], room: Room) {
    let capacity = if sheets.len() == 1 { room.first } else { room.other };
    let Some(last) = sheets.last_mut() else {
        return;
    };
    if total(heights, last) + room.ending <= capacity {
        return;
    }
    let end = last.end;
    let moved = ROWS_WITH_SIGNATURES.min(last.len().saturating_sub(1));
    let moved_rows = end - moved..end;
    let moved_rows = if total(heights, &moved_rows) + room.ending <= room.other {
        moved_rows
    } else {
        end..end
    };
    last.end = moved_rows.start;
    sheets.push(moved_rows);
}

fn total(heights: &[f32], rows: &Range<usize>) -> f32 {
    heights.get(rows.clone()).unwrap_or(&[]).iter().sum()
}

#[cfg(test)]
mod tests {
    use super::{Room, paginate};
    use proptest::prelude::*;

    /// `expected`: how many rows stand on each sheet.
    fn check(rows: usize, height: f32, room: Room, expected: &[usize]) {
        let sheets = paginate(&vec![height; rows], room).unwrap();
        let lengths: Vec<usize> = sheets.iter().map(ExactSizeIterator::len).collect();
        assert_eq!(lengths, expected, "{rows} rows of {height}");
    }

    const ROOM: Room = Room {
        first: 100.0,
        other: 150.0,
        ending: 30.0,
    };

    #[test]
    fn rows_fill_sheets_and_the_ending_finds_room() {
        check(0, 10.0, ROOM, &[0]);
        check(1, 10.0, ROOM, &[1]);
        check(7, 10.0, ROOM, &[7]);
        // The eighth row leaves no room for the ending: two rows go with it.
        check(8, 10.0, ROOM, &[6, 2]);
        check(10, 10.0, ROOM, &[8, 2]);
        check(11, 10.0, ROOM, &[10, 1]);
        check(22, 10.0, ROOM, &[10, 12]);
        check(23, 10.0, ROOM, &[10, 11, 2]);
    }

    #[test]
    fn a_single_row_that_leaves_no_room_lets_the_ending_stand_alone() {
        check(1, 90.0, ROOM, &[1, 0]);
    }

    #[test]
    fn a_row_that_fits_only_an_unheaded_sheet_leaves_the_first_sheet_without_rows() {
        check(1, 90.0, Room { first: 50.0, ..ROOM }, &[0, 1]);
    }

    #[test]
    fn a_row_higher_than_a_sheet_is_named() {
        let error = paginate(&[10.0, 151.0], ROOM).unwrap_err();
        assert!(error.to_string().starts_with("Строка 2 выше"), "{error}");
    }

    proptest! {
        #[test]
        fn every_row_is_printed_once_and_nothing_overflows(
            heights in prop::collection::vec(1.0_f32..60.0, 0..300),
            first in 60.0_f32..200.0,
            other in 100.0_f32..250.0,
            ending in 0.0_f32..60.0,
        ) {
            let room = Room { first, other, ending };
            let sheets = paginate(&heights, room).unwrap();
            let printed: Vec<usize> = sheets.iter().cloned().flatten().collect();
            prop_assert_eq!(printed, (0..heights.len()).collect::<Vec<_>>());
            let last = sheets.len() - 1;
            for (index, rows) in sheets.into_iter().enumerate() {
                let capacity = if index == 0 { first } else { other };
                let below = if index == last { ending } else { 0.0 };
                let used: f32 = heights[rows].iter().sum();
                prop_assert!(used + below <= capacity + 0.01, "sheet {} uses {} of {}", index, used + below, capacity);
            }
        }
    }
}
