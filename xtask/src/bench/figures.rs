use std::collections::HashMap;

use crate::failure::Failure;

/// What a measured program prints: words `name=number`, anywhere in its output; the last one of a name counts.
#[derive(Debug, PartialEq)]
pub struct Figures {
    by_name: HashMap<String, f64>,
}

impl Figures {
    pub fn parse(output: &str) -> Self {
        let by_name = output
            .split_whitespace()
            .filter_map(|word| {
                let (name, number) = word.split_once('=')?;
                Some((name.to_owned(), number.parse().ok()?))
            })
            .collect();
        Self { by_name }
    }

    pub fn get(&self, name: &str) -> Result<f64, Failure> {
        self.by_name
            .get(name)
            .copied()
            .ok_or_else(|| Failure::new(format!("the measured program did not print {name}=…")))
    }
}

/// The middle one; of an even number the mean of the middle two; of none, nothing.
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    Some(f64::midpoint(lower, upper))
}

/// Rows of a table with the first column to the left and the others to the right.
pub fn print_table(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_among_other_words() {
        let figures = Figures::parse("done: documents=700 cpu_seconds=1.25\nname=x\n");
        assert_eq!(figures.get("documents").unwrap(), 700.0);
        assert_eq!(figures.get("cpu_seconds").unwrap(), 1.25);
        assert!(figures.get("name").is_err());
        assert!(figures.get("missing").is_err());
    }

    #[test]
    fn the_median_is_the_middle() {
        let cases: [(&[f64], Option<f64>); 4] = [
            (&[], None),
            (&[3.0], Some(3.0)),
            (&[3.0, 1.0, 2.0], Some(2.0)),
            (&[4.0, 1.0, 2.0, 3.0], Some(2.5)),
        ];
        for (numbers, expected) in cases {
            assert_eq!(median(numbers), expected);
        }
    }
}
