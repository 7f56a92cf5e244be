//! How scores are spread: a bar per score, grouped, with the least score that passes; beside it a table of the same numbers.

use askama::Template;

use super::{TableView, html_safe};

/// One axis of scores from nought to the greatest there is.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/score_chart.html")]
pub struct ScoreChart {
    /// Unique on the page: `sc1`.
    pub id: String,
    /// «ЕГЭ», shown above; empty hides it.
    pub caption: String,
    /// Name for screen readers.
    pub title: String,
    /// The numbers in words for screen readers, ending in «Те же числа — в таблице».
    pub description: String,
    /// «тестовый балл, минимум — 27»
    pub axis: String,
    pub groups: Vec<ScoreChartGroup>,
    /// How many results each score has, by group: the index is the score.
    pub bars: Vec<Vec<usize>>,
    pub minimum: Option<ScoreMinimum>,
    /// The groups with their counts and shares.
    pub table: TableView,
    /// Every score with its count, behind a summary.
    pub each: TableView,
}

/// Results between two scores, one colour.
#[derive(Debug, Clone)]
pub struct ScoreChartGroup {
    /// «„4“», «ниже 27»
    pub label: String,
    /// «1 922»
    pub figure: String,
    /// First and last score, both inclusive.
    pub from: usize,
    pub to: usize,
    pub tone: ScoreTone,
}

/// Colour of a group; label and place say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreTone {
    Failed,
    Third,
    Second,
    Best,
}

/// The least score that passes.
#[derive(Debug, Clone)]
pub struct ScoreMinimum {
    pub score: usize,
    /// «минимум 27»
    pub label: String,
}

impl ScoreTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Failed => "m2",
            Self::Third => "m3",
            Self::Second => "m4",
            Self::Best => "m5",
        }
    }
}

/// Where the axis lies, pixels from the top.
const BASE: usize = 188;
/// The highest bar, pixels.
const TALLEST: usize = 134;
/// Labels nearer than this would touch on a phone, hundredths of a per cent of the width.
const LABEL_ROOM: usize = 1_000;

struct DrawnBar {
    class: &'static str,
    x: String,
    width: String,
    y: String,
    height: String,
}

struct DrawnText {
    class: &'static str,
    anchor: &'static str,
    x: String,
    y: usize,
    dx: &'static str,
    text: String,
}

impl ScoreChart {
    /// Left edge of a score's place, in hundredths of a per cent.
    fn left(&self, score: usize) -> usize {
        (score * 10_000).checked_div(self.bars.len()).unwrap_or(0)
    }

    fn middle(&self, from: usize, to: usize) -> usize {
        usize::midpoint(self.left(from), self.left(to + 1))
    }

    fn drawn(&self) -> Vec<DrawnBar> {
        let tallest = self.bars.iter().map(|bar| bar.iter().sum::<usize>()).max().unwrap_or(0);
        let mut drawn = Vec::new();
        for (score, bar) in self.bars.iter().enumerate() {
            let room = self.left(score + 1).saturating_sub(self.left(score));
            let mut below = 0;
            for (group, count) in self.groups.iter().zip(bar).filter(|(_, count)| **count > 0) {
                // Tenths of a pixel; one result is still to be seen.
                let height = (count * TALLEST * 10).checked_div(tallest).unwrap_or(0).max(15);
                below += height;
                drawn.push(DrawnBar {
                    class: group.tone.class(),
                    x: per_cent(self.left(score) + room / 10),
                    width: per_cent(room * 8 / 10),
                    y: tenths((BASE * 10).saturating_sub(below)),
                    height: tenths(height),
                });
            }
        }
        drawn
    }

    /// Where a group begins and the one before ends.
    fn borders(&self) -> Vec<String> {
        let is_minimum =
            |group: &&ScoreChartGroup| self.minimum.as_ref().is_some_and(|least| least.score == group.from);
        let inner = self.groups.iter().filter(|group| group.from > 0 && !is_minimum(group));
        inner.map(|group| per_cent(self.left(group.from))).collect()
    }

    fn minimum_at(&self) -> Option<String> {
        let least = self.minimum.as_ref()?;
        Some(per_cent(self.left(least.score)))
    }

