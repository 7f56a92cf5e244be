//! Parts of pages. Each is a small struct with its own template under `templates/components/`; a page puts one in place
//! with `{{ part }}` and nothing is escaped twice, because every part is [`HtmlSafe`] and escapes its own strings.

mod act;
mod chart;
mod duty;
mod facts;
mod field;
mod form;
mod law;
mod phrase;
mod preview;
mod score_chart;
mod section;
mod table;
mod tabs;
mod timeline;

pub use act::{Act, Emphasis};
pub use chart::{Bar, BarChart, ChartKey, Fill, FlowStep, KeyItem, Progress, Segment};
pub use duty::{Duty, DutyGroup, Urgency};
pub use facts::{Facts, Tag, TagColour};
pub use field::{Choice, ChoiceKind, Choices, Field, FieldKind, Width};
pub use form::{ErrorSummary, PostForm};
pub use law::{Clause, Clock, ClockState};
pub use phrase::{Link, Phrase, Piece};
pub use preview::{Preview, PreviewKind};
pub use score_chart::{ScoreChart, ScoreChartGroup, ScoreMinimum, ScoreTone};
pub use section::{Encoding, FilterForm, FormBlock, FormPart, Section};
pub use table::{Align, Cell, Column, Pager, Row, RowTone, SearchBox, Sort, TableView};
pub use tabs::{Tab, Tabs};
pub use timeline::{EditionBox, EntryKind, Timeline, TimelineEntry};

/// Marks parts whose templates escape their own strings.
macro_rules! html_safe {
    ($($part:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $part {})+ };
}
pub(crate) use html_safe;
