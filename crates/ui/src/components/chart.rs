//! Pictures of counts: bars, steps, progress. Always beside a table with the same numbers.

use askama::Template;

use super::{Phrase, html_safe};

/// Horizontal bars, one per organisation, each split into shares of its own total.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "components/bar_chart.html")]
pub struct BarChart {
    /// Unique on the page: `ch`.
    pub id: String,
    /// «Доля ознакомленных по школам», shown above.
    pub caption: String,
    /// Name for screen readers.
    pub title: String,
    /// The numbers in words for screen readers, ending in «Те же числа — в таблице».
    pub description: String,
    pub key: Vec<KeyItem>,
    pub bars: Vec<Bar>,
}

#[derive(Debug, Clone)]
pub struct KeyItem {
    pub fill: Fill,
    pub label: String,
}

/// Colour and pattern of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Solid blue: told.
    Done,
    /// Hatched amber: handed down, not told.
    UnderWay,
    /// Dashed outline: not yet there.
    Waiting,
}

impl Fill {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "c-told",
            Self::UnderWay => "c-down",
            Self::Waiting => "c-recv",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    /// «45 из 52»
    pub figure: String,
    /// Something here is late: the figure is red and bold.
    pub late: bool,
    pub segments: Vec<Segment>,
}

/// A count within a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    pub fill: Fill,
    pub count: u32,
}

/// Where a share lies, in hundredths of a per cent.
struct Placed {
    class: &'static str,
    left: String,
    width: String,
}

impl Bar {
    /// Bar of what is done, under way and waiting; zero counts take no place.
    pub fn new(label: impl Into<String>, figure: impl Into<String>, done: u32, under_way: u32, waiting: u32) -> Self {
        Self {
            label: label.into(),
            figure: figure.into(),
            late: false,
            segments: vec![
                Segment {
                    fill: Fill::Done,
                    count: done,
                },
                Segment {
                    fill: Fill::UnderWay,
                    count: under_way,
                },
                Segment {
                    fill: Fill::Waiting,
                    count: waiting,
                },
            ],
        }
    }

    #[must_use]
    pub fn late(mut self) -> Self {
        self.late = true;
        self
    }

    /// The label beside its figure on a phone; the whole name stands in the table below.
    fn short_label(&self) -> String {
        let fits = self.label.chars().count() <= MOST_LABEL_LETTERS;
        if fits {
            return self.label.clone();
        }
        let kept: String = self.label.chars().take(MOST_LABEL_LETTERS - 1).collect();
        format!("{}…", kept.trim_end())
    }

    fn figure_class(&self) -> &'static str {
        let complete = self
            .segments
            .iter()
            .all(|segment| segment.fill == Fill::Done || segment.count == 0);
        match (self.late, complete) {
            (true, _) => "tb late",
            (false, true) => "t2",
            (false, false) => "tb",
        }
    }

    fn placed(&self) -> Vec<Placed> {
        let total: u64 = self.segments.iter().map(|segment| u64::from(segment.count)).sum();
        let mut before = 0;
        let mut placed = Vec::new();
        for segment in self.segments.iter().filter(|segment| segment.count > 0) {
            let after = before + u64::from(segment.count);
            let left = hundredths(before, total);
            placed.push(Placed {
                class: segment.fill.class(),
                left: per_cent(left),
                width: per_cent(hundredths(after, total) - left),
            });
            before = after;
        }
        placed
    }
}

fn hundredths(part: u64, whole: u64) -> u64 {
    (part * 10_000 + whole / 2).checked_div(whole).unwrap_or(0)
}

fn per_cent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

const BAR_STEP: usize = 41;
/// Letters of a label that stand beside a figure 360 pixels wide.
const MOST_LABEL_LETTERS: usize = 31;

/// A bar with its place from the top, in pixels.
struct DrawnBar<'a> {
    bar: &'a Bar,
    text_y: usize,
    bar_y: usize,
}

/// What the colours and patterns of a chart mean.
#[derive(Debug, Clone, Template)]
#[template(path = "components/chart_key.html")]
pub struct ChartKey<'a> {
    items: &'a [KeyItem],
}

impl BarChart {
    fn height(&self) -> usize {
        self.bars.len() * BAR_STEP
    }

    /// The key, placed by the page above chart and table.
    pub fn legend(&self) -> ChartKey<'_> {
        ChartKey { items: &self.key }
    }

    fn drawn(&self) -> Vec<DrawnBar<'_>> {
        self.bars
            .iter()
            .enumerate()
            .map(|(index, bar)| DrawnBar {
                bar,
                text_y: index * BAR_STEP + 14,
                bar_y: index * BAR_STEP + 20,
            })
            .collect()
    }
}

/// One step of «где результаты сейчас».
#[derive(Debug, Clone)]
pub struct FlowStep {
    /// «418»
    pub count: String,
    pub href: String,
    /// «получены от РЦОИ»
    pub label: String,
    /// «ещё 9 ждут вас — срок сегодня»
    pub why: String,
}

/// How many of the lines are entered.
#[derive(Debug, Clone, Template)]
#[template(path = "components/progress.html")]
pub struct Progress {
    /// «Внесено 26 из 30»
    pub say: Phrase,
    /// «1 с ошибкой, осталось 3»
    pub rest: String,
    pub done: u32,
    pub wrong: u32,
    pub total: u32,
}

impl Progress {
    fn done_width(&self) -> String {
        per_cent(hundredths(u64::from(self.done), u64::from(self.total)))
    }

    fn wrong_width(&self) -> String {
        per_cent(hundredths(
            u64::from(self.done) + u64::from(self.wrong),
            u64::from(self.total),
        ))
    }

    fn left(&self) -> u32 {
        self.total.saturating_sub(self.done).saturating_sub(self.wrong)
    }
}

html_safe!(BarChart, ChartKey<'_>, Progress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_fill_the_bar_exactly() {
        let placed = Bar::new("СОШ № 27", "45 из 52", 45, 3, 4).placed();
        let widths: Vec<&str> = placed.iter().map(|share| share.width.as_str()).collect();
        assert_eq!(widths, ["86.54%", "5.77%", "7.69%"]);
        assert_eq!(placed[1].left, "86.54%");
    }

    #[test]
    fn a_long_label_leaves_room_for_its_figure() {
        let label = |text: &str| Bar::new(text, "", 0, 0, 0).short_label();
        assert_eq!(label("УО, Крапивинский округ"), "УО, Крапивинский округ");
        let cut = label("Прокопьевский политехнический колледж");
        assert_eq!(cut, "Прокопьевский политехнический…");
        assert!(cut.chars().count() <= MOST_LABEL_LETTERS);
    }

    #[test]
    fn an_empty_bar_has_no_shares() {
        assert!(Bar::new("СОШ № 1", "0 из 0", 0, 0, 0).placed().is_empty());
    }
}