    fn texts(&self) -> Vec<DrawnText> {
        let mut texts = self.group_texts();
        texts.extend(self.minimum_text());
        texts.extend(self.axis_texts());
        texts
    }

    fn group_texts(&self) -> Vec<DrawnText> {
        let mut texts = Vec::new();
        for group in &self.groups {
            let room = self.left(group.to + 1).saturating_sub(self.left(group.from));
            for (class, y, text) in [("tb", 12, &group.label), ("t2", 29, &group.figure)] {
                // What does not fit into a narrow group stands in the table.
                if room >= LABEL_ROOM || class == "tb" {
                    texts.push(DrawnText {
                        class,
                        anchor: "middle",
                        x: per_cent(self.middle(group.from, group.to)),
                        y,
                        dx: "0",
                        text: text.clone(),
                    });
                }
            }
        }
        texts
    }

    fn minimum_text(&self) -> Option<DrawnText> {
        let least = self.minimum.as_ref()?;
        let (anchor, dx) = if self.left(least.score) > 6_000 {
            ("end", "-5")
        } else {
            ("start", "5")
        };
        Some(DrawnText {
            class: "late",
            anchor,
            x: per_cent(self.left(least.score)),
            y: 48,
            dx,
            text: least.label.clone(),
        })
    }

    /// The first score of each group and the last of all, as far apart as they are readable.
    fn axis_texts(&self) -> Vec<DrawnText> {
        let last = self.bars.len().saturating_sub(1);
        let mut shown: Vec<usize> = Vec::new();
        for score in self.groups.iter().map(|group| group.from) {
            let is_apart = |other: &usize| self.left(score).abs_diff(self.left(*other)) >= LABEL_ROOM;
            if shown.iter().chain([&last]).all(is_apart) {
                shown.push(score);
            }
        }
        shown.push(last);
        let text = |score: usize| DrawnText {
            class: "t2",
            anchor: "middle",
            x: per_cent(self.middle(score, score)),
            y: 206,
            dx: "0",
            text: score.to_string(),
        };
        shown.into_iter().map(text).collect()
    }
}

fn per_cent(hundredths: usize) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn tenths(number: usize) -> String {
    format!("{}.{}", number / 10, number % 10)
}

html_safe!(ScoreChart);

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> ScoreChart {
        let group = |label: &str, from, to, tone| ScoreChartGroup {
            label: label.to_owned(),
            figure: "1".to_owned(),
            from,
            to,
            tone,
        };
        ScoreChart {
            groups: vec![
                group("ниже 2", 0, 1, ScoreTone::Failed),
                group("2 и выше", 2, 3, ScoreTone::Second),
            ],
            bars: vec![vec![1, 0], vec![0, 0], vec![1, 3], vec![0, 2]],
            minimum: Some(ScoreMinimum {
                score: 2,
                label: "минимум 2".to_owned(),
            }),
            ..ScoreChart::default()
        }
    }

    #[test]
    fn b3_bars_stand_on_the_axis_and_on_each_other() {
        let drawn: Vec<_> = chart()
            .drawn()
            .into_iter()
            .map(|bar| (bar.class, bar.x, bar.y, bar.height))
            .collect();
        let bar = |class, x: &str, y: &str, height: &str| (class, x.to_owned(), y.to_owned(), height.to_owned());
        assert_eq!(
            drawn,
            [
                bar("m2", "2.50%", "154.5", "33.5"),
                bar("m2", "52.50%", "154.5", "33.5"),
                bar("m4", "52.50%", "54.0", "100.5"),
                bar("m4", "77.50%", "121.0", "67.0"),
            ]
        );
        assert_eq!(chart().minimum_at().as_deref(), Some("50.00%"));
        assert_eq!(chart().borders(), Vec::<String>::new(), "the minimum is that border");
    }

    #[test]
    fn an_empty_chart_draws_nothing_and_does_not_divide_by_nought() {
        let empty = ScoreChart::default();
        assert!(empty.drawn().is_empty() && empty.borders().is_empty());
        assert!(empty.render().is_ok());
    }
}
